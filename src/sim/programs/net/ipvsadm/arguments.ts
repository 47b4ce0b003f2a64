// The command line of ipvsadm: one command first, then options that it allows.
// Source: ipvsadm 1.31, ipvsadm.c (parse_options, generic_opt_check, parse_service).
// Not modelled: persistence, one-packet scheduling, tunnels, persistence engines, the sync daemons, names of hosts.
import { parseIp4 } from '../../../base/ip4.ts';
import type { DestinationSpec, ForwardMethod, IpvsTimeouts, ServiceKey } from '../../../linux/ipvs.ts';
import { portOfService } from '../services.ts';
import { notSimulated, ToolExit } from '../tool.ts';

export type Command = 'A' | 'E' | 'D' | 'C' | 'a' | 'e' | 'd' | 'L' | 'Z' | 'R' | 'S' | 'set';

export interface Format {
  numeric: boolean;
  sorted: boolean;
  exact: boolean;
  show: 'entries' | 'stats' | 'rate' | 'thresholds' | 'persistent' | 'connections' | 'timeout';
}

export interface Request {
  readonly command: Command;
  service: ServiceKey | undefined;
  scheduler: string;
  server: { readonly address: number; readonly port: number | undefined } | undefined;
  method: ForwardMethod;
  weight: number;
  upper: number;
  lower: number;
  timeouts: IpvsTimeouts | undefined;
  readonly format: Format;
}

export const DEFAULT_SCHEDULER = 'wlc';
const INT_MAX = 0x7fffffff;

const commands: ReadonlyMap<string, Command> = new Map<string, Command>(
  Object.entries({
    '-A': 'A',
    '--add-service': 'A',
    '-E': 'E',
    '--edit-service': 'E',
    '-D': 'D',
    '--delete-service': 'D',
    '-C': 'C',
    '--clear': 'C',
    '-a': 'a',
    '--add-server': 'a',
    '-e': 'e',
    '--edit-server': 'e',
    '-d': 'd',
    '--delete-server': 'd',
    '-L': 'L',
    '-l': 'L',
    '--list': 'L',
    '-Z': 'Z',
    '--zero': 'Z',
    '-R': 'R',
    '--restore': 'R',
    '-S': 'S',
    '--save': 'S',
    '--set': 'set',
  } as const),
);

/** How the complaints name commands and options. */
const commandNames: Readonly<Record<Command, string>> = {
  A: 'add-service',
  E: 'edit-service',
  D: 'delete-service',
  C: 'flush',
  a: 'add-server',
  e: 'edit-server',
  d: 'delete-server',
  L: 'list',
  Z: 'zero',
  R: 'restore',
  S: 'save',
  set: 'set',
};

/** Options that a command must have, may have, and of which it may have one. */
const rules: Readonly<Record<Command, { must?: string[]; may?: string[]; one?: string[] }>> = {
  A: { must: ['service-address'], may: ['scheduler'] },
  E: { must: ['service-address'], may: ['scheduler'] },
  D: { must: ['service-address'] },
  C: {},
  a: { must: ['service-address', 'real-server'], may: ['forwarding-method', 'weight', 'u-threshold', 'l-threshold'] },
  e: { must: ['service-address', 'real-server'], may: ['forwarding-method', 'weight', 'u-threshold', 'l-threshold'] },
  d: { must: ['service-address', 'real-server'] },
  L: {
    may: ['numeric', 'stats', 'rate', 'thresholds', 'persistent-conn', 'nosort', 'exact'],
    one: ['connection', 'service-address', 'timeout', 'daemon'],
  },
  Z: { may: ['service-address'] },
  R: {},
  S: { may: ['numeric'] },
  set: {},
};

