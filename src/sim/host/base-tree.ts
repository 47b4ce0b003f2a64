// File trees that many share: the usual directories, the files of programs, a Debian host's own files.
// Source: hier(7), Debian's base-files 12.4 (os-release), null(4).
// Not modelled: libraries, package databases, logs, users other than root.
import { ELF_MAGIC } from './executable.ts';
import { type Directory, LayeredDirectory } from './file-tree.ts';
import type { Program } from './sys.ts';

const OS_RELEASE = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;

const PASSWD = 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n';

/** The directories that every root file system has, and its devices. */
export function baseTree(modified: number): LayeredDirectory {
  const root = new LayeredDirectory(modified);
  for (const name of ['etc', 'home', 'mnt', 'opt', 'root', 'run', 'srv', 'tmp', 'usr', 'var']) directoryAt(root, name);
  directoryAt(root, 'var/log');
  directoryAt(root, 'var/tmp');
  directoryAt(root, 'var').set('run', { kind: 'symlink', target: '/run', modified });
  const dev = directoryAt(root, 'dev');
  for (const device of ['null', 'zero', 'tty', 'random'] as const) dev.set(device, { kind: 'device', device });
  directoryAt(root, 'dev/pts');
  return root;
}

/** What a Debian host has on top of that. */
export function hostTree(hostname: string, modified: number): LayeredDirectory {
  const root = new LayeredDirectory(modified);
  const put = (directory: string, name: string, text: string): void =>
    directoryAt(root, directory).set(name, { kind: 'file', text, executable: false, modified });
  put('etc', 'hostname', `${hostname}\n`);
  put('etc', 'hosts', `127.0.0.1\tlocalhost\n127.0.1.1\t${hostname}\n`);
  put('etc', 'os-release', OS_RELEASE);
  put('etc', 'debian_version', '12.12\n');
  put('etc', 'passwd', PASSWD);
  put('etc', 'group', 'root:x:0:\n');
  put('etc', 'resolv.conf', '');
  for (const name of ['bin', 'sbin']) {
    directoryAt(root, `usr/${name}`);
    root.set(name, { kind: 'symlink', target: `usr/${name}`, modified });
  }
  return root;
}

/** Executable files for a set of programs. */
export function programTree(programs: ReadonlyMap<string, Program>, modified: number): LayeredDirectory {
  const root = new LayeredDirectory(modified);
  for (const path of programs.keys()) {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    directoryAt(root, path.slice(1, slash)).set(name, { kind: 'file', text: ELF_MAGIC, executable: true, modified });
  }
  return root;
}

function directoryAt(root: Directory, path: string): Directory {
  let here = root;
  for (const name of path.split('/')) {
    if (name === '') continue;
    let next = here.get(name);
    if (next?.kind !== 'directory') {
      next = new LayeredDirectory(here.modified);
      here.set(name, next);
    }
    here = next;
  }
  return here;
}
