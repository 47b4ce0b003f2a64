// getent, for the databases about hosts.
// Source: glibc nss/getent.c; getent(1). Not modelled: databases of users, groups, services and the like; IPv6 from DNS.
import { formatIp4, parseIp4 } from '../../base/ip4.ts';
import type { Blocking, Program, Sys } from '../../host/sys.ts';
import { hostCompletions } from './ping/ping.ts';
import { hostAddresses, resolveHost, reverseHost } from './resolve.ts';
import { type HostsEntry, readHosts } from './resolver-config.ts';
import { notSimulated, runTool, ToolExit } from './tool.ts';

const usage = `Usage: getent [OPTION...] database [key ...]
Get entries from administrative database.

  -A, --no-addrconfig        do not filter out unsupported IPv4/IPv6 addresses
                             (with ahosts*)
  -i, --no-idn               disable IDN encoding
  -s, --service=CONFIG       Service configuration to be used
  -?, --help                 Give this help list
      --usage                Give a short usage message
  -V, --version              Print program version

Mandatory or optional arguments to long options are also mandatory or optional
for any corresponding short options.

Supported databases:
ahosts ahostsv4 ahostsv6 aliases ethers group gshadow hosts initgroups
netgroup networks passwd protocols rpc services shadow

For bug reporting instructions, please see:
<http://www.debian.org/Bugs/>.
`;

const otherDatabases = [
  'ahostsv6',
  'aliases',
  'ethers',
  'group',
  'gshadow',
  'initgroups',
  'netgroup',
  'networks',
  'passwd',
  'protocols',
  'rpc',
  'services',
  'shadow',
];
const hint = "Try `getent --help' or `getent --usage' for more information.\n";

/** Exit status when a key is not found. */
const NOT_FOUND = 2;

const line = (address: string, names: string): string => `${address.padEnd(15)} ${names}\n`;
const entryLine = (entry: HostsEntry): string => line(entry.address, entry.names.join(' '));

/** gethostbyname2 with IPv6 first, as `getent hosts` asks; gethostbyaddr for an address. */
function* hosts(sys: Sys, key: string): Blocking<string | undefined> {
  const entries = readHosts(sys);
  const address = parseIp4(key);
  if (address !== undefined) {
    const listed = entries.find((entry) => entry.ip === address);
    if (listed) return entryLine(listed);
    const name = yield* reverseHost(sys, address);
    return name === undefined ? undefined : line(key, name);
  }
  const named = entries.filter((entry) => entry.names.some((name) => name.toLowerCase() === key.toLowerCase()));
  const six = named.filter((entry) => entry.ip === undefined);
  if (six.length > 0) return six.map(entryLine).join('');
  if (named.length > 0) return named.map(entryLine).join('');
  const found = yield* hostAddresses(sys, key);
  if (!found.ok) return undefined;
  return found.addresses.map((ip) => line(formatIp4(ip), found.canonical)).join('');
}

/** getaddrinfo: three socket types an address, the canonical name once. */
function* addressHosts(sys: Sys, key: string): Blocking<string | undefined> {
  const found = yield* resolveHost(sys, key);
  if (!found.ok) return undefined;
  return found.addresses
    .map((ip, at) => {
      const address = formatIp4(ip).padEnd(15);
      return `${address} STREAM ${at === 0 ? found.canonical : ''}\n${address} DGRAM  \n${address} RAW    \n`;
    })
    .join('');
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const words = argv.slice(1).filter((word) => word !== '-A' && word !== '-i');
  const [database, ...keys] = words;
  if (database === '--help' || database === '-?') throw new ToolExit(0, '', usage);
  if (database === undefined) throw new ToolExit(1, `getent: wrong number of arguments\n${hint}`);
  if (database.startsWith('-')) throw notSimulated(`getent ${database}`);
  if (otherDatabases.includes(database)) throw notSimulated(`getent ${database}`);
  if (database !== 'hosts' && database !== 'ahosts' && database !== 'ahostsv4') {
    throw new ToolExit(1, `Unknown database: ${database}\n${hint}`);
  }
  if (keys.length === 0) {
    if (database !== 'hosts') throw notSimulated(`getent ${database} without a key`);
    yield* sys.print(
      readHosts(sys)
        .filter((entry) => entry.ip !== undefined)
        .map(entryLine)
        .join(''),
    );
    return 0;
  }
  let status = 0;
  for (const key of keys) {
    const text = database === 'hosts' ? yield* hosts(sys, key) : yield* addressHosts(sys, key);
    if (text === undefined) status = NOT_FOUND;
    else yield* sys.print(text);
  }
  return status;
}

export const getent: Program = {
  name: 'getent',
  summary: 'look hosts up as programs do',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
  complete(sys, argv) {
    return argv.length <= 2 ? ['hosts', 'ahosts', 'ahostsv4'].map((text) => ({ text })) : hostCompletions(sys);
  },
};