/** Long names of options and what they are called in complaints; those with `:` take a value. */
const options: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '-t': 'service-address:',
    '--tcp-service': 'service-address:',
    '-u': 'service-address:',
    '--udp-service': 'service-address:',
    '-f': 'service-address:',
    '--fwmark-service': 'service-address:',
    '-s': 'scheduler:',
    '--scheduler': 'scheduler:',
    '-r': 'real-server:',
    '--real-server': 'real-server:',
    '-m': 'forwarding-method',
    '--masquerading': 'forwarding-method',
    '-g': 'forwarding-method',
    '--gatewaying': 'forwarding-method',
    '-i': 'forwarding-method',
    '--ipip': 'forwarding-method',
    '-w': 'weight:',
    '--weight': 'weight:',
    '-x': 'u-threshold:',
    '--u-threshold': 'u-threshold:',
    '-y': 'l-threshold:',
    '--l-threshold': 'l-threshold:',
    '-n': 'numeric',
    '--numeric': 'numeric',
    '-c': 'connection',
    '--connection': 'connection',
    '--timeout': 'timeout',
    '--stats': 'stats',
    '--rate': 'rate',
    '--thresholds': 'thresholds',
    '--persistent-conn': 'persistent-conn',
    '--nosort': 'nosort',
    '-X': 'exact',
    '--exact': 'exact',
  }),
);
const missing = ['-p', '--persistent', '-M', '--netmask', '-6', '--ipv6', '-o', '--ops', '-b', '--sched-flags', '--pe'];
const missingLong = ['--daemon', '--start-daemon', '--stop-daemon', '--mcast-interface', '--syncid', '--tun-type'];

const fail = (message: string): ToolExit => new ToolExit(2, `${message}\n`);
export const tryHelp = (): ToolExit =>
  new ToolExit(255, "Try `ipvsadm -h' or 'ipvsadm --help' for more information.\n");

/** Bundled letters apart, `--name=value` and `-tVALUE` as two words. */
function spread(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    if (/^--[^=]+=/.test(word)) return [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)];
    if (!/^-[^-]./.test(word)) return [word];
    const out: string[] = [];
    for (let at = 1; at < word.length; at++) {
      const letter = `-${word[at]}`;
      out.push(letter);
      if (options.get(letter)?.endsWith(':') && at + 1 < word.length) {
        out.push(word.slice(at + 1));
        break;
      }
    }
    return out;
  });
}

export function parseArguments(argv: readonly string[]): Request {
  const words = spread(argv);
  const first = words[0] ?? '';
  const command = commands.get(first);
  if (missingLong.includes(first)) throw notSimulated(`ipvsadm ${first}`);
  if (command === undefined) throw tryHelp();
  const request: Request = {
    command,
    service: undefined,
    scheduler: DEFAULT_SCHEDULER,
    server: undefined,
    method: 'route',
    weight: 1,
    upper: 0,
    lower: 0,
    timeouts: undefined,
    format: { numeric: false, sorted: true, exact: false, show: 'entries' },
  };
  const seen: string[] = [];
  const operands: string[] = [];
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? '';
    if (commands.has(word)) throw fail('multiple commands specified');
    if (missing.includes(word) || missingLong.includes(word)) throw notSimulated(`ipvsadm ${word}`);
    if (word === '--sort') continue;
    const option = options.get(word);
    if (option === undefined) {
      if (word.startsWith('-')) throw new ToolExit(255, `${word}: unknown option\n`);
      operands.push(word);
      continue;
    }
    const name = option.replace(':', '');
    if (seen.includes(name)) throw fail(`multiple '${name}' options specified`);
    seen.push(name);
    const value = option.endsWith(':') ? words[++at] : '';
    if (value === undefined) throw new ToolExit(255, `${word}: missing argument\n`);
    readOption(request, word, value);
  }
  if (command === 'set') request.timeouts = readTimeouts(operands.splice(0, 3));
  if (operands.length > 0) throw fail(`unexpected argument ${operands[0]}`);
  checkOptions(command, seen);
  checkService(request);
  return request;
}

function readOption(request: Request, word: string, value: string): void {
  const { format } = request;
  const letter = word.startsWith('--') ? word.slice(2, 4) : word.slice(1);
  if (word === '-t' || letter === 'tc') request.service = serviceAddress(value, 6);
  else if (word === '-u' || word === '--udp-service') request.service = serviceAddress(value, 17);
  else if (word === '-f' || letter === 'fw') request.service = { kind: 'fwmark', mark: fwmark(value) };
  else if (word === '-s' || letter === 'sc') request.scheduler = value;
  else if (word === '-r' || letter === 're') request.server = serverAddress(value, request.service);
  else if (word === '-m' || letter === 'ma') request.method = 'masq';
  else if (word === '-g' || letter === 'ga') request.method = 'route';
  else if (word === '-i' || letter === 'ip') throw notSimulated('ipvsadm -i: IP in IP tunnels');
  else if (word === '-w' || letter === 'we') request.weight = number(value, 65_535, 'weight');
  else if (word === '-x' || letter === 'u-') request.upper = number(value, INT_MAX, 'u_threshold');
  else if (word === '-y' || letter === 'l-') request.lower = number(value, INT_MAX, 'l_threshold');
  else if (word === '-n' || letter === 'nu') format.numeric = true;
  else if (word === '-c' || letter === 'co') format.show = 'connections';
  else if (word === '--nosort') format.sorted = false;
  else if (word === '-X' || letter === 'ex') format.exact = true;
  else if (word === '--persistent-conn') format.show = 'persistent';
  else
    format.show =
      word === '--stats' ? 'stats' : word === '--rate' ? 'rate' : word === '--timeout' ? 'timeout' : 'thresholds';
}

