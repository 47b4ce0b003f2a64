// One network as a line of `docker network ls`.
// Source: docker/cli cli/command/network/formatter.go.
// Not modelled: nothing.
import { nanosecondsOf, parseIso, strftime } from '../../base/time.ts';
import type { NetworkResource } from '../../engine/api/types.ts';
import { type ElementView, joinLabels, type ListKind } from './format.ts';
import { truncateId } from './units.ts';

export const networkList: ListKind = {
  type: '*network.networkContext',
  hasLabels: true,
  headers: {
    ID: 'NETWORK ID',
    Name: 'NAME',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    IPv4: 'IPV4',
    IPv6: 'IPV6',
    Internal: 'INTERNAL',
    Labels: 'LABELS',
    CreatedAt: 'CREATED AT',
  },
};

/** The real format behind the words that --format takes. */
export function networkFormat(format: string, quiet: boolean): string {
  switch (format) {
    case '':
    case 'table':
      return quiet ? '{{.ID}}' : 'table {{.ID}}\\t{{.Name}}\\t{{.Driver}}\\t{{.Scope}}';
    case 'raw':
      if (quiet) return 'network_id: {{.ID}}';
      return 'network_id: {{.ID}}\\nname: {{.Name}}\\ndriver: {{.Driver}}\\nscope: {{.Scope}}\\n';
    default:
      return format;
  }
}

export function networkView(network: NetworkResource, truncate: boolean): ElementView {
  return {
    labels: network.Labels ?? {},
    fields: {
      ID: truncate ? truncateId(network.Id) : network.Id,
      Name: network.Name,
      Driver: network.Driver,
      Scope: network.Scope,
      IPv4: String(network.EnableIPv4),
      IPv6: String(network.EnableIPv6),
      Internal: String(network.Internal),
      Labels: joinLabels(network.Labels),
      CreatedAt: goTime(network.Created),
    },
  };
}

/** Go's time.Time.String of an RFC 3339 moment in UTC: `2026-11-21 06:43:46.3858416 +0000 UTC`. */
export function goTime(rfc3339: string): string {
  const fraction = /\.(\d+)/.exec(rfc3339)?.[1]?.replace(/0+$/, '') ?? '';
  return goTimeOf(parseIso(rfc3339) ?? 0, fraction);
}

/** The same of milliseconds since 1970. */
export function goTimeOf(ms: number, fraction = nanosecondsOf(ms).replace(/0+$/, '')): string {
  return `${strftime('%Y-%m-%d %H:%M:%S', ms)}${fraction === '' ? '' : `.${fraction}`} +0000 UTC`;
}
