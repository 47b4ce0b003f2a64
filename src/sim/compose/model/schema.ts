// What a Compose file may say: the Compose specification's schema, as far as its keywords are used.
// Source: compose-spec/compose-go schema/compose-spec.json (v2.9); its keywords are JSON Schema's, draft 7.
// Not modelled: descriptions, formats.
import {
  amount,
  any,
  arrayOf,
  boolean,
  command,
  extraHosts,
  fileMounts,
  integer,
  listOrDict,
  NAME,
  named,
  number,
  object,
  options,
  type Schema,
  strict,
  string,
  stringOrList,
  strings,
  ulimits,
} from './schema-kinds.ts';
import {
  blkioConfig,
  build,
  develop,
  deviceRequests,
  devices,
  genericResources,
  gpus,
  hook,
  mount,
} from './schema-parts.ts';

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
      reservations: object({
        cpus: amount,
        memory: string,
        generic_resources: genericResources,
        devices: deviceRequests,
      }),
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

const scalar: Schema = { type: ['string', 'number', 'boolean'] };
const providerOption: Schema = { oneOf: [scalar, arrayOf(scalar)] };
const serviceModel: Schema = { oneOf: [object({ endpoint_var: string, model_var: string }), { type: 'null' }] };

const service = object({
  develop,
  deploy,
  annotations: listOrDict,
  attach: boolean,
  build,
  blkio_config: blkioConfig,
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
  devices,
  dns: stringOrList,
  dns_opt: strings,
  dns_search: stringOrList,
  domainname: string,
  entrypoint: command,
  env_file: envFile,
  label_file: { oneOf: [string, arrayOf(string)] },
  environment: listOrDict,
  expose: { type: 'array', items: amount, unique: true },
  extends: {
    oneOf: [
      string,
      { type: 'object', properties: { service: string, file: string }, required: ['service'], closed: true },
    ],
  },
  provider: object(
    { type: string, options: { type: 'object', patterns: { '^.+$': providerOption } } },
    { required: ['type'] },
  ),
  external_links: strings,
  extra_hosts: extraHosts,
  gpus,
  group_add: { type: 'array', items: amount, unique: true },
  healthcheck,
  hostname: string,
  image: string,
  init: boolean,
  ipc: string,
  isolation: string,
  labels: listOrDict,
  links: strings,
  logging: object({
    driver: string,
    options: { type: 'object', patterns: { '^.+$': { type: ['string', 'number', 'null'] } } },
  }),
  mac_address: string,
  mem_limit: amount,
  mem_reservation: integer,
  mem_swappiness: integer,
  memswap_limit: amount,
  network_mode: string,
  models: { oneOf: [strings, { type: 'object', patterns: { [NAME]: serviceModel } }] },
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
  ulimits,
  use_api_socket: { type: 'boolean' },
  user: string,
  uts: string,
  userns_mode: string,
  volumes: { type: 'array', items: mount, unique: true },
  volumes_from: strings,
  working_dir: string,
});

const external: Schema = {
  type: ['boolean', 'string', 'object'],
  properties: { name: string },
  patterns: { '^x-': any },
  closed: true,
};
/** Of a config or secret, where other members do not matter. */
const externalFile: Schema = { type: ['boolean', 'string', 'object'], properties: { name: string } };

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

const fileObject = {
  name: string,
  environment: string,
  file: string,
  external: externalFile,
  labels: listOrDict,
  template_driver: string,
};

/** A whole Compose file. */
export const composeFile = object({
  version: string,
  name: string,
  include: arrayOf({
    oneOf: [string, strict({ path: stringOrList, env_file: stringOrList, project_directory: string })],
  }),
  services: named(service),
  models: named(
    object(
      { name: string, model: string, context_size: { type: 'integer' }, runtime_flags: arrayOf(string) },
      { required: ['model'] },
    ),
    false,
  ),
  networks: named(network, false),
  volumes: named(volume),
  secrets: named(object({ ...fileObject, driver: string, driver_opts: options })),
  configs: named(object({ ...fileObject, content: string })),
});
