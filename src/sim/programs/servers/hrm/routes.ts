// Routes of the HTTP routing mesh: from labels of services to hosts that requests may ask for.
// Source: Docker UCP 2.2, "Use domain names to access services" (com.docker.ucp.mesh.http).
// Not modelled: sni:// routes (there is no TLS), sticky_sessions.
import { type Ip4, parseIp4 } from '../../../base/ip4.ts';
import type { ApiNetwork, ApiService } from '../proxy/docker-api.ts';

export const LABEL = 'com.docker.ucp.mesh.http';

export interface Route {
  /** '' for all hosts that no other route names. */
  readonly host: string;
  readonly service: string;
  /** Which label says so, as it stands there. */
  readonly label: string;
  readonly target: { readonly address: Ip4; readonly port: number } | undefined;
  /** Where requests are sent instead. */
  readonly redirect: string | undefined;
  readonly forwardedFor: boolean;
}

/** A label that no route can be made of, and why. */
export interface Refused {
  readonly service: string;
  readonly label: string;
  readonly why: string;
}

export interface Routes {
  readonly routes: readonly Route[];
  readonly refused: readonly Refused[];
}

/** Routes of all services, and the labels that make none. */
export function readRoutes(services: readonly ApiService[], networks: readonly ApiNetwork[]): Routes {
  const routes: Route[] = [];
  const refused: Refused[] = [];
  for (const service of [...services].sort(byName)) {
    for (const [name, value] of Object.entries(service.Spec.Labels ?? {})) {
      if (name !== LABEL && !name.startsWith(`${LABEL}.`)) continue;
      const label = `${name}=${value}`;
      const route = routeOf(service, networks, label, value);
      if (typeof route === 'string') refused.push({ service: service.Spec.Name, label, why: route });
      else if (routes.some(({ host }) => host === route.host)) {
        const other = routes.find(({ host }) => host === route.host)?.service ?? '';
        refused.push({ service: service.Spec.Name, label, why: `host is routed to service ${other} already` });
      } else routes.push(route);
    }
  }
  return { routes, refused };
}

const byName = (a: ApiService, b: ApiService): number => (a.Spec.Name < b.Spec.Name ? -1 : 1);

const known = new Set(['external_route', 'internal_port', 'sticky_sessions', 'redirect', 'include_forwarded_for']);

function routeOf(service: ApiService, networks: readonly ApiNetwork[], label: string, value: string): Route | string {
  const settings = new Map(olderForm(value) ?? pairsOf(value));
  const stranger = [...settings.keys()].find((key) => !known.has(key));
  if (stranger !== undefined) return `unknown key ${stranger}`;
  const external = settings.get('external_route');
  if (external === undefined) return 'external_route is missing';
  if (settings.has('sticky_sessions')) return 'hoplab: not simulated yet: sticky_sessions';
  if (external.startsWith('sni://')) return 'hoplab: not simulated yet: sni routes';
  const host = /^http:\/\/([^/:]*)\/?$/.exec(external)?.[1]?.toLowerCase();
  if (host === undefined) return `external_route ${external} is no http://domain-name`;
  const redirect = settings.get('redirect');
  const base = {
    ...{ host, service: service.Spec.Name, label, redirect },
    forwardedFor: settings.get('include_forwarded_for') === 'true',
  };
  if (redirect !== undefined) return { ...base, target: undefined };
  const port = portOf(service, settings.get('internal_port'));
  if (typeof port === 'string') return port;
  const address = addressOf(service, networks);
  return typeof address === 'string' ? address : { ...base, target: { address, port } };
}

const pairsOf = (value: string): [string, string][] =>
  value.split(',').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [pair.trim(), ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });

/** UCP 2.0 wrote `8080=http://host`. */
function olderForm(value: string): [string, string][] | undefined {
  const match = /^(\d+)=(http:\/\/\S+)$/.exec(value);
  return match?.[1] && match[2]
    ? [
        ['internal_port', match[1]],
        ['external_route', match[2]],
      ]
    : undefined;
}

function portOf(service: ApiService, said: string | undefined): number | string {
  if (said !== undefined) return /^\d{1,5}$/.test(said) ? Number(said) : `internal_port ${said} is no port`;
  const published = service.Endpoint?.Ports ?? [];
  const [only] = published;
  if (only === undefined || published.length > 1) return 'internal_port is missing';
  return only.TargetPort;
}

/** The service's virtual address on a network of the mesh. */
function addressOf(service: ApiService, networks: readonly ApiNetwork[]): Ip4 | string {
  const meshes = networks.filter(({ Labels }) => Object.keys(Labels ?? {}).some((name) => name.startsWith(LABEL)));
  if (meshes.length === 0) return `no network has the label ${LABEL}`;
  const shared = (service.Endpoint?.VirtualIPs ?? []).find(({ NetworkID }) =>
    meshes.some(({ Id }) => Id === NetworkID),
  );
  const address = parseIp4(shared?.Addr?.split('/')[0] ?? '');
  return address ?? `not attached with a virtual IP to ${meshes.map(({ Name }) => Name).join(' or ')}`;
}
