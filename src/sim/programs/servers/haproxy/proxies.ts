// Frontends and backends as a configuration describes them; `listen` is both.
// Source: HAProxy 3.2 src/cfgparse-listen.c, src/server.c, src/proxy.c.
// Not modelled: TLS, ranges of ports, options that change what is not simulated (they are taken and have no effect).
import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { readAddress } from '../../net/prefix.ts';
import { resolveHost } from '../../net/resolve.ts';
import { notSimulated } from '../../net/tool.ts';
import { type AclTable, criterion, readCondition } from './conditions.ts';
import type { Complaints, Line, Section } from './config-file.ts';
import type { Backend, Bind, Configuration, Frontend, HttpCheck, Proxied } from './configuration.ts';
import { algorithms, type PoolServer } from './pool.ts';
import { type Rule, readRule } from './rules.ts';
import { readSettings, timeOf } from './server-line.ts';

const DEFAULT_RETRIES = 3; // CONN_RETRIES
const DEFAULT_INTERVAL = 2 * SECOND; // DEF_CHKINTR
const DEFAULT_FALL = 3; // DEF_FALLTIME
const DEFAULT_RISE = 2; // DEF_RISETIME

/** Makes proxies of sections; what is wrong goes to `complaints`. */
export function* readProxies(sys: Sys, sections: readonly Section[], complaints: Complaints): Blocking<Configuration> {
  const frontends: Frontend[] = [];
  const backends = new Map<string, Backend>();
  let defaults: readonly Line[] = [];
  for (const section of sections) {
    if (section.kind === 'defaults') defaults = section.lines;
    if (section.kind === 'defaults' || section.kind === 'global') continue;
    const reader = new ProxyReader(section, defaults, complaints);
    if (section.kind !== 'backend') frontends.push(reader.frontend());
    if (section.kind !== 'frontend') backends.set(section.name, yield* reader.backend(sys));
    reader.warnOfTimeouts();
  }
  for (const { name, defaultBackend, switching } of frontends) {
    const missing = (keyword: string, backend: string): void => {
      if (backends.has(backend)) return;
      complaints.alerts.push(`config : Proxy '${name}': unable to find required ${keyword}: '${backend}'.`);
    };
    if (defaultBackend !== undefined) missing('default_backend', defaultBackend);
    for (const { backend } of switching) missing('use_backend', backend);
  }
  const global = sections.filter(({ kind }) => kind === 'global').flatMap(({ lines }) => lines);
  const logs = global.filter(({ words }) => words[0] === 'log').map(({ words }) => words.slice(1));
  return { frontends, backends, logs };
}

class ProxyReader {
  readonly #section: Section;
  /** What the defaults say, and what the section says after that. */
  readonly #lines: readonly Line[];
  readonly #complaints: Complaints;
  readonly #acls: AclTable = new Map();

  constructor(section: Section, defaults: readonly Line[], complaints: Complaints) {
    this.#section = section;
    this.#lines = [...defaults, ...section.lines];
    this.#complaints = complaints;
    for (const { number, words } of this.#all('acl')) {
      const [name = '', ...rest] = words;
      const test = criterion(rest);
      if (typeof test === 'string') complaints.at(number, `error detected while parsing ACL '${name}' : ${test}.`);
      else this.#acls.set(name, [...(this.#acls.get(name) ?? []), test]);
    }
  }

