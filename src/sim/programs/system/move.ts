// rm, mv, cp: files removed, renamed, copied.
// Source: the man pages of coreutils 9.1; busybox 1.35.
// Not modelled: -i prompts, attributes to preserve, hard links.
import { type Errno, strerror } from '../../base/errno.ts';
import type { Blocking } from '../../host/sys.ts';
import { baseName } from '../text/paths.ts';
import type { Call, Tool } from '../text/tool.ts';
import { joinPath } from './file-facts.ts';
import { cannot } from './make.ts';

export const rm: Tool = {
  name: 'rm',
  summary: 'Remove (unlink) the FILE(s)',
  usage: '[OPTION]... [FILE]...',
  help: `
  -d, --dir              remove empty directories
  -f, --force            ignore nonexistent files and arguments, never prompt
  -r, -R, --recursive    remove directories and their contents recursively
  -v, --verbose          explain what is being done`,
  version: 'rm (GNU coreutils) 9.1',
  options: ['d,dir', 'f,force', 'i', 'r,R,recursive', 'v,verbose'],
  *run(call) {
    const { options } = call;
    if (call.operands.length === 0 && !options.has('f')) return yield* call.misuse('missing operand');
    for (const path of call.operands) {
      const absolute = call.sys.resolve(path);
      if (absolute === '/') {
        yield* call.complain("it is dangerous to operate recursively on '/'");
        continue;
      }
      const type = call.sys.fs.stat(absolute, false)?.type;
      if (type === undefined && options.has('f')) continue;
      if (type === 'directory' && !options.has('r') && !options.has('d')) {
        yield* call.complain(
          call.flavour === 'gnu' ? cannot(call, 'remove', path, 'EISDIR') : `'${path}' is a directory`,
        );
        continue;
      }
      const errno =
        type === undefined ? 'ENOENT' : options.has('r') ? removeTree(call, absolute) : removeOne(call, absolute, type);
      if (errno) yield* call.complain(cannot(call, 'remove', path, errno));
      else if (options.has('v')) call.put(`removed ${type === 'directory' ? 'directory ' : ''}'${path}'\n`);
    }
    return call.status;
  },
};

function removeOne(call: Call, path: string, type: string): Errno | undefined {
  return type === 'directory' ? call.sys.fs.removeDirectory(path) : call.sys.fs.remove(path);
}

function removeTree(call: Call, path: string): Errno | undefined {
  const { fs } = call.sys;
  const type = fs.stat(path, false)?.type;
  if (type === undefined) return 'ENOENT';
  if (type !== 'directory') return fs.remove(path);
  const listed = fs.list(path);
  if (!listed.ok) return listed.errno;
  for (const name of listed.value) {
    const errno = removeTree(call, joinPath(path, name));
    if (errno) return errno;
  }
  return fs.removeDirectory(path);
}

/** Where each source goes: into a directory, or to the one name given. Undefined after a complaint. */
function* destinations(call: Call): Blocking<readonly (readonly [string, string])[] | undefined> {
  const { operands, options } = call;
  const into = options.value('t');
  const sources = into === undefined ? operands.slice(0, -1) : operands;
  const last = into ?? operands.at(-1);
  if (last === undefined) {
    call.status = yield* call.misuse('missing file operand');
    return undefined;
  }
  if (sources.length === 0) {
    call.status = yield* call.misuse(`missing destination file operand after '${last}'`);
    return undefined;
  }
  const isDirectory = !options.has('T') && call.sys.fs.stat(call.sys.resolve(last))?.type === 'directory';
  if (sources.length > 1 && !isDirectory) {
    yield* call.complain(
      `target '${last}': ${call.sys.fs.stat(call.sys.resolve(last)) ? 'Not a directory' : strerror.ENOENT}`,
    );
    return undefined;
  }
  return sources.map((source) => [source, isDirectory ? joinPath(last, baseName(source)) : last]);
}

