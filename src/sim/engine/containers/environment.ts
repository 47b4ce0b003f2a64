// The environment of a container's processes: the daemon's own variables, those of legacy links, the image's and the user's.
// Source: moby container/container.go CreateDaemonEnvironment, daemon/links/links.go ToEnv; runc sets HOME.
// Not modelled: proxy settings, users other than root.
import type { Container } from './container.ts';
import { bridgeAddress } from './networking.ts';

/** oci.DefaultPathEnv */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Variables in the order in which `env` prints them. `extra` are an exec's own. */
export function environmentOf(container: Container, tty: boolean, extra: readonly string[] = []): Map<string, string> {
  const env = new Map<string, string>([
    ['PATH', DEFAULT_PATH],
    ['HOSTNAME', container.config.Hostname],
  ]);
  if (tty) env.set('TERM', 'xterm');
  for (const [name, value] of linkVariables(container)) env.set(name, value);
  for (const variable of [...container.config.Env, ...extra]) {
    const at = variable.indexOf('=');
    if (at < 0) env.delete(variable);
    else env.set(variable.slice(0, at), variable.slice(at + 1));
  }
  if (!env.has('HOME')) env.set('HOME', '/root');
  return env;
}

interface Port {
  readonly number: number;
  readonly protocol: string;
}

function linkVariables(container: Container): [string, string][] {
  return container.links.flatMap(({ child, alias }) => {
    const prefix = alias.toUpperCase().replaceAll('-', '_');
    const address = bridgeAddress(child) ?? '';
    const ports = portsOf(child);
    const variables: [string, string][] = [];
    const [first] = ports;
    if (first !== undefined) variables.push([`${prefix}_PORT`, urlOf(first, address)]);
    for (const range of rangesOf(ports)) variables.push(...rangeVariables(prefix, range, address));
    for (const port of ports) variables.push(...portVariables(prefix, port, address));
    variables.push([`${prefix}_NAME`, `/${container.name}/${alias}`]);
    for (const variable of child.config.Env) {
      const [name = '', ...value] = variable.split('=');
      if (name !== 'HOME' && name !== 'PATH') variables.push([`${prefix}_ENV_${name}`, value.join('=')]);
    }
    return variables;
  });
}

/** Exposed ports, tcp before udp, ascending. */
function portsOf(container: Container): Port[] {
  return Object.keys(container.config.ExposedPorts)
    .map((text) => ({ number: Number(text.split('/')[0]), protocol: text.split('/')[1] ?? 'tcp' }))
    .sort((a, b) => (a.protocol === b.protocol ? a.number - b.number : a.protocol < b.protocol ? -1 : 1));
}

function urlOf(port: Port, address: string): string {
  return `${port.protocol}://${address}:${port.number}`;
}

function portVariables(prefix: string, port: Port, address: string): [string, string][] {
  const name = `${prefix}_PORT_${port.number}_${port.protocol.toUpperCase()}`;
  return [
    [name, urlOf(port, address)],
    [`${name}_ADDR`, address],
    [`${name}_PORT`, String(port.number)],
    [`${name}_PROTO`, port.protocol],
  ];
}

/** Runs of at least two consecutive ports of one protocol. */
function rangesOf(ports: readonly Port[]): [Port, Port][] {
  const ranges: [Port, Port][] = [];
  let start: Port | undefined;
  ports.forEach((port, i) => {
    const next = ports[i + 1];
    start ??= port;
    if (next?.protocol === port.protocol && next.number === port.number + 1) return;
    if (start !== port) ranges.push([start, port]);
    start = undefined;
  });
  return ranges;
}

function rangeVariables(prefix: string, [first, last]: [Port, Port], address: string): [string, string][] {
  const name = `${prefix}_PORT_${first.number}_${first.protocol.toUpperCase()}`;
  return [
    [`${name}_START`, urlOf(first, address)],
    [`${name}_PORT_START`, String(first.number)],
    [`${name}_END`, urlOf(last, address)],
    [`${name}_PORT_END`, String(last.number)],
  ];
}
