// readlink, realpath, stat: what a path leads to.
// Source: the man pages of coreutils 9.1; busybox 1.35.
// Not modelled: inodes, access and birth times (the modification's is shown), owners other than root.
import { strftime } from '../../base/time.ts';
import type { FileStat } from '../../host/fs.ts';
import type { Sys } from '../../host/sys.ts';
import { baseName, directoryName } from '../text/paths.ts';
import type { Tool } from '../text/tool.ts';
import { BLOCK, blocksOf, joinPath, modeBits, modeText } from './file-facts.ts';

/** MAXSYMLINKS of the kernel. */
const MAX_LINKS = 40;

/** A path without symbolic links; undefined where a directory on the way is missing. The last name may be missing. */
export function canonicalPath(sys: Sys, path: string): string | undefined {
  let links = 0;
  const walk = (absolute: string): string | undefined => {
    if (absolute === '/') return '/';
    const parent = walk(directoryName(absolute));
    if (parent === undefined || (parent !== '/' && sys.fs.stat(parent)?.type !== 'directory')) return undefined;
    const here = joinPath(parent, baseName(absolute));
    const link = sys.fs.readlink(here);
    if (!link.ok) return here;
    if (++links > MAX_LINKS) return undefined;
    return walk(sys.resolve(link.value.startsWith('/') ? link.value : joinPath(parent, link.value)));
  };
  return walk(sys.resolve(path));
}

export const readlink: Tool = {
  name: 'readlink',
  summary: 'Print value of a symbolic link or canonical file name',
  usage: '[OPTION]... FILE...',
  help: `
  -e, --canonicalize-existing  canonicalize; all components must exist
  -f, --canonicalize           canonicalize; all but the last component must exist
  -n, --no-newline             do not output the trailing delimiter`,
  version: 'readlink (GNU coreutils) 9.1',
  options: ['e,canonicalize-existing', 'f,canonicalize', 'm', 'n,no-newline', 'q', 's', 'v,verbose'],
  *run(call) {
    const { sys, options } = call;
    if (call.operands.length === 0) return yield* call.misuse('missing operand');
    for (const path of call.operands) {
      const canonical = options.has('f') || options.has('e') || options.has('m');
      const link = canonical ? undefined : sys.fs.readlink(sys.resolve(path));
      const found = canonical ? canonicalPath(sys, path) : link?.ok ? link.value : undefined;
      const missing = options.has('e') && found !== undefined && !sys.fs.stat(found);
      if (found === undefined || missing) call.status = 1;
      else call.put(`${found}${options.has('n') ? '' : '\n'}`);
    }
    return call.status;
  },
};

export const realpath: Tool = {
  name: 'realpath',
  summary: 'Print the resolved absolute file name',
  usage: '[OPTION]... FILE...',
  help: `
  -e, --canonicalize-existing  all components of the path must exist
  -m, --canonicalize-missing   no path components need exist or be a directory
  -s, --strip, --no-symlinks   don't expand symlinks`,
  version: 'realpath (GNU coreutils) 9.1',
  options: ['e,canonicalize-existing', 'm,canonicalize-missing', 's,strip,no-symlinks', 'q,quiet'],
  *run(call) {
    const { sys, options } = call;
    if (call.operands.length === 0) return yield* call.misuse('missing operand');
    for (const path of call.operands) {
      const found = options.has('m') || options.has('s') ? sys.resolve(path) : canonicalPath(sys, path);
      if (found === undefined || (options.has('e') && !sys.fs.stat(found))) {
        yield* call.complain(`${path}: No such file or directory`);
      } else call.put(`${found}\n`);
    }
    return call.status;
  },
};

const typeNames = {
  file: 'regular file',
  directory: 'directory',
  symlink: 'symbolic link',
  device: 'character special file',
  socket: 'socket',
} as const;

export const stat: Tool = {
  name: 'stat',
  summary: 'Display file status',
  usage: '[OPTION]... FILE...',
  help: `
  -c, --format=FORMAT   use the specified FORMAT (%n %N %s %F %a %A %U %G %u %g %y %Y %h %b %B)
  -L, --dereference     follow links`,
  version: 'stat (GNU coreutils) 9.1',
  options: ['c,format:', 'L,dereference'],
  *run(call) {
    const { sys, options } = call;
    if (call.operands.length === 0) return yield* call.misuse('missing operand');
    for (const path of call.operands) {
      const absolute = sys.resolve(path);
      const facts = sys.fs.stat(absolute, options.has('L'));
      if (!facts) {
        const verb = call.flavour === 'gnu' ? 'cannot statx' : "can't stat";
        yield* call.complain(`${verb} '${path}': No such file or directory`);
        continue;
      }
      const link = sys.fs.readlink(absolute);
      const shown = link.ok && facts.type === 'symlink' ? `${path} -> ${link.value}` : path;
      const format = options.value('c');
      if (format === undefined) call.put(fullStatus(shown, facts));
      else call.put(`${format.replace(/%([a-zA-Z])/g, (all, letter: string) => field(letter, path, facts) ?? all)}\n`);
    }
    return call.status;
  },
};

function field(letter: string, path: string, facts: FileStat): string | undefined {
  const size = facts.type === 'directory' ? BLOCK : facts.size;
  const fields: Readonly<Record<string, string>> = {
    n: path,
    N: `'${path}'`,
    s: String(size),
    F: facts.type === 'file' && size === 0 ? 'regular empty file' : typeNames[facts.type],
    a: modeBits(facts).toString(8),
    A: modeText(facts),
    U: 'root',
    G: 'root',
    u: '0',
    g: '0',
    h: facts.type === 'directory' ? '2' : '1',
    b: String(blocksOf(facts) * 8),
    B: '512',
    o: String(BLOCK),
    y: strftime('%F %T.%N %z', facts.modified),
    Y: strftime('%s', facts.modified),
    z: strftime('%F %T.%N %z', facts.modified),
    Z: strftime('%s', facts.modified),
  };
  return fields[letter];
}

function fullStatus(shown: string, facts: FileStat): string {
  const get = (letter: string) => field(letter, shown, facts) ?? '';
  const when = get('y');
  return `  File: ${shown}
  Size: ${get('s').padEnd(10)}\tBlocks: ${get('b').padEnd(10)} IO Block: ${get('o').padEnd(6)} ${get('F')}
Access: (${modeBits(facts).toString(8).padStart(4, '0')}/${get('A')})  Uid: (    0/    root)   Gid: (    0/    root)
Access: ${when}
Modify: ${when}
Change: ${when}
`;
}