function number(word: string, most: number, what: string): number {
  if (!/^\d+$/.test(word) || Number(word) > most) throw fail(`illegal ${what} specified`);
  return Number(word);
}

function fwmark(word: string): number {
  if (!/^\d+$/.test(word) || Number(word) === 0 || Number(word) > 0xffffffff)
    throw fail(`invalid fwmark value \`${word}' specified`);
  return Number(word);
}

/** host[:port]; undefined for what is neither. */
function addressAndPort(
  word: string,
  protocol: number,
): { readonly address: number; readonly port: number | undefined } | undefined {
  const colon = word.lastIndexOf(':');
  const address = parseIp4(colon < 0 ? word : word.slice(0, colon));
  if (address === undefined) return undefined;
  if (colon < 0) return { address, port: undefined };
  const text = word.slice(colon + 1);
  const port = /^\d+$/.test(text) ? Number(text) : portOfService(text, protocol === 17 ? 'udp' : 'tcp');
  return port === undefined || port > 65_535 ? undefined : { address, port };
}

function serviceAddress(word: string, protocol: 6 | 17): ServiceKey {
  const found = addressAndPort(word, protocol);
  if (found === undefined) throw fail('illegal virtual server address[:port] specified');
  return { kind: 'address', protocol, address: found.address, port: found.port ?? 0 };
}

function serverAddress(word: string, service: ServiceKey | undefined): NonNullable<Request['server']> {
  const found = addressAndPort(word, service?.kind === 'address' ? service.protocol : 6);
  if (found === undefined) throw fail('illegal real server address[:port] specified');
  return found;
}

function readTimeouts(words: readonly string[]): IpvsTimeouts {
  if (words.length < 3) throw fail('--set option requires 3 timeout values');
  const [tcp = 0, tcpFin = 0, udp = 0] = words.map((word) => {
    if (!/^\d+$/.test(word) || Number(word) > 31_536_000) throw fail(`invalid timeout value \`${word}' specified`);
    return Number(word);
  });
  return { tcp, tcpFin, udp };
}

/** generic_opt_check. */
function checkOptions(command: Command, seen: readonly string[]): void {
  const { must = [], may = [], one = [] } = rules[command];
  const name = commandNames[command];
  for (const option of must)
    if (!seen.includes(option)) throw fail(`You need to supply the '${option}' option for the '${name}' command`);
  for (const option of seen)
    if (![...must, ...may, ...one].includes(option))
      throw fail(`Illegal '${option}' option with the '${name}' command`);
  const [first, second] = seen.filter((option) => one.includes(option));
  if (second !== undefined)
    throw fail(`The option '${second}' conflicts with the '${first}' option in the '${name}' command`);
  const alone = seen.includes('connection') || seen.includes('timeout');
  if (alone && ['stats', 'persistent-conn', 'rate', 'thresholds'].some((option) => seen.includes(option)))
    throw fail('options conflicts in the list command');
}

function checkService({ command, service }: Request): void {
  if ((command === 'A' || command === 'E') && service?.kind === 'address' && service.port === 0)
    throw fail('Zero port specified for non-persistent service');
}

/** The destination that a request names: direct routing keeps the service's port. */
export function destinationOf({ service, server, method, weight, upper, lower }: Request): DestinationSpec {
  const own = service?.kind === 'address' ? service.port : 0;
  const port = service?.kind === 'address' && method === 'route' ? own : (server?.port ?? own);
  return { address: server?.address ?? 0, port, weight, method, upper, lower };
}
