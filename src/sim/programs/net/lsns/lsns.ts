// lsns: lists namespaces, those that processes live in.
// Source: util-linux 2.38.1 sys-utils/lsns.c; lsns(8).
// Not modelled: trees (-T, and the processes of one namespace as one); kernel threads, services' own mount namespaces.
import type { NamespaceKind } from '../../../host/namespace-numbers.ts';
import type { Blocking, ProcessInfo, Program, Sys } from '../../../host/sys.ts';
import { type Options, parseOptions } from '../../text/getopt.ts';
import { notSimulated, runTool, ToolExit } from '../tool.ts';
import { type Column, columns, type Row } from './columns.ts';
import { layOut } from './layout.ts';

const HINT = "Try 'lsns --help' for more information.\n";
const HELP = `
Usage:
 lsns [options] [<namespace>]

List system namespaces.

Options:
 -J, --json             use JSON output format
 -l, --list             use list format output
 -n, --noheadings       don't print headings
 -o, --output <list>    define which output columns to use
     --output-all       output all columns
 -p, --task <pid>       print process namespaces
 -r, --raw              use the raw output format
 -u, --notruncate       don't truncate text in columns
 -W, --nowrap           don't use multi-line representation
 -t, --type <name>      namespace type (mnt, net, ipc, user, pid, uts, cgroup, time)
 -T, --tree <rel>       use tree format (parent, owner, or process)

 -h, --help             display this help
 -V, --version          display version

Available output columns:
          NS  namespace identifier (inode number)
        TYPE  kind of namespace
        PATH  path to the namespace
      NPROCS  number of processes in the namespace
         PID  lowest PID in the namespace
        PPID  PPID of the PID
     COMMAND  command line of the PID
         UID  UID of the PID
        USER  username of the PID
     NETNSID  namespace ID as used by network subsystem
        NSFS  nsfs mountpoint (usually used network subsystem)
         PNS  parent namespace identifier (inode number)
         ONS  owner namespace identifier (inode number)

For more details see lsns(8).
`;

const options = [
  'J,json',
  'l,list',
  'n,noheadings',
  'o,output:',
  'output-all',
  'p,task:',
  'r,raw',
  'u,notruncate',
  'W,nowrap',
  't,type:',
  'T,tree::',
  'h,help',
  'V,version',
];

const kinds: readonly NamespaceKind[] = ['mnt', 'net', 'ipc', 'user', 'pid', 'uts', 'cgroup', 'time'];
/** Where files that stand for network namespaces are mounted. */
const NSFS_FOLDERS = ['/run/docker/netns', '/run/netns'];

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const parsed = parseOptions(argv.slice(1), { options });
  if (parsed.kind === 'wrong') throw new ToolExit(1, `lsns: ${parsed.message}\n${HINT}`);
  const { options: given, operands } = parsed;
  if (given.has('h')) throw new ToolExit(0, '', HELP);
  if (given.has('V')) throw new ToolExit(0, '', 'lsns from util-linux 2.38.1\n');
  if (given.has('T')) throw notSimulated('lsns -T');
  const task = readTask(given.value('p'));
  const wanted = readKinds(given.values('t'));
  const inode = readInode(operands[0]);
  const shown = readColumns(given, wanted, inode !== undefined);
  const processes = [...sys.processes()].sort((a, b) => a.pid - b.pid);
  const rows = namespaces(sys, processes, wanted);
  const style = given.has('J') ? 'json' : given.has('r') ? 'raw' : 'table';
  const terminal = given.has('u') ? undefined : sys.file(1)?.tty?.columns;
  const print = (chosen: readonly Row[]) =>
    sys.print(layOut(chosen, shown, style, !given.has('n'), style === 'table' ? terminal : undefined));
  if (inode === undefined) {
    const asked = processes.find(({ pid }) => pid === task);
    yield* print(task === undefined ? rows : rows.filter(({ type, inode }) => asked?.namespaces[type] === inode));
    return 0;
  }
  const found = rows.find((row) => row.inode === inode);
  if (found === undefined) throw new ToolExit(1, `lsns: not found namespace: ${inode}\n`);
  const members = processes.filter(({ namespaces }) => namespaces[found.type] === inode);
  // What is not a list is a tree, and one process is both.
  if (members.length > 1 && !given.has('l')) throw notSimulated('lsns NAMESPACE without -l');
  yield* print(members.map((process) => ({ ...found, process })));
  return 0;
}

