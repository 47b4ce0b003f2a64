// lsns' columns: what each shows of a namespace, or of one of its processes.
// Source: util-linux 2.38.1 sys-utils/lsns.c (infos, add_scols_line).
// Not modelled: users other than root.
import type { NamespaceKind } from '../../../host/namespace-numbers.ts';
import type { ProcessInfo } from '../../../host/sys.ts';

/** A line of the table: a namespace with the process that stands for it, its lowest. */
export interface Row {
  readonly inode: number;
  readonly type: NamespaceKind;
  readonly processes: number;
  readonly process: ProcessInfo;
  /** NETNSID and NSFS; undefined for other kinds of namespaces. */
  readonly netnsId: string | undefined;
  readonly mount: string | undefined;
  /** The namespace above, and the user namespace that owns it; 0 where there is none. */
  readonly parent: number;
  readonly owner: number;
}

export interface Column {
  readonly name: string;
  readonly right?: true;
  /** JSON shows a number. */
  readonly number?: true;
  readonly cell: (row: Row) => string;
}

/** In the order of --output-all. */
export const columns: readonly Column[] = [
  { name: 'NS', right: true, number: true, cell: ({ inode }) => String(inode) },
  { name: 'TYPE', cell: ({ type }) => type },
  { name: 'PATH', cell: ({ process, type }) => `/proc/${process.pid}/ns/${type}` },
  { name: 'NPROCS', right: true, number: true, cell: ({ processes }) => String(processes) },
  { name: 'PID', right: true, number: true, cell: ({ process }) => String(process.pid) },
  { name: 'PPID', right: true, number: true, cell: ({ process }) => String(process.ppid) },
  { name: 'COMMAND', cell: ({ process }) => process.argv.join(' ') },
  { name: 'UID', right: true, number: true, cell: () => '0' },
  { name: 'USER', cell: () => 'root' },
  { name: 'NETNSID', right: true, cell: ({ netnsId }) => netnsId ?? '' },
  { name: 'NSFS', cell: ({ mount }) => mount ?? '' },
  { name: 'PNS', right: true, number: true, cell: ({ parent }) => String(parent) },
  { name: 'ONS', right: true, number: true, cell: ({ owner }) => String(owner) },
];
