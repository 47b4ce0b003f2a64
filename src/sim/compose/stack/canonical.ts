// The long form of what a stack's file may say in short, its members in the order in which the client writes them.
// Source: docker/cli v28.5.2 cli/compose/loader/loader.go (transforms), cli/compose/types/types.go (order, what is left out).
// Not modelled: build sections keep the form they have.

import { ramInBytes } from '../../cli/container/resource-flags.ts';
import { cut } from '../../cli/flags.ts';
import { shortForm } from '../../cli/service/ports.ts';
import { splitWords } from '../../cli/shlex.ts';
import { formatGoDuration } from '../model/duration.ts';
import { longVolume } from '../model/mounts.ts';
import { isMap, listOf, mapOf, mapValues, sortedEntries, textOf, type Value, type ValueMap } from '../model/values.ts';

/** Hears of what is ignored. */
export type Warn = (message: string) => void;
type Change = (value: Value, warn: Warn) => Value;

const same: Change = (value) => value;
const list: Change = (value) => (typeof value === 'string' ? [value] : value);
const texts: Change = (value) => listOf(value).map(textOf);
const words: Change = (value) => (typeof value === 'string' ? splitWords(value) : value);
const duration: Change = (value) => formatGoDuration(textOf(value)) ?? null;
const bytes: Change = (value) => ramInBytes(textOf(value));
const optionTexts: Change = (value) => mapValues(mapOf(value), textOf);

/** Keys in order; empty texts, false, 0, null, empty lists and mappings are left out. */
function ordered(changes: Readonly<Record<string, Change>>): Change {
  return (value, warn) => {
    const map = mapOf(value);
    const known = Object.entries(changes).flatMap(([key, change]): [string, Value][] =>
      key in map && map[key] !== null ? [[key, change(map[key] ?? null, warn)]] : [],
    );
    const own = sortedEntries(map).filter(([key]) => key.startsWith('x-'));
    return Object.fromEntries([...known.filter(([, each]) => !isEmpty(each)), ...own]);
  };
}

function isEmpty(value: Value): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === null || value === '' || value === false || value === 0;
}

/** `[KEY=value, OTHER]` or a mapping, by the keys; a key alone has this value. */
const keyed =
  (alone: null | ''): Change =>
  (value) => {
    const entries = isMap(value)
      ? Object.entries(value).map(([key, each]): [string, Value] => [key, each === null ? alone : textOf(each)])
      : listOf(value).map((each): [string, Value] => {
          const [key, rest] = cut(textOf(each), '=');
          return [key, textOf(each).includes('=') ? rest : alone];
        });
    return Object.fromEntries(sortedEntries(Object.fromEntries(entries)));
  };

const each =
  (change: Change): Change =>
  (value, warn) =>
    listOf(value).map((one) => change(one, warn));

const fileReference: Change = (value, warn) =>
  ordered({ source: same, target: same, uid: same, gid: same, mode: same })(
    isMap(value) ? value : { source: value },
    warn,
  );

/** `name:address`, whatever stood between. */
const hosts: Change = (value) => {
  const entries = isMap(value)
    ? sortedEntries(value).flatMap(([host, ip]) => (ip === null ? [] : [[host, textOf(ip)]]))
    : listOf(value).flatMap((entry) => {
        const text = textOf(entry);
        const separator = text.includes('=') ? '=' : ':';
        return text.includes(separator) ? [cut(text, separator)] : [];
      });
  return entries.map(([host = '', ip = '']) => `${host}:${ip.replace(/^\[(.+)\]$/, '$1')}`);
};

const ports: Change = (value, warn) =>
  listOf(value).flatMap((port) => {
    const ignored = (address: string, target: string): void =>
      warn(`ignoring IP-address (${address}:${target}) service will listen on '0.0.0.0'`);
    const long = isMap(port)
      ? [port]
      : shortForm(textOf(port), ignored).map(({ PublishMode, TargetPort, PublishedPort, Protocol }) => ({
          mode: PublishMode,
          target: TargetPort,
          published: PublishedPort ?? 0,
          protocol: Protocol,
        }));
    const one = ordered({ mode: same, target: same, published: same, protocol: same });
    return long.map((each) => one(each, warn));
  });

