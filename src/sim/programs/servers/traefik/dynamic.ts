// Routers, services and middlewares, as labels describe them.
// Source: doc.traefik.io/traefik/v3.6 "Docker/Swarm & Traefik" routing labels; pkg/provider/docker/config.go, pkg/provider/configuration.go.
// Not modelled: TCP and UDP routers, TLS, sticky sessions, health checks of servers, middlewares but those of `middlewareOf`.
import type { Ip4 } from '../../../base/ip4.ts';
import { parseRule, RuleError, type Test } from './rule.ts';

/** A container or task that may answer. */
export interface Candidate {
  /** As error messages name it. */
  readonly title: string;
  /** What its service is called without a label that names one. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly address: Ip4 | undefined;
  /** Its exposed ports, the lowest first. */
  readonly ports: readonly number[];
}

export interface Router {
  readonly name: string;
  readonly rule: string;
  readonly test: Test;
  /** Undefined: all. */
  readonly entryPoints: readonly string[] | undefined;
  readonly service: string;
  readonly priority: number;
  readonly middlewares: readonly Middleware[];
  /** The label that its rule stands in; '' for the default rule. */
  readonly label: string;
}

export type Middleware =
  | { readonly kind: 'stripPrefix'; readonly prefixes: readonly string[] }
  | { readonly kind: 'addPrefix'; readonly prefix: string }
  | { readonly kind: 'requestHeaders'; readonly fields: readonly (readonly [string, string])[] }
  | { readonly kind: 'redirectScheme'; readonly scheme: string; readonly permanent: boolean };

export interface Server {
  readonly address: Ip4;
  readonly port: number;
}

export interface Dynamic {
  readonly routers: readonly Router[];
  /** Servers of each service. */
  readonly services: ReadonlyMap<string, readonly Server[]>;
  readonly errors: readonly Problem[];
}

/** What the log says of a candidate or router that is left out. */
export interface Problem {
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

interface RouterLabels {
  readonly values: Map<string, string>;
  /** No label gives its rule. */
  readonly isDefault: boolean;
}

/** `_` and other signs become `-`: provider.Normalize. */
export const normalize = (name: string): string => name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');

/** Takes part: `traefik.enable`, or what the provider says. */
export function isEnabled(labels: Readonly<Record<string, string>>, otherwise: boolean): boolean {
  const said = labelOf(labels, 'traefik.enable');
  return said === undefined ? otherwise : said === 'true';
}

function labelOf(labels: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(labels).find(([known]) => known.toLowerCase() === name)?.[1];
}

/** The configuration that all candidates together make. */
export function readCandidates(candidates: readonly Candidate[], provider: string): Dynamic {
  const draft = new Draft(provider);
  for (const candidate of candidates) draft.add(candidate);
  return draft.finish();
}

class Draft {
  readonly #provider: string;
  readonly #routers = new Map<string, RouterLabels>();
  /** Who has said something of a router. */
  readonly #sayers = new Map<string, string[]>();
  /** Routers of which two have said different things. */
  readonly #disputed = new Set<string>();
  readonly #middlewares = new Map<string, Map<string, string>>();
  readonly #services = new Map<string, Server[]>();
  readonly #errors: Problem[] = [];

  constructor(provider: string) {
    this.#provider = provider;
  }

  add(candidate: Candidate): void {
    const routers = this.#group(candidate, 'routers');
    const services = this.#group(candidate, 'services');
    const own = normalize(candidate.name);
    const { address } = candidate;
    const said = services.size === 0 ? new Map([[own, new Map<string, string>()]]) : services;
    const servers = new Map<string, Server>();
    for (const [name, settings] of said) {
      const port = Number(settings.get('loadbalancer.server.port') ?? candidate.ports[0] ?? 0);
      if (address === undefined) {
        this.#fail(candidate, `service ${JSON.stringify(name)} error: unable to find the IP address for the server`);
        return;
      }
      if (port === 0) {
        this.#fail(candidate, `service ${JSON.stringify(name)} error: port is missing`);
        return;
      }
      servers.set(name, { address, port });
    }
    for (const [name, server] of servers) {
      const known = this.#services.get(name) ?? [];
      if (!known.some((one) => one.address === server.address && one.port === server.port)) known.push(server);
      this.#services.set(name, known);
    }
    if (routers.size === 0) routers.set(own, new Map());
    for (const [name, values] of routers) {
      const isDefault = !values.has('rule');
      if (isDefault) values.set('rule', `Host(\`${own}\`)`);
      const names = [...servers.keys()];
      if (!values.has('service') && names.length > 1) {
        const listed = names.map((one) => JSON.stringify(one)).join(' ');
        this.#errors.push({
          message: `Router ${name} cannot be linked automatically with multiple Services: [${listed}]`,
          fields: { providerName: this.#provider, routerName: name },
        });
        continue;
      }
      if (!values.has('service')) values.set('service', names[0] ?? own);
      const before = this.#routers.get(name);
      if (before !== undefined && !isSame(before.values, values)) this.#disputed.add(name);
      this.#sayers.set(name, [...(this.#sayers.get(name) ?? []), candidate.title]);
      this.#routers.set(name, { values, isDefault });
    }
    for (const [name, values] of this.#group(candidate, 'middlewares')) this.#middlewares.set(name, values);
  }

