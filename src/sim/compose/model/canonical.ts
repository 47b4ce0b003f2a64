// The long form of everything that a Compose file may say in short.
// Source: compose-spec/compose-go transform/*.go, the decoders of types/*.go (command, labels, hostList, mapping, duration).
// Not modelled: builds, volumes, secrets, configs and devices keep the form they have.

import { portsOf } from '../../cli/container/ports.ts';
import { Failure } from '../../cli/failure.ts';
import { cut } from '../../cli/flags.ts';
import { formatGoDuration } from './duration.ts';
import { shellWords } from './shell-words.ts';
import { isMap, listOf, mapOf, mapValues, sortedEntries, textOf, type Value, type ValueMap } from './values.ts';

/** Every service and network in its long form. Throws a Failure. */
export function canonicalModel(model: ValueMap): ValueMap {
  return mapValues(model, (section, name) => {
    if (name === 'services') return mapValues(mapOf(section), (value, key) => canonicalService(mapOf(value), key));
    if (name === 'networks') return mapValues(mapOf(section), canonicalNetwork);
    return section;
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

const deploy: Change = (value) => {
  const section = mapOf(value);
  return { ...section, ...('labels' in section && { labels: keyed('')(section.labels ?? null, '') }) };
};

const duration: Change = (value, path) => {
  const formatted = formatGoDuration(textOf(value));
  if (formatted === undefined) throw new Failure(`${path}: time: invalid duration ${JSON.stringify(value)}`);
  return formatted;
};

const serviceChanges: Readonly<Record<string, Change>> = {
  command: commandLine,
  entrypoint: commandLine,
  env_file: list,
  label_file: list,
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
  if (!isMap(value)) return null;
  const network: ValueMap = mapValues(value, (each, key) => {
    if (key === 'labels') return keyed('')(each, '');
    if (key === 'driver_opts') return optionTexts(each, '');
    return ['internal', 'attachable', 'enable_ipv4', 'enable_ipv6'].includes(key) ? flag(each, '') : each;
  });
  if (!isMap(network.external)) return network;
  const named = network.external.name;
  if (named !== undefined && network.name !== undefined && network.name !== named) {
    throw new Failure(`networks.${name}: name and external.name conflict; only use name`);
  }
  return { ...network, external: true, ...(named !== undefined && { name: named }) };
}
