// Bundles a TypeScript entry for Node and imports it: Node 20 cannot read TypeScript by itself.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Imports `entry` (a path below the project) as one bundled module; answers its exports. */
export async function importTypeScript(entry) {
  const { output } = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, entry),
      write: false,
      target: 'node20',
      minify: false,
      rollupOptions: { output: { format: 'es' } },
    },
    // What drives a browser, and the server for it, are programs of their own.
    ssr: { noExternal: true, external: ['@playwright/test', 'vite'] },
  });
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'hoplab-'));
  try {
    for (const chunk of output)
      await writeFile(join(folder, chunk.fileName.replace(/\.js$/, '.mjs')), chunk.code ?? chunk.source);
    const main = output.find((chunk) => chunk.type === 'chunk' && chunk.isEntry);
    return await import(pathToFileURL(join(folder, main.fileName.replace(/\.js$/, '.mjs'))).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
