// Services and networks with their members in the order of Compose's structs, without what is empty: what config prints and hashes cover.
// Source: compose-spec/compose-go types/types.go (order of fields, omitempty), types/derived.gen.go.
// Not modelled: members of sections that nothing here acts on keep the order of their names.
import { isMap, mapOf, mapValues, sortedEntries, type Value, type ValueMap, without } from './values.ts';

const SERVICE = `profiles annotations attach build develop blkio_config cap_add cap_drop cgroup_parent cgroup cpu_count
  cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpus cpuset cpu_shares command configs container_name
  credential_spec depends_on deploy device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint provider
  environment env_file expose extends external_links extra_hosts group_add gpus hostname healthcheck image init ipc
  isolation labels label_file links logging mem_limit mem_reservation memswap_limit mem_swappiness mac_address models
  network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports privileged pull_policy read_only
  restart runtime scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs
  tty ulimits use_api_socket user userns_mode uts volumes volumes_from working_dir post_start pre_stop`.split(/\s+/);
const SERVICE_NETWORK =
  'aliases driver_opts gw_priority interface_name ipv4_address ipv6_address link_local_ips mac_address priority'.split(
    ' ',
  );
const PORT = 'name mode host_ip target published protocol app_protocol'.split(' ');
const DEPENDENCY = ['condition', 'restart', 'required'];
const DEPLOY =
  'mode replicas labels update_config rollback_config resources restart_policy placement endpoint_mode'.split(' ');
const HEALTHCHECK = 'test timeout interval retries start_period start_interval disable'.split(' ');
const UPDATE = 'parallelism delay failure_action monitor max_failure_ratio order'.split(' ');
const RESOURCE = 'cpus memory pids devices generic_resources'.split(' ');
const RESTART = 'condition delay max_attempts window'.split(' ');
const PLACEMENT = 'constraints preferences max_replicas_per_node'.split(' ');
const VOLUME_MOUNT = 'type source target read_only consistency bind volume tmpfs image'.split(' ');
const BIND = 'selinux propagation create_host_path recursive'.split(' ');
const FILE_MOUNT = 'source target uid gid mode'.split(' ');
const LIMITS = ['soft', 'hard'];
const BUILD =
  `context dockerfile dockerfile_inline entitlements args provenance sbom ssh labels cache_from cache_to no_cache
  additional_contexts pull extra_hosts isolation network target secrets shm_size tags ulimits platforms privileged`.split(
    /\s+/,
  );
const DEVICE = ['source', 'target', 'permissions'];
const HOOK = 'command user privileged working_dir environment'.split(' ');
const VOLUME = 'name driver driver_opts external labels'.split(' ');
const FILE_OBJECT = 'name file environment content external labels driver driver_opts template_driver'.split(' ');
const NETWORK = 'name driver driver_opts ipam external internal attachable labels enable_ipv4 enable_ipv6'.split(' ');
const IPAM = ['driver', 'config'];
const POOL = ['subnet', 'gateway', 'ip_range', 'aux_addresses'];

/** Members that are pointers in Go: false and 0 are something there. */
const pointers = new Set([
  ...['attach', 'init', 'scale', 'replicas', 'enable_ipv4', 'enable_ipv6', 'max_attempts', 'parallelism', 'retries'],
]);

/** Where the two encodings differ: JSON tells of some members even when they are empty. */
export type Encoding = 'json' | 'yaml';

export function orderedService(service: ValueMap, encoding: Encoding): ValueMap {
  const members: ValueMap = { ...service };
  if ('networks' in members) members.networks = eachOf(members.networks, SERVICE_NETWORK);
  if ('depends_on' in members) members.depends_on = eachOf(members.depends_on, DEPENDENCY);
  if (Array.isArray(members.ports)) members.ports = members.ports.map((port) => pick(mapOf(port), PORT));
  if (isMap(members.healthcheck)) members.healthcheck = pick(members.healthcheck, HEALTHCHECK);
  if (isMap(members.deploy)) members.deploy = orderedDeploy(members.deploy, encoding);
  orderLists(members, { volumes: volumeMount, secrets: fileMount, configs: fileMount });
  orderLists(members, { devices: (device) => pick(device, DEVICE), post_start: hook, pre_stop: hook });
  if (Array.isArray(members.env_file)) members.env_file = members.env_file.map(envFile);
  if (isMap(members.build)) members.build = pick(members.build, BUILD);
  if (isMap(members.logging)) members.logging = pick(members.logging, ['driver', 'options']);
  if (isMap(members.ulimits)) members.ulimits = eachOf(members.ulimits, LIMITS);
  const always = encoding === 'json' ? ['command', 'entrypoint'] : [];
  const nothing = Object.fromEntries(always.map((key): [string, Value] => [key, null]));
  const kept = ['command', 'entrypoint'].filter((key) => Array.isArray(members[key]));
  return pick({ ...nothing, ...members }, SERVICE, [...always, ...kept]);
}

