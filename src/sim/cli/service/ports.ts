// Ports of services: --publish, --publish-add, --publish-rm.
// Source: docker/cli opts/swarmopts/port.go PortOpt.
// Not modelled: nothing.
import type { PortConfig } from '../../engine/api/swarm-types.ts';
import { portsOf } from '../container/ports.ts';
import { Failure } from '../failure.ts';
import { cut } from '../flags.ts';

const LARGEST_PORT = 65535;

export function checkPort(value: string): string {
  parsePorts(value);
  return value;
}

/** `8080:80/tcp`, a range of them, or `published=8080,target=80,protocol=tcp,mode=host`. */
export function parsePorts(value: string): PortConfig[] {
  return /\w+=\w+(,\w+=\w+)*/.test(value) ? [longForm(value)] : shortForm(value);
}

/** `address` hears of each address that the port is asked for on; services listen on all. */
export function shortForm(value: string, address: (ip: string, port: string) => void = refuseAddress): PortConfig[] {
  const { bindings } = portsOf([value], []);
  return Object.entries(bindings).flatMap(([port, list]) =>
    list.flatMap(({ HostIp, HostPort }) => {
      if (HostIp !== '') address(`${HostIp}:${HostPort}`, port);
      const [target, protocol] = cut(port, '/');
      const [first = 0, last = first] = HostPort === '' ? [] : HostPort.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_none, i) =>
        portConfig(Number(target), first + i, protocol as PortConfig['Protocol'], 'ingress'),
      );
    }),
  );
}

function refuseAddress(): never {
  throw new Failure('hostip is not supported');
}

function portConfig(
  TargetPort: number,
  published: number,
  Protocol: PortConfig['Protocol'],
  PublishMode: PortConfig['PublishMode'],
): PortConfig {
  return { Protocol, TargetPort, ...(published !== 0 && { PublishedPort: published }), PublishMode };
}

function longForm(value: string): PortConfig {
  let [target, published] = [0, 0];
  let protocol: PortConfig['Protocol'] = 'tcp';
  let mode: PortConfig['PublishMode'] = 'ingress';
  for (const field of value.split(',')) {
    const [key, text] = cut(field.toLowerCase(), '=');
    if (!field.includes('=') || key === '') throw new Failure(`invalid field: ${field}`);
    switch (key) {
      case 'protocol':
        if (text !== 'tcp' && text !== 'udp' && text !== 'sctp') throw new Failure(`invalid protocol value '${text}'`);
        protocol = text;
        break;
      case 'mode':
        if (text !== 'ingress' && text !== 'host') {
          throw new Failure(`invalid publish mode value (${text}): must be either 'ingress' or 'host'`);
        }
        mode = text;
        break;
      case 'target':
        target = portNumber('target', text);
        break;
      case 'published':
        published = portNumber('published', text);
        break;
      default:
        throw new Failure(`invalid field key: ${key}`);
    }
  }
  if (target === 0) throw new Failure("missing mandatory field 'target'");
  return portConfig(target, published, protocol, mode);
}

function portNumber(which: string, text: string): number {
  const isNumber = /^\d+$/.test(text);
  if (isNumber && Number(text) <= LARGEST_PORT) return Number(text);
  const why = isNumber ? 'value out of range' : 'invalid syntax';
  throw new Failure(`invalid ${which} port (${text}): value must be an integer: ${why}`);
}

/** `8080:80/tcp/ingress`: what tells two ports of a service apart. */
export function portKey(port: PortConfig): string {
  return `${port.PublishedPort ?? 0}:${port.TargetPort}/${port.Protocol}/${port.PublishMode}`;
}

/** The ports of a service after an update, in the order of their keys' texts. */
export function changedPorts(
  ports: readonly PortConfig[],
  removed: readonly PortConfig[],
  added: readonly PortConfig[],
): PortConfig[] {
  const before = new Map(ports.map((port) => [portKey(port), port]));
  const gone = (port: PortConfig): boolean =>
    removed.some(
      (each) =>
        each.Protocol === port.Protocol && each.TargetPort === port.TargetPort && each.PublishMode === port.PublishMode,
    );
  const kept = [...before.values()].filter((port) => !gone(port));
  const fresh = added.filter((port) => !before.has(portKey(port)));
  return [...kept, ...fresh].sort((a, b) => (portKey(a) < portKey(b) ? -1 : 1));
}