  /** Lines of a keyword, without it. */
  #all(keyword: string): { readonly number: number; readonly words: readonly string[] }[] {
    const found = this.#lines.filter(({ words }) => words[0] === keyword);
    return found.map(({ number, words }) => ({ number, words: words.slice(1) }));
  }

  #last(keyword: string): readonly string[] | undefined {
    return this.#all(keyword).at(-1)?.words;
  }

  #proxy(): Proxied {
    const mode = this.#last('mode')?.[0] ?? 'tcp';
    if (mode !== 'http' && mode !== 'tcp') throw notSimulated(`haproxy's mode ${mode}`);
    const redirects = this.#all('redirect').map(({ number, words }) => ({ number, words: ['redirect', ...words] }));
    return {
      name: this.#section.name,
      mode,
      requestRules: this.#rules([...this.#all('http-request'), ...redirects], 'http-request'),
      responseRules: this.#rules(this.#all('http-response'), 'http-response'),
      options: this.#options(),
      timeouts: this.#timeouts(),
    };
  }

  #rules(lines: readonly Line[], keyword: string): Rule[] {
    return lines.flatMap(({ number, words }) => {
      const rule = readRule(words, this.#acls);
      if (typeof rule !== 'string') return [rule];
      this.#complaints.at(number, `error detected while parsing '${keyword}' rule : ${rule}.`);
      return [];
    });
  }

  #options(): Set<string> {
    const options = new Set<string>();
    for (const { words } of this.#lines) {
      if (words[0] === 'option') options.add(words[1] ?? '');
      if (words[0] === 'no' && words[1] === 'option') options.delete(words[2] ?? '');
    }
    return options;
  }

  #timeouts(): Map<string, SimTime> {
    const timeouts = new Map<string, SimTime>();
    for (const { number, words } of this.#all('timeout')) {
      const [name = '', text = ''] = words;
      const time = timeOf(text);
      if (time === undefined) this.#complaints.at(number, `unexpected character '${text}' in 'timeout ${name}'`);
      else timeouts.set(name, time);
    }
    return timeouts;
  }

  frontend(): Frontend {
    const switching = this.#all('use_backend').flatMap(({ number, words: [backend = '', ...rest] }) => {
      const condition = readCondition(rest, this.#acls);
      if (typeof condition !== 'string') return [{ backend, condition }];
      this.#complaints.at(number, `error detected while parsing switching rule : ${condition}.`);
      return [];
    });
    const own = this.#section.kind === 'listen' ? this.#section.name : undefined;
    return {
      ...this.#proxy(),
      binds: this.#all('bind').flatMap(({ number, words }) => this.#binds(number, words)),
      switching,
      defaultBackend: this.#last('default_backend')?.[0] ?? own,
      monitorUri: this.#last('monitor-uri')?.[0],
      logs: this.#all('log').map(({ words }) => words),
    };
  }

  #binds(line: number, [places = '', ...flags]: readonly string[]): Bind[] {
    if (flags.includes('ssl')) throw notSimulated("haproxy's bind ssl");
    return places.split(',').flatMap((place) => {
      if (place.startsWith('[') || place.startsWith(':::')) throw notSimulated("haproxy's bind on IPv6");
      const colon = place.lastIndexOf(':');
      const host = place.slice(0, Math.max(0, colon));
      const port = Number(place.slice(colon + 1));
      const address = host === '' || host === '*' ? 0 : readAddress(host);
      if (colon < 0 || !(port >= 1 && port <= 65_535) || address === undefined) {
        this.#complaints.at(line, `'bind' : missing port number: '${place}'`);
        return [];
      }
      return [{ address, port, line }];
    });
  }

  *backend(sys: Sys): Blocking<Backend> {
    const algorithm = this.#last('balance')?.[0] ?? 'roundrobin';
    const known = algorithms.find((one) => one === algorithm);
    if (known === undefined) throw notSimulated(`haproxy's balance ${algorithm}`);
    const servers: PoolServer[] = [];
    const base = this.#all('default-server').flatMap(({ words }) => words);
    for (const { number, words } of this.#all('server')) {
      const server = yield* this.#server(sys, number, words, base);
      if (server !== undefined) servers.push(server);
    }
    return {
      ...this.#proxy(),
      servers,
      algorithm: known,
      retries: Number(this.#last('retries')?.[0] ?? DEFAULT_RETRIES),
      httpCheck: this.#httpCheck(),
      active: 0,
    };
  }

  #httpCheck(): HttpCheck | undefined {
    const option = this.#all('option').findLast(({ words }) => words[0] === 'httpchk');
    if (option === undefined) return undefined;
    const [, first = '/', second, version = 'HTTP/1.0'] = option.words;
    const plain = { method: second === undefined ? 'OPTIONS' : first, uri: second ?? first, version, host: undefined };
    const send =
      this.#all('http-check')
        .find(({ words }) => words[0] === 'send')
        ?.words.slice(1) ?? [];
    const after = (...names: readonly string[]): string | undefined => {
      const at = send.findIndex((word) => names.includes(word));
      return at < 0 ? undefined : send[at + 1];
    };
    const host = send.indexOf('hdr') >= 0 ? send[send.indexOf('hdr') + 2] : undefined;
    const expect = this.#all('http-check').find(({ words }) => words[0] === 'expect')?.words;
    if (expect !== undefined && expect[1] !== 'status') throw notSimulated(`haproxy's http-check ${expect.join(' ')}`);
    const method = after('meth') ?? plain.method;
    return {
      ...plain,
      ...{ method, uri: after('uri') ?? plain.uri, version: after('ver') ?? plain.version, host, status: expect?.[2] },
    };
  }

  *#server(
    sys: Sys,
    line: number,
    [name = '', where, ...own]: readonly string[],
    base: readonly string[],
  ): Blocking<PoolServer | undefined> {
    if (where === undefined) {
      this.#complaints.at(line, "'server' expects <name> and <addr>[:<port>] as arguments.");
      return undefined;
    }
    const [host = '', portText] = where.split(':');
    const settings = readSettings([...base, ...own], (text) => this.#complaints.at(line, text));
    const found = yield* resolveHost(sys, host);
    const address = found.ok ? found.addresses[0] : undefined;
    if (address === undefined) {
      this.#complaints.at(line, `'server ${name}' : could not resolve address '${host}'.`);
      return undefined;
    }
    const port = Number(portText ?? this.#all('bind')[0]?.words[0]?.split(':').at(-1) ?? 80);
    const time = (key: string, otherwise: SimTime): SimTime => timeOf(settings.get(key) ?? '') ?? otherwise;
    const rise = Number(settings.get('rise') ?? DEFAULT_RISE);
    const weight = Number(settings.get('weight') ?? 1);
    const check = settings.has('check') && {
      interval: time('inter', DEFAULT_INTERVAL),
      fall: Number(settings.get('fall') ?? DEFAULT_FALL),
      rise,
      port: Number(settings.get('port') ?? port),
    };
    return {
      ...{ name, address, port, weight, backup: settings.has('backup'), check: check || undefined },
      // Up at the start, but the first failure takes it down.
      ...{ health: rise, effective: weight, current: 0, active: 0 },
    };
  }

  /** Source: src/cfgparse.c check_config_validity. */
  warnOfTimeouts(): void {
    const { kind, name } = this.#section;
    const timeouts = this.#timeouts();
    const needed = [...(kind === 'backend' ? [] : ['client']), ...(kind === 'frontend' ? [] : ['connect', 'server'])];
    const servers = kind === 'frontend' || this.#all('server').length > 0;
    if (!servers || needed.every((one) => timeouts.has(one))) return;
    const advice = [
      'While not properly invalid, you will certainly encounter various problems',
      'with such a configuration. To fix this, please ensure that all following',
      "timeouts are set to a non-zero value: 'client', 'connect', 'server'.",
    ];
    const what = kind === 'listen' ? 'proxy' : kind;
    const text = [`config : missing timeouts for ${what} '${name}'.`, ...advice.map((words) => `   | ${words}`)];
    this.#complaints.warnings.push(text.join('\n'));
  }
}