export const mv: Tool = {
  name: 'mv',
  summary: 'Rename SOURCE to DEST, or move SOURCE(s) to DIRECTORY',
  usage: '[OPTION]... SOURCE DEST\n[OPTION]... SOURCE... DIRECTORY',
  help: `
  -f, --force        do not prompt before overwriting
  -n, --no-clobber   do not overwrite an existing file
  -v, --verbose      explain what is being done`,
  version: 'mv (GNU coreutils) 9.1',
  options: ['f,force', 'i', 'n,no-clobber', 'T,no-target-directory', 't,target-directory:', 'v,verbose'],
  *run(call) {
    const moves = yield* destinations(call);
    for (const [from, to] of moves ?? []) {
      const [source, target] = [call.sys.resolve(from), call.sys.resolve(to)];
      if (!call.sys.fs.stat(source, false)) {
        const text =
          call.flavour === 'gnu' ? cannot(call, 'stat', from, 'ENOENT') : `can't rename '${from}': ${strerror.ENOENT}`;
        yield* call.complain(text);
        continue;
      }
      if (source === target) {
        yield* call.complain(`'${from}' and '${to}' are the same file`);
        continue;
      }
      if (call.options.has('n') && call.sys.fs.stat(target, false)) continue;
      const errno = call.sys.fs.rename(source, target);
      if (errno)
        yield* call.complain(
          `${call.flavour === 'gnu' ? `cannot move '${from}' to '${to}'` : `can't rename '${from}'`}: ${strerror[errno]}`,
        );
      else if (call.options.has('v')) call.put(`renamed '${from}' -> '${to}'\n`);
    }
    return call.status;
  },
};

export const cp: Tool = {
  name: 'cp',
  summary: 'Copy SOURCE to DEST, or multiple SOURCE(s) to DIRECTORY',
  usage: '[OPTION]... SOURCE DEST\n[OPTION]... SOURCE... DIRECTORY',
  help: `
  -a, --archive        same as -dR here
  -d, -P               never follow symbolic links in SOURCE
  -f, --force          if an existing destination file cannot be opened, remove it
  -n, --no-clobber     do not overwrite an existing file
  -R, -r, --recursive  copy directories recursively
  -v, --verbose        explain what is being done`,
  version: 'cp (GNU coreutils) 9.1',
  options: [
    'a,archive',
    'd',
    'f,force',
    'i',
    'n,no-clobber',
    'P,no-dereference',
    'p',
    'r,R,recursive',
    'T,no-target-directory',
    't,target-directory:',
    'v,verbose',
  ],
  *run(call) {
    const copies = yield* destinations(call);
    for (const [from, to] of copies ?? []) yield* copy(call, from, to);
    return call.status;
  },
};

function* copy(call: Call, from: string, to: string): Blocking<void> {
  const { fs } = call.sys;
  const { options } = call;
  const [source, target] = [call.sys.resolve(from), call.sys.resolve(to)];
  const recursive = options.has('r') || options.has('a');
  const keepLinks = options.has('a') || options.has('d') || options.has('P');
  const stat = fs.stat(source, !keepLinks);
  if (!stat) {
    yield* call.complain(cannot(call, 'stat', from, 'ENOENT'));
  } else if (stat.type === 'directory' && !recursive) {
    yield* call.complain(
      call.flavour === 'gnu' ? `-r not specified; omitting directory '${from}'` : `omitting directory '${from}'`,
    );
  } else if (source === target) {
    yield* call.complain(`'${from}' and '${to}' are the same file`);
  } else if (stat.type === 'directory' && `${target}/`.startsWith(`${source}/`)) {
    yield* call.complain(`cannot copy a directory, '${from}', into itself, '${to}'`);
  } else {
    const errno = copyTree(call, source, target, keepLinks || recursive);
    if (errno) yield* call.complain(cannot(call, call.flavour === 'gnu' ? 'create regular file' : 'create', to, errno));
    else if (options.has('v')) call.put(`'${from}' -> '${to}'\n`);
  }
}

function copyTree(call: Call, source: string, target: string, keepLinks: boolean): Errno | undefined {
  const { fs } = call.sys;
  const stat = fs.stat(source, !keepLinks);
  if (!stat) return 'ENOENT';
  if (stat.type === 'symlink') {
    const link = fs.readlink(source);
    return link.ok ? fs.symlink(link.value, target) : link.errno;
  }
  if (stat.type !== 'directory') {
    const read = fs.readFile(source);
    if (!read.ok) return read.errno;
    if (call.options.has('n') && fs.stat(target)) return undefined;
    return fs.writeFile(target, read.value, { executable: stat.executable });
  }
  const listed = fs.list(source);
  if (!listed.ok) return listed.errno;
  const made = fs.stat(target)?.type === 'directory' ? undefined : fs.makeDirectory(target);
  if (made) return made;
  for (const name of listed.value) {
    const errno = copyTree(call, joinPath(source, name), joinPath(target, name), keepLinks);
    if (errno) return errno;
  }
  return undefined;
}
