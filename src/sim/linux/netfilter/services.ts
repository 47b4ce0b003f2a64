// Names of ports and protocols that rules may be written with.
// Source: /etc/services and /etc/protocols of Debian 12 (netbase 6.4), the entries that people meet around containers.
// Not modelled: the rest of those files.

const services: readonly (readonly [name: string, port: number])[] = [
  ['echo', 7],
  ['ftp', 21],
  ['ssh', 22],
  ['telnet', 23],
  ['smtp', 25],
  ['domain', 53],
  ['bootps', 67],
  ['bootpc', 68],
  ['tftp', 69],
  ['http', 80],
  ['pop3', 110],
  ['sunrpc', 111],
  ['ntp', 123],
  ['imap2', 143],
  ['snmp', 161],
  ['ldap', 389],
  ['https', 443],
  ['microsoft-ds', 445],
  ['submission', 587],
  ['ldaps', 636],
  ['imaps', 993],
  ['pop3s', 995],
  ['ms-sql-s', 1433],
  ['cisco-sccp', 2000],
  ['nfs', 2049],
  ['mysql', 3306],
  ['ms-wbt-server', 3389],
  ['postgresql', 5432],
  ['amqp', 5672],
  ['redis', 6379],
  ['http-alt', 8080],
  ['puppet', 8140],
  ['bacula-dir', 9101],
];
const udpOnly = new Set(['bootps', 'bootpc', 'tftp']);
const tcpOnly = new Set([
  'ftp',
  'ssh',
  'telnet',
  'smtp',
  'http',
  'pop3',
  'imap2',
  'imaps',
  'pop3s',
  'redis',
  'mysql',
  'cisco-sccp',
]);
const UDP = 17;
const TCP = 6;

const onProtocol = (name: string, protocol: number): boolean =>
  (protocol !== TCP || !udpOnly.has(name)) && (protocol !== UDP || !tcpOnly.has(name));

/** getservbyname(3). */
export function portNamed(name: string, protocol: number): number | undefined {
  return services.find(([known]) => known === name && onProtocol(known, protocol))?.[1];
}

/** getservbyport(3). */
export function serviceOf(port: number, protocol: number): string | undefined {
  return services.find(([name, known]) => known === port && onProtocol(name, protocol))?.[0];
}

const protocols: readonly (readonly [name: string, number: number])[] = [
  ['icmp', 1],
  ['igmp', 2],
  ['ipencap', 4],
  ['tcp', 6],
  ['udp', 17],
  ['dccp', 33],
  ['ipv6', 41],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['ospf', 89],
  ['vrrp', 112],
  ['sctp', 132],
  ['udplite', 136],
];

/** The number of a protocol that is spelt as name or number; 0 for `all`. */
export function protocolNumber(word: string): number | undefined {
  const lower = word.toLowerCase();
  if (lower === 'all') return 0;
  if (/^\d+$/.test(word)) return Number(word) <= 255 ? Number(word) : undefined;
  return protocols.find(([name]) => name === lower)?.[1];
}

export function protocolName(number: number): string {
  if (number === 0) return 'all';
  return protocols.find(([, known]) => known === number)?.[0] ?? String(number);
}
