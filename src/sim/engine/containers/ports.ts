// A container's ports: what the request says of them, as libnetwork wants it; what became of them, as the API shows it.
// Source: moby daemon/{container,container_operations,network}.go, container/view.go; go-connections nat (ParsePort, SplitProtoPort, Range).
// Not modelled: publishing SCTP ports.
import { formatAddress, parseAddress } from '../../base/cidr.ts';
import { invalid, notSimulated, system } from '../api/errors.ts';
import type { PortBinding, PortSummary } from '../api/types.ts';
import type { PortPlan, PortRequest, TransportPort } from '../libnetwork/driver.ts';
import type { Container } from './container.ts';

/** Refuses what is no port: in a container's, or the host's that shall stand for it. */
export function checkPortBindings(bindings: Readonly<Record<string, readonly PortBinding[]>>): void {
  for (const [port, wanted] of Object.entries(bindings)) {
    const [number = ''] = port.split('/');
    if (parsePort(number) === undefined) throw invalid(`invalid port specification: ${JSON.stringify(number)}`);
    for (const { HostPort } of wanted) {
      if (parseRange(HostPort) === undefined) throw invalid(`invalid port specification: ${JSON.stringify(HostPort)}`);
    }
  }
}

/** What a container exposes and wants published; -P publishes what is exposed and not bound already. */
export function portPlan({ config, hostConfig }: Container): PortPlan {
  const exposed: TransportPort[] = [];
  const published: PortRequest[] = [];
  for (const key of Object.keys(config.ExposedPorts)) {
    const [number = '', protocol = 'tcp'] = key.split('/');
    if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp') continue;
    const port = parsePort(number) ?? 0;
    exposed.push({ protocol, port });
    const any = hostConfig.PublishAllPorts ? [{ HostIp: '', HostPort: '' }] : [];
    const bindings = hostConfig.PortBindings[key] ?? [];
    for (const { HostIp, HostPort } of bindings.length > 0 ? bindings : any) {
      if (protocol === 'sctp') throw notSimulated('publishing sctp ports');
      const range = parseRange(HostPort);
      if (range === undefined) throw system(`Error parsing HostPort value(${HostPort}):invalid port range`);
      const [hostPort, hostPortEnd] = range;
      published.push({ protocol, port, hostAddress: parseAddress(HostIp), hostPort, hostPortEnd });
    }
  }
  return { exposed, published };
}

function parsePort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 0xffff ? Number(text) : undefined;
}

/** `8080`, `8000-8010`, or nothing for any port. */
function parseRange(text: string): readonly [number, number] | undefined {
  if (text === '') return [0, 0];
  const [from = '', to = from] = text.split('-');
  const [first, last] = [parsePort(from), parsePort(to)];
  return first === undefined || last === undefined || last < first ? undefined : [first, last];
}

/** By container port, in the order in which Go prints a map; null where a port is exposed alone. Empty while nothing leads out. */
export function portsOf(container: Container): Record<string, PortBinding[] | null> {
  const ports = new Map<string, PortBinding[] | null>();
  for (const { network, id } of container.running?.sandbox?.endpoints ?? []) {
    const map = network.driver.portMap(network.id, id);
    if (map === undefined) continue;
    for (const each of map.exposed) if (!ports.has(keyOf(each))) ports.set(keyOf(each), null);
    for (const { hostAddress, hostPort, ...port } of map.bindings) {
      const binding = { HostIp: formatAddress(hostAddress), HostPort: hostPort === 0 ? '' : String(hostPort) };
      ports.set(keyOf(port), [...(ports.get(keyOf(port)) ?? []), binding]);
    }
  }
  return Object.fromEntries([...ports].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function keyOf({ port, protocol }: TransportPort): string {
  return `${port}/${protocol}`;
}

/** The same as lists show it. A port that is opened but has none on the host is left out, as the daemon does. */
export function portSummaries(container: Container): PortSummary[] {
  return Object.entries(portsOf(container)).flatMap(([key, bindings]) => {
    const [number = '', Type = 'tcp'] = key.split('/');
    const port = { PrivatePort: Number(number), Type };
    if (bindings === null) return [port];
    return bindings
      .filter(({ HostPort }) => HostPort !== '')
      .map(({ HostIp, HostPort }) => ({ IP: HostIp, ...port, PublicPort: Number(HostPort) }));
  });
}
