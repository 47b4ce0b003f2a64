// Port specifications of --publish and --expose.
// Source: docker/go-connections nat/nat.go ParsePortSpecs, nat/parse.go; docker/cli container/opts.go convertToStandardNotation.
// Not modelled: nothing.
import { parseAddress } from '../../base/cidr.ts';
import type { PortBinding } from '../../engine/api/types.ts';
import { Failure } from '../failure.ts';
import { cut } from '../flags.ts';

export interface ParsedPorts {
  readonly exposed: Record<string, Record<string, never>>;
  readonly bindings: Record<string, PortBinding[]>;
}

const LARGEST_PORT = 65535;

/** All of --publish and --expose of a command line. */
export function portsOf(publish: readonly string[], expose: readonly string[]): ParsedPorts {
  const exposed: Record<string, Record<string, never>> = {};
  const bindings: Record<string, PortBinding[]> = {};
  for (const spec of publish.map(standardNotation)) {
    for (const [port, binding] of parseSpec(spec)) {
      exposed[port] = {};
      bindings[port] = [...(bindings[port] ?? []), binding];
    }
  }
  for (const spec of expose) {
    if (spec.includes(':')) throw new Failure(`invalid port format for --expose: ${spec}`);
    const [ports, protocol] = cut(spec, '/');
    const [first, last] = exposeRange(spec, ports);
    for (let port = first; port <= last; port++) exposed[`${port}/${protocol || 'tcp'}`] = {};
  }
  return { exposed, bindings };
}

/** `published=8080,target=80,protocol=tcp` to `8080:80/tcp`. */
function standardNotation(spec: string): string {
  if (!spec.includes('=')) return spec;
  const fields: Record<string, string> = { protocol: 'tcp' };
  for (const field of spec.split(',')) {
    const [key, value] = cut(field, '=');
    if (key === '' || !field.includes('=')) {
      throw new Failure(`invalid publish opts format (should be name=value but got '${field}')`);
    }
    fields[key] = value;
  }
  return `${fields.published ?? ''}:${fields.target ?? ''}/${fields.protocol}`;
}

/** `127.0.0.1:8080-8082:80-82/tcp` to its single ports. */
function parseSpec(spec: string): [string, PortBinding][] {
  const parts = spec.split(':');
  const [containerPart = '', hostPart = ''] = [parts.at(-1), parts.at(-2)];
  const [containerPort, given] = cut(containerPart, '/');
  const protocol = (given || 'tcp').toLowerCase();
  const ip = hostAddress(parts.slice(0, -2).join(':'));
  if (containerPort === '') throw new Failure(`No port specified: ${spec}<empty>`);
  const container = parseRange(containerPort);
  if (!container) throw new Failure(`Invalid containerPort: ${containerPort}`);
  const host = hostPart === '' ? undefined : parseRange(hostPart);
  if (hostPart !== '' && !host) throw new Failure(`Invalid hostPort: ${hostPart}`);
  const count = container[1] - container[0] + 1;
  if (host && host[1] - host[0] + 1 !== count && count > 1) {
    throw new Failure(`Invalid ranges specified for container and host Ports: ${containerPort} and ${hostPart}`);
  }
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) throw new Failure(`Invalid proto: ${protocol}`);
  return Array.from({ length: count }, (_none, i) => {
    const first = host ? String(host[0] + i) : '';
    // One container port with a range of host ports: the engine picks one of them.
    const hostPort = host && count === 1 && host[0] !== host[1] ? `${first}-${host[1]}` : first;
    return [`${container[0] + i}/${protocol}`, { HostIp: ip, HostPort: hostPort }];
  });
}

function hostAddress(text: string): string {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  if (bare !== '' && !parseAddress(bare)) throw new Failure(`Invalid ip address: ${bare}`);
  return bare;
}

function parseRange(text: string): [number, number] | undefined {
  const [first, last] = text.split('-').map(parsePort);
  if (first === undefined) return undefined;
  if (!text.includes('-')) return [first, first];
  return last === undefined || last < first ? undefined : [first, last];
}

function parsePort(text: string): number | undefined {
  return /^\d+$/.test(text) && Number(text) <= LARGEST_PORT ? Number(text) : undefined;
}

/** The same range, with the reasons that --expose gives. */
function exposeRange(spec: string, text: string): [number, number] {
  const refuse = (why: string) => new Failure(`invalid range format for --expose: ${spec}, error: ${why}`);
  if (text === '') throw refuse('empty string specified for ports');
  for (const part of text.split('-').slice(0, 2)) {
    const why = /^\d+$/.test(part) ? 'value out of range' : 'invalid syntax';
    if (parsePort(part) === undefined) throw refuse(`strconv.ParseUint: parsing ${JSON.stringify(part)}: ${why}`);
  }
  const range = parseRange(text);
  if (!range) throw refuse(`invalid range specified for port: ${text}`);
  return range;
}
