// Values of a Compose file in the types that Compose gives them, once a service has its long form.
// Source: compose-spec/compose-go types/*.go (DecodeMapstructure of command, labels, hostList, mapping, duration, bytes, cpus); go-viper/mapstructure v2 errors.go.
// Not modelled: sections that nothing here acts on (develop, gpus, blkio_config, models) keep the types they have.

import { Failure } from '../../cli/failure.ts';
import { cut } from '../../cli/flags.ts';
import { goDuration } from './duration.ts';
import { longFileMount } from './mounts.ts';
import { bytesText, numberOf, ulimitOf } from './numbers.ts';
import { shellWords } from './shell-words.ts';
import { isMap, listOf, mapOf, mapValues, textOf, type Value, type ValueMap } from './values.ts';

/** `path` is where the value stands, as messages name it. */
export type Change = (value: Value, path: string) => Value;

/** A value that does not fit: where, and why. */
class Misfit extends Failure {
  constructor(path: string, why: string) {
    super(`decoding failed due to the following error(s):\n\n'${path}' ${why}`);
  }
}

function attempt(change: Change, value: Value, path: string): Value {
  try {
    return change(value, path);
  } catch (error) {
    throw error instanceof Failure && !(error instanceof Misfit) ? new Misfit(path, error.message) : error;
  }
}

const list: Change = (value) => (typeof value === 'string' ? [value] : value);
const text: Change = (value) => (value === null ? null : textOf(value));
const texts: Change = (value) => (Array.isArray(value) ? value.map(textOf) : value);
const commandLine: Change = (value) => (typeof value === 'string' ? shellWords(value) : value);
const flag: Change = (value) => (typeof value === 'string' ? value.toLowerCase() === 'true' : value);
const optionTexts: Change = (value) => mapValues(mapOf(value), textOf);
const duration: Change = (value) => goDuration(textOf(value));

/** `[KEY=value, OTHER]` or a mapping; a key alone has the value null, or '' where that means nothing. */
const keyed =
  (alone: null | ''): Change =>
  (value) => {
    const entries = isMap(value)
      ? Object.entries(value).map(([key, each]): [string, Value] => [key, each === null ? alone : textOf(each)])
      : listOf(value).map((each): [string, Value] => {
          const [key, rest] = cut(textOf(each), '=');
          if (alone === null && /\s$/.test(key)) {
            throw new Failure(`environment variable ${key} is declared with a trailing space`);
          }
          return [key, textOf(each).includes('=') ? rest : alone];
        });
    return Object.fromEntries(entries);
  };

/** `host=address`, sorted; a host may have several addresses. */
const extraHosts: Change = (value) => {
  const pairs = isMap(value)
    ? Object.entries(value).flatMap(([host, each]) =>
        (Array.isArray(each) ? each : [each]).map((ip) => [host, textOf(ip)]),
      )
    : listOf(value).flatMap((each) => {
        const entry = textOf(each);
        const separator = entry.includes('=') ? '=' : ':';
        if (!entry.includes(separator)) throw new Failure(`invalid additional host, missing IP: ${entry}`);
        const [host, addresses] = cut(entry, separator);
        return addresses.split(',').map((ip) => [host, ip]);
      });
  return pairs
    .map(([host = '', ip = '']) => {
      if (host === '' || /[:=]/.test(host)) throw new Failure(`bad host name '${host}'`);
      return `${host}=${ip.replace(/^\[(.+)\]$/, '$1')}`;
    })
    .sort();
};

/** Changes of some members of a mapping. */
const members =
  (changes: Readonly<Record<string, Change>>): Change =>
  (value, path) =>
    isMap(value)
      ? mapValues(value, (each, key) => {
          const change = Object.hasOwn(changes, key) ? changes[key] : undefined;
          return change ? attempt(change, each, `${path}.${key}`) : each;
        })
      : value;

const each =
  (change: Change): Change =>
  (value, path) =>
    listOf(value).map((one) => change(one, path));

const memory: Change = (value) => bytesText(value);
const amount: Change = (value) => numberOf(value);
const rollout = members({ delay: duration, monitor: duration, parallelism: amount });

const deploy = members({
  labels: keyed(''),
  replicas: amount,
  update_config: rollout,
  rollback_config: rollout,
  resources: members({
    limits: members({ cpus: amount, memory, pids: amount }),
    reservations: members({ cpus: amount, memory }),
  }),
  restart_policy: members({ delay: duration, window: duration, max_attempts: amount }),
});

const healthcheck = members({
  test: (value) => (typeof value === 'string' ? ['CMD-SHELL', value] : value),
  interval: duration,
  timeout: duration,
  start_period: duration,
  start_interval: duration,
  retries: amount,
  disable: flag,
});

const build = members({
  args: keyed(null),
  labels: keyed(''),
  additional_contexts: keyed(''),
  cache_from: list,
  cache_to: list,
  tags: list,
  platforms: list,
  no_cache: flag,
  pull: flag,
  privileged: flag,
  shm_size: memory,
  ulimits: (limits) => mapValues(mapOf(limits), ulimitOf),
  secrets: each(longFileMount),
  extra_hosts: extraHosts,
});

const hooks = each(members({ command: commandLine, environment: keyed(null), privileged: flag }));

const endpoints: Change = (value) => mapValues(mapOf(value), (one) => members({ driver_opts: optionTexts })(one, ''));

const dependencies: Change = (value) =>
  mapValues(mapOf(value), (one) => members({ restart: flag, required: flag })(one, ''));

const service = members({
  networks: endpoints,
  depends_on: dependencies,
  command: commandLine,
  entrypoint: commandLine,
  build,
  env_file: each(members({ required: flag })),
  volumes: each(
    members({ read_only: flag, bind: members({ create_host_path: flag }), volume: members({ nocopy: flag }) }),
  ),
  healthcheck,
  logging: members({ options: optionTexts }),
  ulimits: (value) => mapValues(mapOf(value), ulimitOf),
  mem_limit: memory,
  mem_reservation: memory,
  memswap_limit: memory,
  mem_swappiness: memory,
  shm_size: memory,
  cpus: amount,
  cpu_count: amount,
  cpu_percent: amount,
  cpu_period: amount,
  cpu_quota: amount,
  cpu_rt_period: amount,
  cpu_rt_runtime: amount,
  cpu_shares: amount,
  pids_limit: amount,
  oom_score_adj: amount,
  oom_kill_disable: flag,
  scale: amount,
  group_add: texts,
  post_start: hooks,
  pre_stop: hooks,
  environment: keyed(null),
  labels: keyed(''),
  annotations: keyed(''),
  sysctls: keyed(''),
  dns_search: list,
  tmpfs: list,
  expose: texts,
  extra_hosts: extraHosts,
  deploy,
  stop_grace_period: duration,
  attach: flag,
  init: flag,
  privileged: flag,
  read_only: flag,
  stdin_open: flag,
  tty: flag,
  hostname: text,
});

/** A service with everything in its type. Throws a Failure. */
export function decodedService(value: ValueMap, name: string): ValueMap {
  return mapOf(service(value, `services[${name}]`));
}

const resource = members({
  labels: keyed(''),
  driver_opts: optionTexts,
  internal: flag,
  attachable: flag,
  enable_ipv4: flag,
  enable_ipv6: flag,
  external: (value) => (isMap(value) ? value : flag(value, '')),
});

/** The same of a network, volume, config or secret. */
export function decodedResource(value: ValueMap, kind: string, name: string): ValueMap {
  return mapOf(resource(value, `${kind}[${name}]`));
}
