// Published and exposed ports on one line.
// Source: docker/cli cli/command/formatter/container.go DisplayablePorts, formGroup, comparePorts; net.JoinHostPort.
// Not modelled: nothing.
import type { PortSummary } from '../../engine/api/types.ts';

/** `0.0.0.0:8080->80/tcp, [::]:8080->80/tcp`; neighbouring ports that map to themselves are joined. */
export function displayPorts(ports: readonly PortSummary[]): string {
  const groups = new Map<string, { first: number; last: number }>();
  const ended: string[] = [];
  const mappings: string[] = [];
  for (const port of [...ports].sort(compare)) {
    if (port.IP && port.PublicPort !== port.PrivatePort) {
      mappings.push(`${joinHostPort(port.IP, String(port.PublicPort ?? 0))}->${port.PrivatePort}/${port.Type}`);
      continue;
    }
    const key = port.IP ? `${port.IP}/${port.Type}` : port.Type;
    const group = groups.get(key);
    if (group && port.PrivatePort === group.last + 1) {
      group.last = port.PrivatePort;
      continue;
    }
    if (group) ended.push(groupText(key, group));
    groups.set(key, { first: port.PrivatePort, last: port.PrivatePort });
  }
  return [...ended, ...[...groups].map(([key, group]) => groupText(key, group)), ...mappings].join(', ');
}

function groupText(key: string, group: { first: number; last: number }): string {
  const slash = key.lastIndexOf('/');
  const range = group.first === group.last ? String(group.first) : `${group.first}-${group.last}`;
  if (slash < 0) return `${range}/${key}`;
  return `${joinHostPort(key.slice(0, slash), range)}->${range}/${key.slice(slash + 1)}`;
}

/** Brackets around IPv6 addresses. */
export function joinHostPort(host: string, port: string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function compare(a: PortSummary, b: PortSummary): number {
  const [ip, other] = [a.IP ?? '', b.IP ?? ''];
  return (
    a.PrivatePort - b.PrivatePort ||
    (ip < other ? -1 : ip > other ? 1 : 0) ||
    (a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
    (a.Type < b.Type ? -1 : a.Type > b.Type ? 1 : 0)
  );
}
