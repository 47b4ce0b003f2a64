// What ipvsadm prints of services, destinations and connections.
// Source: ipvsadm 1.31, ipvsadm.c (print_title, print_service_entry, print_conn, print_largenum), libipvs.c (ipvs_cmp_services).
// Not modelled: names of hosts: addresses are always printed as numbers.
import { formatIp4 } from '../../../base/ip4.ts';
import type {
  DestinationView,
  Ipvs,
  IpvsConnectionView,
  IpvsStats,
  ServiceKey,
  ServiceView,
} from '../../../linux/ipvs.ts';
import { serviceName } from '../services.ts';
import type { Format } from './arguments.ts';

export const IPVS_VERSION = '1.2.1';
const CONN_TAB_SIZE = 4096; // CONFIG_IP_VS_TAB_BITS 12

function place(address: number, port: number, protocol: number, numeric: boolean): string {
  const name = numeric || protocol === 0 ? undefined : serviceName(port, protocol === 17 ? 'udp' : 'tcp');
  return `${formatIp4(address)}:${name ?? port}`;
}

const protocolOf = (key: ServiceKey): number => (key.kind === 'address' ? key.protocol : 0);

function compareServices(a: ServiceView, b: ServiceView): number {
  const numbers = ({ key }: ServiceView): readonly number[] =>
    key.kind === 'fwmark' ? [key.mark, 0, 0, 0] : [0, key.protocol, key.address, key.port];
  const [left, right] = [numbers(a), numbers(b)];
  const at = left.findIndex((value, i) => value !== right[i]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

const compareDestinations = (a: DestinationView, b: DestinationView): number =>
  a.address - b.address || a.port - b.port;

/** print_largenum. */
function large(value: number, exact: boolean): string {
  if (exact) return String(value).padStart(Math.max(9, String(value).length + 1));
  if (value < 1e8) return String(value).padStart(9);
  const [divisor, letter] =
    value < 1e9 ? [1e3, 'K'] : value < 1e11 ? [1e6, 'M'] : value < 1e14 ? [1e9, 'G'] : [1e12, 'T'];
  return `${String(Math.floor(value / Number(divisor))).padStart(8)}${letter}`;
}

function numbersText(stats: IpvsStats, exact: boolean): string {
  const { connections, inPackets, outPackets, inBytes, outBytes } = stats;
  return [connections, inPackets, outPackets, inBytes, outBytes].map((value) => large(value, exact)).join('');
}

const columns = (first: string, names: readonly string[], width: number): string =>
  `${first.padEnd(33)} ${names.map((name) => (width > 0 ? name.padStart(width) : name.padEnd(-width))).join(' ')}\n  -> RemoteAddress:Port\n`;

function title({ show }: Format): string {
  const first = 'Prot LocalAddress:Port';
  if (show === 'stats') return columns(first, ['Conns', 'InPkts', 'OutPkts', 'InBytes', 'OutBytes'], 8);
  if (show === 'rate') return columns(first, ['CPS', 'InPPS', 'OutPPS', 'InBPS', 'OutBPS'], 8);
  if (show === 'thresholds') return columns(first, ['Uthreshold', 'Lthreshold', 'ActiveConn', 'InActConn'], -10);
  if (show === 'persistent')
    return `${first.padEnd(33)} ${'Weight'.padEnd(9)} ${'PersistConn'.padEnd(11)} ${'ActiveConn'.padEnd(10)} ${'InActConn'.padEnd(10)}\n  -> RemoteAddress:Port\n`;
  return `${first} Scheduler Flags\n  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n`;
}

const methodNames = { masq: 'Masq', route: 'Route', tunnel: 'Tunnel' } as const;
const methodSwitches = { masq: '-m', route: '-g', tunnel: '-i' } as const;

function destinationText(view: DestinationView, protocol: number, format: Format): string {
  const start = `  -> ${place(view.address, view.port, protocol, format.numeric).slice(0, 28).padEnd(28)}`;
  const wide = (value: number): string => String(value).padEnd(10);
  if (format.show === 'stats') return `${start}${numbersText(view.stats, format.exact)}\n`;
  if (format.show === 'rate') return `${start}${numbersText(view.rate, format.exact)}\n`;
  if (format.show === 'thresholds')
    return `${start} ${[view.upper, view.lower, view.active, view.inactive].map(wide).join(' ')}\n`;
  if (format.show === 'persistent')
    return `${start} ${String(view.weight).padEnd(9)} ${'0'.padEnd(11)} ${wide(view.active)} ${wide(view.inactive)}\n`;
  const counts = `${String(view.weight).padEnd(6)} ${wide(view.active)} ${wide(view.inactive)}`;
  return `${start} ${methodNames[view.method].padEnd(7)} ${counts}\n`;
}

function serviceText(view: ServiceView, format: Format): string {
  const { key } = view;
  const protocol = protocolOf(key);
  const name =
    key.kind === 'fwmark'
      ? `FWM  ${key.mark}`
      : `${key.protocol === 6 ? 'TCP' : 'UDP'}  ${place(key.address, key.port, protocol, format.numeric)}`;
  const numbers = format.show === 'stats' ? view.stats : format.show === 'rate' ? view.rate : undefined;
  const head =
    numbers === undefined ? `${name} ${view.scheduler}` : `${name.padEnd(33)}${numbersText(numbers, format.exact)}`;
  const destinations = sorted(view.destinations, compareDestinations, format);
  return `${head}\n${destinations.map((destination) => destinationText(destination, protocol, format)).join('')}`;
}

function sorted<T>(items: readonly T[], compare: (a: T, b: T) => number, format: Format): readonly T[] {
  return format.sorted ? [...items].sort(compare) : items;
}

/** All services, or the one that is asked for (which comes without the line about the version). */
export function listServices(ipvs: Ipvs, format: Format, only?: ServiceView): string {
  if (only !== undefined) return title(format) + serviceText(only, format);
  const services = sorted(ipvs.services(), compareServices, format);
  const version = `IP Virtual Server version ${IPVS_VERSION} (size=${CONN_TAB_SIZE})\n`;
  return version + title(format) + services.map((service) => serviceText(service, format)).join('');
}

/** As `ipvsadm -S` writes the table and `-R` reads it. */
export function saveServices(ipvs: Ipvs, numeric: boolean): string {
  const format: Format = { numeric, sorted: true, exact: false, show: 'entries' };
  return sorted(ipvs.services(), compareServices, format)
    .map((service) => {
      const { key } = service;
      const protocol = protocolOf(key);
      const name =
        key.kind === 'fwmark'
          ? `-f ${key.mark}`
          : `${key.protocol === 6 ? '-t' : '-u'} ${place(key.address, key.port, protocol, numeric)}`;
      const servers = sorted(service.destinations, compareDestinations, format).map(
        (d) =>
          `-a ${name} -r ${place(d.address, d.port, protocol, numeric)} ${methodSwitches[d.method]} -w ${d.weight}\n`,
      );
      return `-A ${name} -s ${service.scheduler}\n${servers.join('')}`;
    })
    .join('');
}

function connectionText(view: IpvsConnectionView, numeric: boolean): string {
  const { protocol } = view;
  const seconds = Math.floor(view.expiresIn / 1_000_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const expire = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  const client = place(view.client, view.clientPort, protocol, numeric);
  const virtual = place(view.virtual, view.virtualPort, protocol, numeric);
  const destination = place(view.destination, view.destinationPort, protocol, numeric);
  const name = protocol === 6 ? 'TCP' : 'UDP';
  return `${name} ${expire.padEnd(6)} ${view.state.padEnd(11)} ${client.padEnd(18)} ${virtual.padEnd(18)} ${destination}\n`;
}

export function listConnections(ipvs: Ipvs, numeric: boolean): string {
  const head = `IPVS connection entries\npro expire ${'state'.padEnd(11)} ${'source'.padEnd(18)} ${'virtual'.padEnd(18)} destination\n`;
  return (
    head +
    ipvs
      .connections()
      .map((connection) => connectionText(connection, numeric))
      .join('')
  );
}
