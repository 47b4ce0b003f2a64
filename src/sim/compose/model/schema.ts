// What a Compose file may say: the Compose specification's schema, as far as its keywords are used.
// Source: compose-spec/compose-go schema/compose-spec.json (v2.9); its keywords are JSON Schema's, draft 7.
// Not modelled: descriptions; the insides of build and develop sections, which nothing here reads.

export type TypeName = 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';

export interface Schema {
  readonly type?: TypeName | readonly TypeName[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** For keys that match the expression and are no named property. */
  readonly patterns?: { readonly [expression: string]: Schema };
  /** Are keys refused that neither of the two above knows? */
  readonly closed?: boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly unique?: boolean;
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

const any: Schema = {};
const string: Schema = { type: 'string' };
const number: Schema = { type: 'number' };
const boolean: Schema = { type: ['boolean', 'string'] };
const integer: Schema = { type: ['integer', 'string'] };
const amount: Schema = { type: ['number', 'string'] };
const arrayOf = (items: Schema): Schema => ({ type: 'array', items });
const strings: Schema = { type: 'array', items: string, unique: true };
const stringOrList: Schema = { oneOf: [string, strings] };
const listOrDict: Schema = {
  oneOf: [
    { type: 'object', patterns: { '.+': { type: ['string', 'number', 'boolean', 'null'] } }, closed: true },
    strings,
  ],
};
const command: Schema = { oneOf: [{ type: 'null' }, string, arrayOf(string)] };
const options: Schema = { type: 'object', patterns: { '^.+$': amount } };
/** A mapping of these keys and of the user's own `x-…`. */
const object = (properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  patterns: { '^x-': any },
  closed: true,
  ...more,
});
const NAME = '^[a-zA-Z0-9._-]+$';
const named = (schema: Schema, closed = true): Schema => ({ type: 'object', patterns: { [NAME]: schema }, closed });

const serviceNetwork = object({
  aliases: strings,
  interface_name: string,
  ipv4_address: string,
  ipv6_address: string,
  link_local_ips: strings,
  mac_address: string,
  driver_opts: options,
  priority: number,
  gw_priority: number,
});

const port = object({
  name: string,
  mode: string,
  host_ip: string,
  target: integer,
  published: { type: ['string', 'integer'] },
  protocol: string,
  app_protocol: string,
});

const dependency = object(
  {
    restart: boolean,
    required: { type: 'boolean' },
    condition: { type: 'string', enum: ['service_started', 'service_healthy', 'service_completed_successfully'] },
  },
  { required: ['condition'] },
);

const healthcheck = object({
  disable: boolean,
  interval: string,
  retries: amount,
  test: { oneOf: [string, arrayOf(string)] },
  timeout: string,
  start_period: string,
  start_interval: string,
});

const updateConfig = object({
  parallelism: integer,
  delay: string,
  failure_action: string,
  monitor: string,
  max_failure_ratio: amount,
  order: { type: 'string', enum: ['start-first', 'stop-first'] },
});

const deploy = object(
  {
    mode: string,
    endpoint_mode: string,
    replicas: integer,
    labels: listOrDict,
    rollback_config: updateConfig,
    update_config: updateConfig,
    resources: object({
      limits: object({ cpus: amount, memory: string, pids: integer }),
      reservations: object({ cpus: amount, memory: string, generic_resources: any, devices: any }),
    }),
    restart_policy: object({ condition: string, delay: string, max_attempts: integer, window: string }),
    placement: object({
      constraints: arrayOf(string),
      preferences: arrayOf(object({ spread: string })),
      max_replicas_per_node: integer,
    }),
  },
  { type: ['object', 'null'] },
);

const mount: Schema = {
  oneOf: [
    string,
    object(
      {
        type: { type: 'string', enum: ['bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image'] },
        source: string,
        target: string,
        read_only: boolean,
        consistency: string,
        bind: any,
        volume: any,
        tmpfs: any,
        image: any,
      },
      { required: ['type'] },
    ),
  ],
};

const fileMounts = arrayOf({
  oneOf: [string, object({ source: string, target: string, uid: string, gid: string, mode: amount })],
});

const envFile: Schema = {
  oneOf: [
    string,
    arrayOf({
      oneOf: [
        string,
        {
          type: 'object',
          closed: true,
          properties: { path: string, format: string, required: boolean },
          required: ['path'],
        },
      ],
    }),
  ],
};

const extraHosts: Schema = {
  oneOf: [{ type: 'object', patterns: { '.+': { oneOf: [string, arrayOf(string)] } }, closed: true }, strings],
};

const hook = object(
  { command, user: string, privileged: boolean, working_dir: string, environment: listOrDict },
  { required: ['command'] },
);

const service = object({
  develop: any,
  deploy,
  annotations: listOrDict,
  attach: boolean,
  build: { oneOf: [string, { type: 'object' }] },
  blkio_config: { type: 'object' },
  cap_add: strings,
  cap_drop: strings,
  cgroup: { type: 'string', enum: ['host', 'private'] },
  cgroup_parent: string,
  command,
  configs: fileMounts,
  container_name: { type: 'string', pattern: '[a-zA-Z0-9][a-zA-Z0-9_.-]+' },
  cpu_count: { oneOf: [string, { type: 'integer', minimum: 0 }] },
  cpu_percent: { oneOf: [string, { type: 'integer', minimum: 0, maximum: 100 }] },
  cpu_shares: amount,
  cpu_quota: amount,
  cpu_period: amount,
  cpu_rt_period: amount,
  cpu_rt_runtime: amount,
  cpus: amount,
  cpuset: string,
  credential_spec: object({ config: string, file: string, registry: string }),
  depends_on: { oneOf: [strings, { type: 'object', patterns: { [NAME]: dependency }, closed: true }] },
  device_cgroup_rules: strings,
  devices: { type: 'array' },
  dns: stringOrList,
  dns_opt: strings,
  dns_search: stringOrList,
  domainname: string,
  entrypoint: command,
  env_file: envFile,
  label_file: stringOrList,
  environment: listOrDict,
  expose: { type: 'array', items: amount, unique: true },
  extends: {
    oneOf: [
      string,
      { type: 'object', properties: { service: string, file: string }, required: ['service'], closed: true },
    ],
  },
  provider: object({ type: string, options: { type: 'object' } }, { required: ['type'] }),
  external_links: strings,
  extra_hosts: extraHosts,
  gpus: any,
  group_add: { type: 'array', items: amount, unique: true },
  healthcheck,
  hostname: string,
  image: string,
  init: boolean,
  ipc: string,
  isolation: string,
  labels: listOrDict,
  links: strings,
  logging: object({ driver: string, options: { type: 'object' } }),
  mac_address: string,
  mem_limit: amount,
  mem_reservation: integer,
  mem_swappiness: integer,
  memswap_limit: amount,
  network_mode: string,
  models: { oneOf: [strings, { type: 'object' }] },
  networks: {
    oneOf: [
      strings,
      { type: 'object', patterns: { [NAME]: { oneOf: [serviceNetwork, { type: 'null' }] } }, closed: true },
    ],
  },
  oom_kill_disable: boolean,
  oom_score_adj: { oneOf: [string, { type: 'integer', minimum: -1000, maximum: 1000 }] },
  pid: { type: ['string', 'null'] },
  pids_limit: amount,
  platform: string,
  ports: { type: 'array', items: { oneOf: [number, string, port] }, unique: true },
  post_start: arrayOf(hook),
  pre_stop: arrayOf(hook),
  privileged: boolean,
  profiles: strings,
  pull_policy: {
    type: 'string',
    pattern: 'always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+',
  },
  pull_refresh_after: string,
  read_only: boolean,
  restart: string,
  runtime: string,
  scale: integer,
  security_opt: strings,
  shm_size: amount,
  secrets: fileMounts,
  sysctls: listOrDict,
  stdin_open: boolean,
  stop_grace_period: string,
  stop_signal: string,
  storage_opt: { type: 'object' },
  tmpfs: stringOrList,
  tty: boolean,
  ulimits: { type: 'object' },
  use_api_socket: { type: 'boolean' },
  user: string,
  uts: string,
  userns_mode: string,
  volumes: { type: 'array', items: mount, unique: true },
  volumes_from: strings,
  working_dir: string,
});

const external: Schema = { type: ['boolean', 'string', 'object'], properties: { name: string }, closed: true };

const network = object(
  {
    name: string,
    driver: string,
    driver_opts: options,
    ipam: object({
      driver: string,
      config: arrayOf(
        object({
          subnet: string,
          ip_range: string,
          gateway: string,
          aux_addresses: { type: 'object', closed: true, patterns: { '^.+$': string } },
        }),
      ),
      options: { type: 'object', closed: true, patterns: { '^.+$': string } },
    }),
    external,
    internal: boolean,
    enable_ipv4: boolean,
    enable_ipv6: boolean,
    attachable: boolean,
    labels: listOrDict,
  },
  { type: ['object', 'null'] },
);

const volume = object(
  { name: string, driver: string, driver_opts: options, external, labels: listOrDict },
  { type: ['object', 'null'] },
);

const fileObject = object({
  name: string,
  content: string,
  environment: string,
  file: string,
  external,
  labels: listOrDict,
  driver: string,
  driver_opts: options,
  template_driver: string,
});

/** A whole Compose file. */
export const composeFile = object({
  version: string,
  name: string,
  include: { type: 'array' },
  services: named(service),
  models: named(any, false),
  networks: named(network, false),
  volumes: named(volume),
  secrets: named(fileObject),
  configs: named(fileObject),
});
