// A Vite plugin: builds the service worker as `sw.js` and tells it which files the build has.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const SOURCE = 'src/offline/service-worker.ts';
const OUTPUT = 'sw.js';
/** What the source has in place of the list. */
const PLACE = /(['"`])__HOPLAB_BUILD__\1/;

/** Files that are copied as they are, by their paths in the build. */
function copied(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path).split(sep).join('/'), readFileSync(path)];
    });
}

export function offline() {
  let publicDir = '';
  return {
    name: 'hoplab:offline',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      publicDir = config.publicDir;
    },
    buildStart() {
      this.emitFile({ type: 'chunk', id: SOURCE, fileName: OUTPUT });
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[OUTPUT];
        if (worker?.type !== 'chunk' || !PLACE.test(worker.code))
          throw new Error(`${SOURCE}: no place for the list of files`);
        const built = Object.values(bundle)
          .filter((file) => file !== worker && !file.fileName.startsWith('.'))
          .map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]);
        const files = [...built, ...copied(publicDir)].sort(([a], [b]) => (a < b ? -1 : 1));
        const hash = createHash('sha256').update(worker.code);
        for (const [path, content] of files) hash.update(path).update('\0').update(content);
        const list = { version: hash.digest('hex').slice(0, 16), files: files.map(([path]) => path) };
        worker.code = worker.code.replace(PLACE, () => JSON.stringify(JSON.stringify(list)));
      },
    },
  };
}
