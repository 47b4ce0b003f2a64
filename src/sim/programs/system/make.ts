// mkdir, rmdir, touch, ln, chmod: files made and changed.
// Source: the man pages of coreutils 9.1; busybox 1.35.
// Not modelled: permission bits other than "executable", hard links, touching a time other than now.
import { type Errno, strerror } from '../../base/errno.ts';
import { baseName, directoryName } from '../text/paths.ts';
import type { Call, Tool } from '../text/tool.ts';
import { joinPath } from './file-facts.ts';

/** `cannot VERB 'path': text`, in the words of each flavour. */
export function cannot(call: Call, verb: string, path: string, errno: Errno): string {
  return `${call.flavour === 'gnu' ? 'cannot' : "can't"} ${verb} '${path}': ${strerror[errno]}`;
}

export const mkdir: Tool = {
  name: 'mkdir',
  summary: 'Create the DIRECTORY(ies), if they do not already exist',
  usage: '[OPTION]... DIRECTORY...',
  help: `
  -m, --mode=MODE   set file mode (ignored)
  -p, --parents     no error if existing, make parent directories as needed
  -v, --verbose     print a message for each created directory`,
  version: 'mkdir (GNU coreutils) 9.1',
  options: ['m,mode:', 'p,parents', 'v,verbose'],
  *run(call) {
    if (call.operands.length === 0) return yield* call.misuse('missing operand');
    const parents = call.options.has('p');
    for (const path of call.operands) {
      const absolute = call.sys.resolve(path);
      if (parents && call.sys.fs.stat(absolute)?.type === 'directory') continue;
      const errno = call.sys.fs.makeDirectory(absolute, parents);
      if (errno) yield* call.complain(cannot(call, 'create directory', path, errno));
      else if (call.options.has('v')) call.put(`mkdir: created directory '${path}'\n`);
    }
    return call.status;
  },
};

export const rmdir: Tool = {
  name: 'rmdir',
  summary: 'Remove the DIRECTORY(ies), if they are empty',
  usage: '[OPTION]... DIRECTORY...',
  help: '  -p, --parents   remove DIRECTORY and its ancestors',
  version: 'rmdir (GNU coreutils) 9.1',
  options: ['p,parents', 'v,verbose', 'ignore-fail-on-non-empty'],
  *run(call) {
    if (call.operands.length === 0) return yield* call.misuse('missing operand');
    for (const operand of call.operands) {
      for (let path = operand; path !== '.' && path !== '/'; path = directoryName(path)) {
        const errno = call.sys.fs.removeDirectory(call.sys.resolve(path));
        const ignored = errno === 'ENOTEMPTY' && call.options.has('ignore-fail-on-non-empty');
        if (errno && !ignored) {
          const verb = call.flavour === 'gnu' ? 'failed to remove' : "can't remove";
          yield* call.complain(`${verb} '${path}': ${strerror[errno]}`);
        }
        if (errno || !call.options.has('p')) break;
      }
    }
    return call.status;
  },
};

export const touch: Tool = {
  name: 'touch',
  summary: 'Update the access and modification times of each FILE to the current time',
  usage: '[OPTION]... FILE...',
  help: '  -c, --no-create   do not create any files',
  version: 'touch (GNU coreutils) 9.1',
  options: ['a', 'c,no-create', 'm'],
  *run(call) {
    if (call.operands.length === 0) return yield* call.misuse('missing file operand');
    for (const path of call.operands) {
      const absolute = call.sys.resolve(path);
      const stat = call.sys.fs.stat(absolute);
      if (stat ? stat.type !== 'file' : call.options.has('c')) continue;
      const errno = call.sys.fs.writeFile(absolute, '', { append: true });
      if (errno)
        yield* call.complain(
          call.flavour === 'gnu' ? cannot(call, 'touch', path, errno) : `${path}: ${strerror[errno]}`,
        );
    }
    return call.status;
  },
};

export const ln: Tool = {
  name: 'ln',
  summary: 'Make links between files',
  usage: '[OPTION]... TARGET LINK_NAME\n[OPTION]... TARGET... DIRECTORY',
  help: `
  -f, --force            remove existing destination files
  -n, --no-dereference   treat LINK_NAME as a normal file if it is a symbolic link to a directory
  -s, --symbolic         make symbolic links instead of hard links`,
  version: 'ln (GNU coreutils) 9.1',
  options: ['f,force', 'n,no-dereference', 's,symbolic', 'v,verbose'],
  *run(call) {
    const { fs } = call.sys;
    const { operands, options } = call;
    if (operands.length === 0) return yield* call.misuse('missing file operand');
    if (!options.has('s')) {
      yield* call.sys.error('hoplab: not simulated yet: hard links\n');
      return 125;
    }
    const last = operands.length > 1 ? (operands.at(-1) as string) : '.';
    const targets = operands.length > 1 ? operands.slice(0, -1) : operands;
    const intoDirectory = fs.stat(call.sys.resolve(last), !options.has('n'))?.type === 'directory';
    if (targets.length > 1 && !intoDirectory) return yield* call.die(`target '${last}': Not a directory`);
    for (const target of targets) {
      const link = intoDirectory ? joinPath(last, baseName(target)) : last;
      const absolute = call.sys.resolve(link);
      if (options.has('f') && fs.stat(absolute, false)) fs.remove(absolute);
      const errno = fs.symlink(target, absolute);
      if (!errno) continue;
      const named = call.flavour === 'gnu' ? `failed to create symbolic link '${link}'` : link;
      yield* call.complain(`${named}: ${strerror[errno]}`);
    }
    return call.status;
  },
};

export const chmod: Tool = {
  name: 'chmod',
  summary: 'Change the mode of each FILE to MODE',
  usage: '[OPTION]... MODE[,MODE]... FILE...',
  help: '  -R, --recursive   change files and directories recursively',
  version: 'chmod (GNU coreutils) 9.1',
  *run(call) {
    const words = call.operands.filter((word) => !/^-(R|v|f|c|-recursive)$/.test(word));
    const [mode, ...paths] = words;
    if (mode === undefined) return yield* call.misuse('missing operand');
    if (paths.length === 0) return yield* call.misuse(`missing operand after '${mode}'`);
    const executable = executableBy(mode);
    if (executable === 'invalid') return yield* call.misuse(`invalid mode: '${mode}'`);
    for (const path of paths) {
      const absolute = call.sys.resolve(path);
      const stat = call.sys.fs.stat(absolute);
      if (!stat) {
        yield* call.complain(
          call.flavour === 'gnu'
            ? `cannot access '${path}': No such file or directory`
            : `${path}: No such file or directory`,
        );
      } else if (stat.type === 'file' && executable !== 'unchanged') {
        call.sys.fs.writeFile(absolute, '', { append: true, executable: executable === 'yes' });
      }
    }
    return call.status;
  },
};

/** What a mode says of the only bit that is kept. */
function executableBy(mode: string): 'yes' | 'no' | 'unchanged' | 'invalid' {
  if (/^[0-7]{1,4}$/.test(mode)) return Number.parseInt(mode, 8) & 0o111 ? 'yes' : 'no';
  let result: 'yes' | 'no' | 'unchanged' = 'unchanged';
  for (const clause of mode.split(',')) {
    const m = /^[ugoa]*([-+=])([rwxXst]*)$/.exec(clause);
    if (!m) return 'invalid';
    if (m[1] === '=') result = m[2]?.includes('x') ? 'yes' : 'no';
    else if (m[2]?.includes('x')) result = m[1] === '+' ? 'yes' : 'no';
  }
  return result;
}