function orderedDeploy(deploy: ValueMap, encoding: Encoding): ValueMap {
  const sections: ValueMap = { ...deploy };
  const order = (key: string, keys: readonly string[]) => {
    if (isMap(sections[key])) sections[key] = pick(mapOf(sections[key]), keys);
  };
  order('update_config', UPDATE);
  order('rollback_config', UPDATE);
  order('restart_policy', RESTART);
  order('placement', PLACEMENT);
  if (isMap(sections.resources)) {
    const { limits, reservations } = sections.resources;
    sections.resources = {
      ...(isMap(limits) && { limits: pick(limits, RESOURCE) }),
      ...(isMap(reservations) && { reservations: pick(reservations, RESOURCE) }),
    };
  }
  // Go's encoder of JSON does not leave out structs.
  const always = encoding === 'json' ? { resources: {}, placement: {} } : {};
  return pick({ ...always, ...sections }, DEPLOY, Object.keys(always));
}

function orderLists(members: ValueMap, orders: Readonly<Record<string, (one: ValueMap) => ValueMap>>): void {
  for (const [key, order] of Object.entries(orders)) {
    const list = members[key];
    if (Array.isArray(list)) members[key] = list.map((one) => (isMap(one) ? order(one) : one));
  }
}

/** An empty section of a mount is still told of. */
function volumeMount(mount: ValueMap): ValueMap {
  const sections = ['bind', 'volume', 'tmpfs', 'image'].filter((key) => isMap(mount[key]));
  const bind = isMap(mount.bind) ? { bind: pick(mount.bind, BIND) } : {};
  return pick({ ...mount, ...bind }, VOLUME_MOUNT, sections);
}

/** A file that has to be there is told by its path alone. */
function envFile(entry: Value): Value {
  if (!isMap(entry)) return entry;
  return entry.required === true ? (entry.path ?? '') : pick(entry, ['path', 'required'], ['required']);
}

function fileMount(mount: ValueMap): ValueMap {
  return pick(mount, FILE_MOUNT);
}

function hook(one: ValueMap): ValueMap {
  return pick(one, HOOK);
}

export function orderedVolume(volume: ValueMap): ValueMap {
  return pick(volume, VOLUME);
}

/** A config or secret. What came from a variable is not told. */
export function orderedFileObject(object: ValueMap): ValueMap {
  return pick('environment' in object ? without(object, 'content') : object, FILE_OBJECT);
}

export function orderedNetwork(network: ValueMap, encoding: Encoding): ValueMap {
  const ipam = mapOf(network.ipam);
  const config = Array.isArray(ipam.config) ? { config: ipam.config.map((pool) => pick(mapOf(pool), POOL)) } : {};
  return pick({ ...network, ipam: pick({ ...ipam, ...config }, IPAM) }, NETWORK, encoding === 'json' ? ['ipam'] : []);
}

function eachOf(map: Value | undefined, keys: readonly string[]): ValueMap {
  const sorted = Object.fromEntries(sortedEntries(mapOf(map)));
  return mapValues(sorted, (value) => (isMap(value) ? pick(value, keys) : value));
}

/** The members named, in that order, those that are empty left out; then the user's own `x-…`. */
function pick(map: ValueMap, keys: readonly string[], always: readonly string[] = []): ValueMap {
  const own = Object.keys(map)
    .filter((key) => key.startsWith('x-'))
    .sort();
  return Object.fromEntries(
    [...keys, ...own].flatMap((key): [string, Value][] => {
      const value = map[key];
      if (value === undefined || (isEmpty(key, value) && !always.includes(key))) return [];
      return [[key, sorted(key, value)]];
    }),
  );
}

/** Mappings that have no order of their own go by their keys. */
function sorted(key: string, value: Value): Value {
  const free = ['environment', 'labels', 'sysctls', 'driver_opts', 'annotations', 'aux_addresses', 'args', 'options'];
  if (key.startsWith('x-')) return deeplySorted(value);
  return isMap(value) && free.includes(key) ? Object.fromEntries(sortedEntries(value)) : value;
}

/** The user's own sections: Go's encoders sort the keys of what is a mapping to them. */
export function deeplySorted(value: Value): Value {
  if (Array.isArray(value)) return value.map(deeplySorted);
  if (!isMap(value)) return value;
  return Object.fromEntries(sortedEntries(value).map(([key, each]): [string, Value] => [key, deeplySorted(each)]));
}

function isEmpty(key: string, value: Value): boolean {
  if (value === null || value === '') return true;
  if (value === false || value === 0) return !pointers.has(key);
  return Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0;
}
