// Which of its addresses a node tells others: what --advertise-addr and its kind mean on this host.
// Source: moby daemon/cluster/listen_addr.go, listen_addr_linux.go.
// Not modelled: IPv6 addresses, names to be resolved.
import { formatIp4, type Ip4, parseIp4 } from '../../base/ip4.ts';
import type { Netlink } from '../../linux/netlink.ts';
import { ClusterError } from '../control.ts';

const DEFAULT_PORT = 2377;

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** `eth0:2377`, `10.0.0.1`; undefined when the port is no port. */
export function splitHostPort(text: string): HostPort | undefined {
  const [host = '', port, ...more] = text.split(':');
  const number = port === undefined || port === '' ? DEFAULT_PORT : Number(port);
  if (more.length > 0 || !Number.isInteger(number) || number < 1 || number > 65_535) return undefined;
  return { host, port: number };
}

interface Found {
  readonly device: string;
  readonly address: Ip4;
}

/** Global addresses of devices that are up, apart from those that Docker made. */
function candidates(net: Netlink): readonly Found[] {
  const found: Found[] = [];
  for (const link of net.links()) {
    if (!link.up || link.kind === 'loopback' || link.kind === 'bridge' || link.kind === 'veth') continue;
    for (const { ifindex, local, scope } of net.addresses()) {
      if (ifindex === link.ifindex && scope === 'global') found.push({ device: link.name, address: local });
    }
  }
  return found;
}

/** The address of the only device that can be meant. Throws ClusterError in moby's words. */
function systemAddress(net: Netlink): Ip4 {
  const [first, ...others] = candidates(net);
  if (first === undefined) throw new ClusterError('invalid', "could not find the system's IP address");
  const second = others[0];
  if (second === undefined) return first.address;
  const [a, b] = [formatIp4(first.address), formatIp4(second.address)];
  const where =
    first.device === second.device
      ? `on interface ${first.device} (${a} and ${b})`
      : `on different interfaces (${a} on ${first.device} and ${b} on ${second.device})`;
  throw new ClusterError(
    'invalid',
    `could not choose an IP address to advertise since this system has multiple addresses ${where}`,
  );
}

/** An address given as such, or as the name of a device that has exactly one. */
function namedAddress(net: Netlink, host: string, flag: string): Ip4 {
  const address = parseIp4(host);
  if (address !== undefined) return address;
  const link = net.link(host);
  if (link === undefined)
    throw new ClusterError('invalid', `invalid ${flag}: must be a valid IP address or network interface`);
  const own = net.addresses().filter(({ ifindex, scope }) => ifindex === link.ifindex && scope === 'global');
  const [first, second] = own;
  if (first === undefined) throw new ClusterError('invalid', `interface ${host} has no usable IPv4 or IPv6 address`);
  if (second === undefined) return first.local;
  const both = `${formatIp4(first.local)} and ${formatIp4(second.local)}`;
  throw new ClusterError('invalid', `interface ${host} has more than one IPv4 address (${both})`);
}

/** What others reach this node by. */
export function advertisedAddress(net: Netlink, advertise: string, listen: string): HostPort {
  const listening = splitHostPort(listen) ?? { host: '0.0.0.0', port: DEFAULT_PORT };
  if (advertise !== '') {
    const wanted = splitHostPort(advertise);
    if (wanted === undefined)
      throw new ClusterError(
        'invalid',
        'advertise address must be a non-zero IP address or network interface (with optional port number)',
      );
    const address = namedAddress(net, wanted.host, 'advertise-addr');
    if (address === 0)
      throw new ClusterError(
        'invalid',
        'advertise address must be a non-zero IP address or network interface (with optional port number)',
      );
    return { host: formatIp4(address), port: advertise.includes(':') ? wanted.port : listening.port };
  }
  const own = parseIp4(listening.host);
  if (own !== undefined && own !== 0) return listening;
  if (own === undefined)
    return { host: formatIp4(namedAddress(net, listening.host, 'listen-addr')), port: listening.port };
  return { host: formatIp4(systemAddress(net)), port: listening.port };
}

/** The address of the data path: given, or the advertised one. */
export function dataPathAddress(net: Netlink, given: string, advertised: string): string {
  return given === '' ? advertised : formatIp4(namedAddress(net, given, 'data-path-addr'));
}
