// Names of well-known ports.
// Source: /etc/services of Debian 12's netbase; services(5).
// Not modelled: the file itself, and the hundreds of ports in it that nothing here uses.

const names: Readonly<Record<number, string>> = {
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  123: 'ntp',
  443: 'https',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
};
const overUdp = new Set([53, 123, 443]);

/** getservbyport(3). */
export function serviceName(port: number, protocol: 'tcp' | 'udp'): string | undefined {
  if (protocol === 'udp' ? !overUdp.has(port) : port === 123) return undefined;
  return names[port];
}

/** getservbyname(3). */
export function portOfService(name: string, protocol: 'tcp' | 'udp'): number | undefined {
  const found = Object.entries(names).find(([port, known]) => known === name && serviceName(Number(port), protocol));
  return found && Number(found[0]);
}
