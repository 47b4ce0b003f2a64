// mktemp: a file or directory of its own, by a name that nobody else has.
// Source: mktemp(1) of GNU coreutils 9.1; busybox 1.35.
// Not modelled: permissions of what is made (files here have none).
import { strerror } from '../../base/errno.ts';
import type { Tool } from '../text/tool.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
/** Names that are tried before it gives up. */
const TRIES = 100;

export const mktemp: Tool = {
  name: 'mktemp',
  summary: 'Create a temporary file or directory, safely, and print its name',
  usage: '[OPTION]... [TEMPLATE]',
  help: `
  -d, --directory     create a directory, not a file
  -u, --dry-run       do not create anything; merely print a name (unsafe)
  -q, --quiet         suppress diagnostics about file/dir-creation failure
      --suffix=SUFF   append SUFF to TEMPLATE; SUFF must not contain a slash
  -p DIR, --tmpdir[=DIR]  interpret TEMPLATE relative to DIR; if DIR is not
                        specified, use $TMPDIR if set, else /tmp
  -t                  interpret TEMPLATE as a single file name component`,
  version: 'mktemp (GNU coreutils) 9.1',
  options: ['d,directory', 'u,dry-run', 'q,quiet', 'suffix:', 'p:', 'tmpdir::', 't'],
  *run(call) {
    const { options, sys } = call;
    const [given, extra] = call.operands;
    if (extra !== undefined) return yield* call.misuse('too many templates');
    const directory = options.value('p') || options.value('tmpdir') || sys.env.get('TMPDIR') || '/tmp';
    const inDirectory = given === undefined || ['p', 'tmpdir', 't'].some((key) => options.has(key));
    const suffix = options.value('suffix') ?? '';
    const template = `${given ?? 'tmp.XXXXXXXXXX'}${suffix}`;
    const holes = /X{3,}(?=[^X]*$)/.exec(template);
    if (holes === null) return yield* call.die(`too few X's in template '${given ?? template}'`);
    const whole = inDirectory ? `${directory}/${template}` : template;
    const what = options.has('d') ? 'directory' : 'file';
    const random = sys.random('mktemp');
    for (let tries = 0; tries < TRIES; tries++) {
      const drawn = [...holes[0]].map(() => LETTERS[random.int(0, LETTERS.length - 1)] ?? '').join('');
      const at = whole.length - template.length + holes.index;
      const path = whole.slice(0, at) + drawn + whole.slice(at + drawn.length);
      const target = sys.resolve(path);
      if (sys.fs.stat(target, false) !== undefined) continue;
      const dry = options.has('u');
      const errno = dry ? undefined : what === 'file' ? sys.fs.writeFile(target, '') : sys.fs.makeDirectory(target);
      if (errno === undefined) {
        call.put(`${path}\n`);
        return 0;
      }
      if (options.has('q')) return 1;
      return yield* call.die(`failed to create ${what} via template '${whole}': ${strerror[errno]}`);
    }
    return yield* call.die(`failed to create ${what} via template '${whole}': ${strerror.EEXIST}`);
  },
};
