// ss: lists sockets.
// Source: iproute2 6.1 misc/ss.c (the columns' compact layout, as it prints without a terminal); ss(8).
// Not modelled: unix, raw and packet sockets, -i, -o, -e, -m, -s, -K.
import { ANY, formatIp4 } from '../../../base/ip4.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import type { SocketAddress, SocketInfo, TcpState } from '../../../linux/socket.ts';
import { parseOptions } from '../../text/getopt.ts';
import { serviceName } from '../services.ts';
import { notSimulated, runTool, ToolExit } from '../tool.ts';
import { readFilter, readStates } from './filter.ts';

const usage = `Usage: ss [ OPTIONS ]
       ss [ OPTIONS ] [ FILTER ]
   -h, --help          this message
   -V, --version       output version information
   -n, --numeric       don't resolve service names
   -a, --all           display all sockets
   -l, --listening     display listening sockets
   -t, --tcp           display only TCP sockets
   -u, --udp           display only UDP sockets
   -4, --ipv4          display only IP version 4 sockets
   -6, --ipv6          display only IP version 6 sockets
   -p, --processes     show process using socket
   -H, --no-header     Suppress header line
   -O, --oneline       socket's data printed on a single line
`;

const options = [
  ...['a,all', 'l,listening', 't,tcp', 'u,udp', 'n,numeric', '4,ipv4', '6,ipv6', 'H,no-header', 'h,help', 'V,version'],
  ...[
    'p,processes',
    'e,extended',
    'm,memory',
    'i,info',
    'o,options',
    's,summary',
    'x,unix',
    'w,raw',
    '0,packet',
    'r,resolve',
  ],
  ...[
    'O,oneline',
    'Z,context',
    'K,kill',
    'f,family:',
    'A,query:',
    'S,sctp',
    'd,dccp',
    'b,bpf',
    'N,net:',
    'E,events',
    'T,threads',
  ],
];
const absent = ['e', 'm', 'i', 'o', 's', 'x', 'w', '0', 'r', 'Z', 'K', 'f', 'A', 'S', 'd', 'b', 'N', 'E', 'T'];

/** sstate_name; a UDP socket without a peer is UNCONN. */
const stateNames: Readonly<Record<TcpState, string>> = {
  CLOSED: 'UNCONN',
  LISTEN: 'LISTEN',
  SYN_SENT: 'SYN-SENT',
  SYN_RECV: 'SYN-RECV',
  ESTABLISHED: 'ESTAB',
  FIN_WAIT1: 'FIN-WAIT-1',
  FIN_WAIT2: 'FIN-WAIT-2',
  CLOSE_WAIT: 'CLOSE-WAIT',
  CLOSING: 'CLOSING',
  LAST_ACK: 'LAST-ACK',
  TIME_WAIT: 'TIME-WAIT',
};

type Selection = 'all' | 'listening' | 'connected';

/** Which states are shown: those of -a, of -l, or of neither. */
function isShown(socket: SocketInfo, selection: Selection): boolean {
  const listens = socket.state === 'LISTEN' || socket.state === 'CLOSED';
  if (selection === 'all') return true;
  if (selection === 'listening') return listens;
  return !listens && socket.state !== 'TIME_WAIT' && socket.state !== 'SYN_RECV';
}

function addressText(socket: SocketInfo, { address }: SocketAddress): string {
  if (socket.mapped) return address === ANY ? '*' : `[::ffff:${formatIp4(address)}]`;
  return socket.family === 'inet6' ? '[::]' : formatIp4(address);
}

function portText(socket: SocketInfo, { port }: SocketAddress, numeric: boolean): string {
  if (port === 0) return '*';
  return (numeric ? undefined : serviceName(port, socket.protocol)) ?? String(port);
}

interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
  /** Stands before the column. */
  readonly gap: string;
}

const netid: Column = { heading: 'Netid', align: 'left', gap: '' };
const columns: readonly Column[] = [
  { heading: 'State', align: 'left', gap: ' ' },
  { heading: 'Recv-Q', align: 'left', gap: ' ' },
  { heading: 'Send-Q', align: 'left', gap: ' ' },
  { heading: 'Local Address:', align: 'right', gap: ' ' },
  { heading: 'Port', align: 'left', gap: '' },
  { heading: 'Peer Address:', align: 'right', gap: ' ' },
  { heading: 'Port', align: 'left', gap: '' },
  { heading: 'Process', align: 'left', gap: '' },
];

