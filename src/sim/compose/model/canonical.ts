// The long form of everything that a Compose file may say in short.
// Source: compose-spec/compose-go transform/*.go, the decoders of types/*.go (command, labels, hostList, mapping, duration).
// Not modelled: sections that nothing here acts on (develop, gpus, blkio_config, models) keep the form they have.

import { portsOf } from '../../cli/container/ports.ts';
import { Failure } from '../../cli/failure.ts';
import { cut } from '../../cli/flags.ts';
import { formatGoDuration } from './duration.ts';
import { defaultSecretTarget, longDevice, longFileMount, longVolume } from './mounts.ts';
import { bytesText, numberOf, ulimitOf } from './numbers.ts';
import { shellWords } from './shell-words.ts';
import { isMap, listOf, mapOf, mapValues, sortedEntries, textOf, type Value, type ValueMap } from './values.ts';

/** Every service and network in its long form. Throws a Failure. */
export function canonicalModel(model: ValueMap): ValueMap {
  return mapValues(model, (section, name) => {
    if (name === 'services') return mapValues(mapOf(section), (value, key) => canonicalService(mapOf(value), key));
    if (name === 'networks') return mapValues(mapOf(section), canonicalNetwork);
    if (!['volumes', 'configs', 'secrets'].includes(name)) return section;
    return mapValues(mapOf(section), (value, key) => canonicalResource(value, `${name}.${key}`));
  });
}

type Change = (value: Value, path: string) => Value;

const list: Change = (value) => (typeof value === 'string' ? [value] : value);
const text: Change = (value) => (value === null ? null : textOf(value));
const texts: Change = (value) => (Array.isArray(value) ? value.map(textOf) : value);
const nonEmptyList: Change = (value) => listOf(list(value, '')).filter((each) => each !== '' && each !== null);
const commandLine: Change = (value) => (typeof value === 'string' ? shellWords(value) : value);
const flag: Change = (value) => (typeof value === 'string' ? value.toLowerCase() === 'true' : value);
const optionTexts: Change = (value) => mapValues(mapOf(value), textOf);

/** `[KEY=value, OTHER]` or a mapping; a key alone has the value null, or '' where that means nothing. */
const keyed =
  (alone: null | ''): Change =>
  (value) => {
    const entries = isMap(value)
      ? Object.entries(value).map(([key, each]): [string, Value] => [key, each === null ? alone : textOf(each)])
      : listOf(value).map((each): [string, Value] => {
          const [key, rest] = cut(textOf(each), '=');
          return [key, textOf(each).includes('=') ? rest : alone];
        });
    return Object.fromEntries(entries);
  };

const networks: Change = (value) => {
  if (Array.isArray(value)) return Object.fromEntries(value.map((key) => [textOf(key), null]));
  return mapValues(mapOf(value), (each) =>
    isMap(each) && each.driver_opts ? { ...each, driver_opts: optionTexts(each.driver_opts, '') } : each,
  );
};

const dependencies: Change = (value) => {
  const started: ValueMap = { condition: 'service_started', required: true };
  if (Array.isArray(value)) return Object.fromEntries(value.map((key) => [textOf(key), started]));
  return mapValues(mapOf(value), (each) => ({ ...started, ...mapOf(each), ...restartOf(mapOf(each)) }));
};

function restartOf(dependency: ValueMap): ValueMap {
  return 'restart' in dependency ? { restart: flag(dependency.restart ?? false, '') } : {};
}

const ports: Change = (value) => listOf(value).flatMap(longPorts);

function longPorts(port: Value): Value[] {
  if (isMap(port)) {
    const published = 'published' in port ? { published: textOf(port.published) } : {};
    const target = 'target' in port ? { target: Number(textOf(port.target)) } : {};
    return [{ mode: 'ingress', protocol: 'tcp', ...port, ...published, ...target }];
  }
  const { bindings } = portsOf([textOf(port)], []);
  return sortedEntries(bindings).flatMap(([key, each]) => {
    const [number, protocol] = cut(key, '/');
    return each.map(({ HostIp, HostPort }) => ({
      mode: 'ingress',
      ...(HostIp !== '' && { host_ip: HostIp }),
      target: Number(number),
      ...(HostPort !== '' && { published: HostPort }),
      protocol,
    }));
  });
}

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

const duration: Change = (value, path) => {
  const formatted = formatGoDuration(textOf(value));
  if (formatted === undefined) throw new Failure(`${path}: time: invalid duration ${JSON.stringify(value)}`);
  return formatted;
};

/** Changes of some members of a mapping. */
const members =
  (changes: Readonly<Record<string, Change>>): Change =>
  (value, path) =>
    isMap(value)
      ? mapValues(value, (each, key) => {
          const change = Object.hasOwn(changes, key) ? changes[key] : undefined;
          return change ? change(each, `${path}.${key}`) : each;
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

const build: Change = (value, path) =>
  members({
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
  })(typeof value === 'string' ? { context: value } : value, path);

const envFiles: Change = (value) =>
  listOf(list(value, '')).map((one) =>
    isMap(one)
      ? { required: true, ...one, ...('required' in one && { required: flag(one.required ?? true, '') }) }
      : { path: one, required: true },
  );

const hooks = each(members({ command: commandLine, environment: keyed(null), privileged: flag }));

const serviceChanges: Readonly<Record<string, Change>> = {
  command: commandLine,
  entrypoint: commandLine,
  env_file: envFiles,
  label_file: list,
  build,
  healthcheck,
  logging: members({ options: optionTexts }),
  volumes: each(longVolume),
  secrets: each((value) => defaultSecretTarget(longFileMount(value))),
  configs: each(longFileMount),
  devices: each(longDevice),
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
  networks,
  depends_on: dependencies,
  dns: nonEmptyList,
  dns_search: list,
  tmpfs: list,
  expose: texts,
  ports,
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
};

function canonicalService(service: ValueMap, name: string): ValueMap {
  return mapValues(service, (value, key) => {
    const change = Object.hasOwn(serviceChanges, key) ? serviceChanges[key] : undefined;
    return change ? change(value, `services.${name}.${key}`) : value;
  });
}

function canonicalNetwork(value: Value, name: string): Value {
  const flags = { internal: flag, attachable: flag, enable_ipv4: flag, enable_ipv6: flag };
  return canonicalResource(members(flags)(value, ''), `networks.${name}`);
}

/** A network, volume, config or secret. `external` may be a mapping with the name, as it once was. */
function canonicalResource(value: Value, path: string): Value {
  if (!isMap(value)) return null;
  const resource = mapOf(members({ labels: keyed(''), driver_opts: optionTexts })(value, path));
  if (!isMap(resource.external)) {
    return 'external' in resource ? { ...resource, external: flag(resource.external ?? false, path) } : resource;
  }
  const named = resource.external.name;
  if (named !== undefined && resource.name !== undefined && resource.name !== named) {
    throw new Failure(`${path}: name and external.name conflict; only use name`);
  }
  return { ...resource, external: true, ...(named !== undefined && { name: named }) };
}