function readTask(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  if (!/^\d+$/.test(word)) throw new ToolExit(1, `lsns: invalid PID argument: '${word}'\n`);
  return Number(word);
}

function readKinds(names: readonly string[]): readonly NamespaceKind[] {
  const unknown = names.find((name) => !kinds.some((kind) => kind === name));
  if (unknown !== undefined) throw new ToolExit(1, `lsns: unknown namespace type: ${unknown}\n`);
  return names.length === 0 ? kinds : kinds.filter((kind) => names.includes(kind));
}

function readInode(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  if (!/^\d+$/.test(word)) throw new ToolExit(1, `lsns: invalid namespace argument: '${word}'\n`);
  return Number(word);
}

/** `-o LIST`, or with `+LIST` what it adds to the usual columns. */
function readColumns(given: Options, wanted: readonly NamespaceKind[], ofProcesses: boolean): Column[] {
  if (given.has('output-all')) return [...columns];
  const names = ofProcesses ? ['PID', 'PPID', 'USER'] : ['NS', 'TYPE', 'NPROCS', 'PID', 'USER'];
  if (!ofProcesses && given.has('t') && wanted.includes('net')) names.push('NETNSID', 'NSFS');
  names.push('COMMAND');
  const asked = given.value('o');
  const added = asked?.replace(/^\+/, '').split(',') ?? [];
  return (asked === undefined || asked.startsWith('+') ? [...names, ...added] : added).map((name) => {
    const column = columns.find((each) => each.name === name.toUpperCase());
    if (column === undefined) throw new ToolExit(1, `lsns: unknown column: ${name}\n`);
    return column;
  });
}

/** Every namespace of these processes, by its number. */
function namespaces(sys: Sys, processes: readonly ProcessInfo[], wanted: readonly NamespaceKind[]): Row[] {
  const members = new Map<number, { readonly type: NamespaceKind; readonly all: ProcessInfo[] }>();
  for (const process of processes) {
    for (const type of wanted) {
      const known = members.get(process.namespaces[type]);
      if (known !== undefined) known.all.push(process);
      else members.set(process.namespaces[type], { type, all: [process] });
    }
  }
  const mounts = wanted.includes('net') ? mountsOf(sys) : new Map<number, string>();
  const own = processes.find(({ pid }) => pid === sys.pid)?.namespaces;
  return [...members]
    .sort(([a], [b]) => a - b)
    .flatMap(([inode, { type, all }]) => {
      const [process] = all;
      if (process === undefined) return [];
      const netnsId = type === 'net' ? String(sys.net.netnsId(inode) ?? 'unassigned') : undefined;
      const parent = type === 'pid' && own !== undefined && inode !== own.pid ? own.pid : 0;
      const owner = type === 'user' ? 0 : process.namespaces.user;
      return [{ inode, type, processes: all.length, process, netnsId, mount: mounts.get(inode), parent, owner }];
    });
}

/** Where network namespaces are mounted, by their numbers. */
function mountsOf(sys: Sys): Map<number, string> {
  const mounts = new Map<number, string>();
  for (const folder of NSFS_FOLDERS) {
    const names = sys.fs.list(folder);
    for (const name of names.ok ? names.value : []) {
      const inode = sys.netnsAt(`${folder}/${name}`);
      if (inode.ok && !mounts.has(inode.value)) mounts.set(inode.value, `${folder}/${name}`);
    }
  }
  return mounts;
}

export const lsns: Program = {
  name: 'lsns',
  summary: 'list namespaces',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
};