const volumeMount: Change = (value, warn) => {
  const { bind = null, ...rest } = mapOf(isMap(value) ? value : longVolume(value));
  const propagation = mapOf(bind).propagation;
  return ordered({
    type: same,
    source: same,
    target: same,
    read_only: same,
    consistency: same,
    bind: same,
    volume: same,
    tmpfs: same,
  })({ ...rest, ...(propagation !== undefined && { bind: { propagation } }) }, warn);
};

const networks: Change = (value, warn) => {
  if (Array.isArray(value)) return Object.fromEntries(value.map((key) => [textOf(key), null]));
  const one = ordered({ aliases: same, driver_opts: optionTexts, ipv4_address: same, ipv6_address: same });
  return mapValues(mapOf(value), (network) => (network === null ? null : one(network, warn)));
};

const rollout: Change = (value, warn) => {
  // A parallelism of 0 means all at once, and stays.
  const { parallelism } = mapOf(value);
  const rest = ordered({
    delay: duration,
    failure_action: same,
    monitor: duration,
    max_failure_ratio: same,
    order: same,
  });
  return { ...(parallelism !== undefined && { parallelism }), ...mapOf(rest(value, warn)) };
};

const placement = ordered({ constraints: same, preferences: same, max_replicas_per_node: same });

const deploy: Change = (value, warn) => {
  const { mode, replicas } = mapOf(value);
  const rest = ordered({
    labels: keyed(''),
    update_config: rollout,
    rollback_config: rollout,
    resources: ordered({
      limits: ordered({ cpus: same, memory: bytes, pids: same }),
      reservations: ordered({ cpus: same, memory: bytes, generic_resources: same }),
    }),
    restart_policy: ordered({ condition: same, delay: duration, max_attempts: same, window: duration }),
    placement,
    endpoint_mode: same,
  });
  return {
    ...(mode !== undefined && { mode }),
    ...(replicas !== undefined && { replicas }),
    ...mapOf(rest(value, warn)),
  };
};

const service = ordered({
  build: same,
  cap_add: same,
  cap_drop: same,
  cgroupns_mode: same,
  cgroup_parent: same,
  command: words,
  configs: each(fileReference),
  container_name: same,
  credential_spec: same,
  depends_on: same,
  deploy,
  devices: same,
  dns: list,
  dns_search: list,
  domainname: same,
  entrypoint: words,
  environment: keyed(null),
  env_file: list,
  expose: texts,
  external_links: same,
  extra_hosts: hosts,
  hostname: same,
  healthcheck: ordered({
    test: (value) => (typeof value === 'string' ? ['CMD-SHELL', value] : value),
    timeout: duration,
    interval: duration,
    retries: same,
    start_period: duration,
    start_interval: duration,
    disable: same,
  }),
  image: same,
  init: (value) => (value === false ? 'false' : value),
  ipc: same,
  isolation: same,
  labels: keyed(''),
  links: same,
  logging: ordered({ driver: same, options: optionTexts }),
  mac_address: same,
  network_mode: same,
  networks,
  pid: same,
  ports,
  privileged: same,
  read_only: same,
  restart: same,
  secrets: each(fileReference),
  security_opt: same,
  shm_size: textOf,
  stdin_open: same,
  stop_grace_period: duration,
  stop_signal: same,
  sysctls: keyed(''),
  tmpfs: list,
  tty: same,
  ulimits: same,
  user: same,
  oom_score_adj: same,
  userns_mode: same,
  volumes: each(volumeMount),
  working_dir: same,
});

const resource = (changes: Readonly<Record<string, Change>>) => ordered({ name: same, ...changes, labels: keyed('') });

const sections: Readonly<Record<string, Change>> = {
  services: (value, warn) => {
    const shown = mapOf(service(value, warn));
    // A flag of three states: false is not the same as nothing.
    return shown.init === 'false' ? { ...shown, init: false } : shown;
  },
  networks: resource({
    driver: same,
    driver_opts: optionTexts,
    ipam: ordered({ driver: same, config: same }),
    external: same,
    internal: same,
    attachable: same,
  }),
  volumes: resource({ driver: same, driver_opts: optionTexts, external: same }),
  secrets: resource({ file: same, external: same, driver: same, driver_opts: optionTexts, template_driver: same }),
  configs: resource({ file: same, external: same, template_driver: same }),
};

/** Each section of the file with its members in their long form. */
export function canonicalStack(model: ValueMap, warn: Warn): ValueMap {
  return mapValues(sections, (change, name) => mapValues(mapOf(model[name] ?? null), (each) => change(each, warn)));
}
