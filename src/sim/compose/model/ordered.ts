// Services and networks with their members in the order of Compose's structs, without what is empty: what config prints and hashes cover.
// Source: compose-spec/compose-go types/types.go (order of fields, omitempty), types/derived.gen.go.
// Not modelled: members of sections that nothing here acts on keep the order of their names.
import { isMap, mapOf, mapValues, sortedEntries, type Value, type ValueMap } from './values.ts';

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
const NETWORK = 'name driver driver_opts ipam external internal attachable labels enable_ipv4 enable_ipv6'.split(' ');
const IPAM = ['driver', 'config'];
const POOL = ['subnet', 'gateway', 'ip_range', 'aux_addresses'];

/** Members that are pointers in Go: false and 0 are something there. */
const pointers = new Set(['attach', 'init', 'scale', 'replicas', 'enable_ipv4', 'enable_ipv6', 'max_attempts']);

/** Where the two encodings differ: JSON tells of some members even when they are empty. */
export type Encoding = 'json' | 'yaml';

export function orderedService(service: ValueMap, encoding: Encoding): ValueMap {
  const members: ValueMap = { ...service };
  if ('networks' in members) members.networks = eachOf(members.networks, SERVICE_NETWORK);
  if ('depends_on' in members) members.depends_on = eachOf(members.depends_on, DEPENDENCY);
  if (Array.isArray(members.ports)) members.ports = members.ports.map((port) => pick(mapOf(port), PORT));
  if (isMap(members.healthcheck)) members.healthcheck = pick(members.healthcheck, HEALTHCHECK);
  if (isMap(members.deploy)) {
    const always = encoding === 'json' ? { resources: {}, placement: {} } : {};
    members.deploy = pick({ ...always, ...members.deploy }, DEPLOY, Object.keys(always));
  }
  const always = encoding === 'json' ? ['command', 'entrypoint'] : [];
  const nothing = Object.fromEntries(always.map((key): [string, Value] => [key, null]));
  const kept = ['command', 'entrypoint'].filter((key) => Array.isArray(members[key]));
  return pick({ ...nothing, ...members }, SERVICE, [...always, ...kept]);
}

export function orderedNetwork(network: ValueMap, encoding: Encoding): ValueMap {
  const ipam = mapOf(network.ipam);
  const config = Array.isArray(ipam.config) ? { config: ipam.config.map((pool) => pick(mapOf(pool), POOL)) } : {};
  return pick({ ...network, ipam: pick({ ...ipam, ...config }, IPAM) }, NETWORK, encoding === 'json' ? ['ipam'] : []);
}

function eachOf(map: Value | undefined, keys: readonly string[]): ValueMap {
  const sorted = Object.fromEntries(sortedEntries(mapOf(map)));
  return mapValues(sorted, (value) => (isMap(value) ? pick(value, keys) : null));
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
  const free = ['environment', 'labels', 'sysctls', 'driver_opts', 'annotations', 'aux_addresses'];
  return isMap(value) && free.includes(key) ? Object.fromEntries(sortedEntries(value)) : value;
}

function isEmpty(key: string, value: Value): boolean {
  if (value === null || value === '') return true;
  if (value === false || value === 0) return !pointers.has(key);
  return Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0;
}
