// netstat's table of TCP and UDP sockets, in both flavours.
// Source: net-tools 2.10 netstat.c (tcp_do_one, udp_do_one); busybox 1.35 networking/netstat.c.
// Not modelled: names of hosts and services (-n is demanded), unix and raw sockets, users (-e).
import { ANY, formatIp4 } from '../../../base/ip4.ts';
import type { SocketAddress, SocketInfo } from '../../../linux/socket.ts';

export interface SocketChoice {
  readonly tcp: boolean;
  readonly udp: boolean;
  readonly selection: 'all' | 'listening' | 'connected';
  /** -p */
  readonly programs?: boolean;
}

const PROGRAM_WIDTH = 19; // PROGNAME_WIDTH less its end, as `%-19s`

/** `1234/nginx`, `-` where no process of this namespace has it open. */
function programText({ holder, owner = '' }: SocketInfo): string {
  return holder === undefined ? '-' : `${holder.pid}/${owner.split(' (')[0] ?? ''}`.slice(0, PROGRAM_WIDTH);
}

const titles = { all: 'servers and established', listening: 'only servers', connected: 'w/o servers' } as const;

function isShown(socket: SocketInfo, choice: SocketChoice): boolean {
  if (!(socket.protocol === 'tcp' ? choice.tcp : choice.udp)) return false;
  const listens = socket.state === 'LISTEN' || socket.state === 'CLOSED';
  return choice.selection === 'all' || listens === (choice.selection === 'listening');
}

/** net-tools leave away what stands before an IPv4 address in IPv6's form (fix_v4_address), busybox does not. */
function endText(socket: SocketInfo, { address, port }: SocketAddress, isBusybox: boolean): string {
  const before = socket.mapped && isBusybox ? '::ffff:' : '';
  const isSix = socket.family === 'inet6' && (socket.mapped !== true || address === ANY);
  return `${isSix ? '::' : before + formatIp4(address)}:${port === 0 ? '*' : port}`;
}

function line(socket: SocketInfo, isBusybox: boolean, programs: boolean): string {
  const protocol = socket.family === 'inet6' && !isBusybox ? `${socket.protocol}6` : socket.protocol;
  const listens = socket.state === 'LISTEN';
  // A listener's queues are its backlog's; netstat's kernel interface shows the first alone.
  const queues = [socket.receiveQueue, listens ? 0 : socket.sendQueue].map((bytes) => String(bytes).padStart(6));
  const ends = [socket.local, socket.peer].map((end) => endText(socket, end, isBusybox).padEnd(23));
  const state = socket.state === 'CLOSED' ? '' : socket.state;
  return `${protocol.padEnd(4)}  ${queues.join(' ')} ${ends.join(' ')} ${state.padEnd(isBusybox ? 12 : 11)}${programs ? ` ${programText(socket).padEnd(PROGRAM_WIDTH)} ` : ''}\n`;
}

/** The whole table: TCP first, IPv4 before IPv6. */
export function socketTable(sockets: readonly SocketInfo[], choice: SocketChoice, isBusybox: boolean): string {
  const shown = sockets.filter((socket) => isShown(socket, choice));
  const rows = (['tcp', 'udp'] as const).flatMap((protocol) =>
    (['inet', 'inet6'] as const).flatMap((family) =>
      shown.filter((socket) => socket.protocol === protocol && socket.family === family),
    ),
  );
  const state = 'State'.padEnd(isBusybox ? 12 : 11);
  const heading = `Proto Recv-Q Send-Q Local Address           Foreign Address         ${state}${choice.programs ? ' PID/Program name    ' : ''}\n`;
  return `Active Internet connections (${titles[choice.selection]})\n${heading}${rows.map((socket) => line(socket, isBusybox, choice.programs === true)).join('')}`;
}