  #fail(candidate: Candidate, error: string): void {
    this.#errors.push({ message: '', fields: { error, container: candidate.title, providerName: this.#provider } });
  }

  /** `traefik.http.routers.NAME.REST` by NAME and REST. */
  #group({ labels }: Candidate, kind: string): Map<string, Map<string, string>> {
    const found = new Map<string, Map<string, string>>();
    for (const [label, value] of Object.entries(labels)) {
      const match = /^traefik\.http\.(\w+)\.([^.]+)\.(.+)$/i.exec(label);
      if (match?.[1]?.toLowerCase() !== kind || match[2] === undefined || match[3] === undefined) continue;
      const values = found.get(match[2]) ?? new Map<string, string>();
      found.set(match[2], values.set(match[3].toLowerCase(), value));
    }
    return found;
  }

  finish(): Dynamic {
    for (const name of this.#disputed) {
      this.#routers.delete(name);
      this.#errors.push({
        message: 'Router defined multiple times with different configurations',
        fields: { configuration: JSON.stringify(this.#sayers.get(name) ?? []), routerName: name },
      });
    }
    const routers = [...this.#routers].flatMap(([name, labels]) => this.#router(name, labels) ?? []);
    routers.sort((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1));
    return { routers, services: this.#services, errors: this.#errors };
  }

  #router(name: string, { values, isDefault }: RouterLabels): Router | undefined {
    const rule = values.get('rule') ?? '';
    const routerName = `${name}@${this.#provider}`;
    const fields = { routerName };
    const service = (values.get('service') ?? '').split('@')[0] ?? '';
    if (!this.#services.has(service)) {
      this.#errors.push({
        message: '',
        fields: { error: `the service "${service}@${this.#provider}" does not exist`, ...fields },
      });
      return undefined;
    }
    const missing = [...values.keys()].find((key) => !routerKeys.has(key));
    if (missing !== undefined) {
      this.#errors.push({ message: `hoplab: not simulated yet: traefik's router option ${missing}`, fields });
      return undefined;
    }
    const middlewares: Middleware[] = [];
    for (const wanted of listOf(values.get('middlewares'))) {
      const settings = this.#middlewares.get(wanted.split('@')[0] ?? '');
      const made =
        settings === undefined ? `middleware "${wanted}@${this.#provider}" does not exist` : middlewareOf(settings);
      if (typeof made === 'string') {
        this.#errors.push({ message: '', fields: { error: made, ...fields } });
        return undefined;
      }
      middlewares.push(made);
    }
    try {
      const test = parseRule(rule);
      const points = values.get('entrypoints');
      return {
        ...{ name: routerName, rule, test, service, middlewares },
        entryPoints: points === undefined ? undefined : listOf(points),
        priority: Number(values.get('priority') ?? rule.length) || rule.length,
        label: isDefault ? '' : `traefik.http.routers.${name}.rule`,
      };
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      this.#errors.push({
        message: '',
        fields: { error: `error while adding rule ${rule}: ${error.message}`, ...fields },
      });
      return undefined;
    }
  }
}

const isSame = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);

const routerKeys = new Set(['rule', 'service', 'entrypoints', 'middlewares', 'priority']);

const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** A middleware of its labels, or what is wrong. */
function middlewareOf(settings: ReadonlyMap<string, string>): Middleware | string {
  const kind = [...settings.keys()][0]?.split('.')[0] ?? '';
  const value = (name: string): string | undefined => settings.get(`${kind}.${name}`);
  switch (kind) {
    case 'stripprefix':
      return { kind: 'stripPrefix', prefixes: listOf(value('prefixes')) };
    case 'addprefix':
      return { kind: 'addPrefix', prefix: value('prefix') ?? '' };
    case 'redirectscheme':
      return { kind: 'redirectScheme', scheme: value('scheme') ?? 'https', permanent: value('permanent') === 'true' };
    case 'headers': {
      const prefix = 'headers.customrequestheaders.';
      if ([...settings.keys()].some((key) => !key.startsWith(prefix))) break;
      return {
        kind: 'requestHeaders',
        fields: [...settings].map(([key, text]) => [key.slice(prefix.length), text] as const),
      };
    }
  }
  return `hoplab: not simulated yet: traefik's middleware ${kind}`;
}