function cells(socket: SocketInfo, numeric: boolean, processes: boolean): string[] {
  return [
    stateNames[socket.state],
    String(socket.receiveQueue).padEnd(6),
    String(socket.sendQueue).padEnd(6),
    `${addressText(socket, socket.local)}:`,
    portText(socket, socket.local, numeric),
    `${addressText(socket, socket.peer)}:`,
    portText(socket, socket.peer, numeric),
    processes ? usersText(socket) : '',
  ];
}

/** TASK_COMM_LEN less the end: what the kernel keeps of a program's name. */
const COMMAND_LENGTH = 15;

/** `users:(("nginx",pid=1,fd=6))`; a daemon's sockets are named with what they are for, which /proc does not tell. */
function usersText({ holder, owner = '' }: SocketInfo): string {
  if (holder === undefined) return '';
  const command = (owner.split(' (')[0] ?? '').slice(0, COMMAND_LENGTH);
  return ` users:(("${command}",pid=${holder.pid},fd=${holder.descriptor}))`;
}

/** render: each column as wide as its widest cell, empty ones left out. */
function layOut(rows: readonly (readonly string[])[], shown: readonly Column[]): string {
  const widths = shown.map((_, at) => Math.max(0, ...rows.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]): string =>
    shown
      .map((column, at) => {
        const width = widths[at] ?? 0;
        if (width === 0) return '';
        const text = row[at] ?? '';
        return (at === 0 ? '' : column.gap) + (column.align === 'right' ? text.padStart(width) : text.padEnd(width));
      })
      .join('');
  return rows.map((row) => `${line(row)}\n`).join('');
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const line = parseOptions(argv.slice(1), { options });
  if (line.kind === 'wrong') throw new ToolExit(255, `ss: ${line.message}\n${usage}`);
  const { options: given, operands } = line;
  if (given.has('h')) throw new ToolExit(0, '', usage);
  if (given.has('V')) throw new ToolExit(0, '', 'ss utility, iproute2-6.1.0, libbpf 1.1.0\n');
  const missing = absent.find((key) => given.has(key));
  if (missing !== undefined) throw notSimulated(`ss -${missing}`);
  const { states, rest } = readStates(operands);
  const filter = readFilter(rest);
  const both = given.has('t') === given.has('u');
  if (both && !given.has('t') && !given.has('4') && !given.has('6')) throw notSimulated('ss without -t or -u');
  const selection = given.has('a') ? 'all' : given.has('l') ? 'listening' : 'connected';
  const protocols = both ? ['udp', 'tcp'] : given.has('t') ? ['tcp'] : ['udp'];
  const sockets = protocols.flatMap((protocol) =>
    sys.sockets
      .list()
      .filter(
        (socket) =>
          socket.protocol === protocol && (states?.has(socket.state) ?? isShown(socket, selection)) && filter(socket),
      ),
  );
  const families = sockets.filter(
    ({ family }) => given.has('4') === given.has('6') || given.has(family === 'inet' ? '4' : '6'),
  );
  const ordered = [...families.filter((s) => s.protocol === 'udp'), ...families.filter((s) => s.protocol === 'tcp')];
  // A single state that was asked for needs no column.
  const stateless = states?.size === 1;
  const [numeric, processes, headless] = [given.has('n'), given.has('p'), given.has('H')];
  yield* sys.print(renderSockets(ordered, { netids: both, stateless, numeric, processes, headless }));
  return 0;
}

/** What is shown of each socket. */
export interface SocketFormat {
  /** A column for the protocol. */
  readonly netids: boolean;
  /** None for the state. */
  readonly stateless: boolean;
  readonly numeric: boolean;
  readonly processes: boolean;
  readonly headless: boolean;
}

/** The table that ss prints of these sockets. */
export function renderSockets(sockets: readonly SocketInfo[], format: SocketFormat): string {
  const { netids, stateless, numeric, processes, headless } = format;
  const rows = sockets.map((socket) => {
    const row = cells(socket, numeric, processes).slice(stateless ? 1 : 0);
    return netids ? [socket.protocol, ...row] : row;
  });
  const shown = [...(netids ? [netid] : []), ...columns.slice(stateless ? 1 : 0)];
  return layOut(headless ? rows : [shown.map((column) => column.heading), ...rows], shown);
}

export const ss: Program = {
  name: 'ss',
  summary: 'show sockets',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
};
