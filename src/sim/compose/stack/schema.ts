// What a file of `docker stack deploy` may say: the Compose file format 3.
// Source: docker/cli v28.5.2 cli/compose/schema/data/config_schema_v3.13.json; its keywords are JSON Schema's, draft 4.
// Not modelled: what older versions of the format did not know yet; cluster volumes.

type TypeName = 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';

export interface Schema {
  readonly type?: TypeName | readonly TypeName[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** For keys that match the expression and are no named property. */
  readonly patterns?: Readonly<Record<string, Schema>>;
  /** Are keys refused that neither of the two above knows? */
  readonly closed?: boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly unique?: boolean;
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly format?: 'duration' | 'ports';
  readonly minimum?: number;
}

const any: Schema = {};
const string: Schema = { type: 'string' };
const number: Schema = { type: 'number' };
const boolean: Schema = { type: 'boolean' };
const integer: Schema = { type: 'integer' };
const duration: Schema = { type: 'string', format: 'duration' };
const arrayOf = (items: Schema, unique = false): Schema => ({ type: 'array', items, unique });
const strings = arrayOf(string, true);
const stringOrList: Schema = { oneOf: [string, strings] };
const command: Schema = { oneOf: [string, arrayOf(string)] };
const closed = (properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  closed: true,
  ...more,
});
const open = (properties: Readonly<Record<string, Schema>>): Schema => ({ type: 'object', properties });
/** Closed but for the user's own `x-…`. */
const extensible = (properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema =>
  closed(properties, { patterns: { '^x-': any }, ...more });
const mapping = (pattern: string, each: Schema, isClosed = false): Schema => ({
  type: 'object',
  patterns: { [pattern]: each },
  closed: isClosed,
});
const listOrDict: Schema = {
  oneOf: [mapping('.+', { type: ['string', 'number', 'null'] }, true), strings],
};
const options = mapping('^.+$', { type: ['string', 'number'] });
const NAME = '^[a-zA-Z0-9._-]+$';

const fileReference: Schema = {
  oneOf: [string, open({ source: string, target: string, uid: string, gid: string, mode: number })],
};

const updateConfig = closed({
  parallelism: integer,
  delay: duration,
  failure_action: string,
  monitor: duration,
  max_failure_ratio: number,
  order: { type: 'string', enum: ['start-first', 'stop-first'] },
});

const deploy = closed(
  {
    mode: string,
    endpoint_mode: string,
    replicas: integer,
    labels: listOrDict,
    rollback_config: updateConfig,
    update_config: updateConfig,
    resources: closed({
      limits: closed({ cpus: string, memory: string, pids: integer }),
      reservations: closed({ cpus: string, memory: string, generic_resources: any }),
    }),
    restart_policy: closed({ condition: string, delay: duration, max_attempts: integer, window: duration }),
    placement: closed({
      constraints: arrayOf(string),
      preferences: arrayOf(closed({ spread: string })),
      max_replicas_per_node: integer,
    }),
  },
  { type: ['object', 'null'] },
);

const serviceNetwork = closed({
  aliases: strings,
  driver_opts: options,
  ipv4_address: string,
  ipv6_address: string,
});

const port: Schema = {
  oneOf: [
    { type: 'number', format: 'ports' },
    { type: 'string', format: 'ports' },
    closed({ mode: string, target: integer, published: integer, protocol: string }),
  ],
};

const volumeMount: Schema = {
  oneOf: [
    string,
    closed(
      {
        type: string,
        source: string,
        target: string,
        read_only: boolean,
        consistency: string,
        bind: open({ propagation: string }),
        volume: open({ nocopy: boolean }),
        tmpfs: open({ size: { type: 'integer', minimum: 0 } }),
      },
      { required: ['type'] },
    ),
  ],
};

const service = extensible({
  deploy,
  build: { oneOf: [string, { type: 'object' }] },
  cap_add: strings,
  cap_drop: strings,
  cgroupns_mode: string,
  cgroup_parent: string,
  command,
  configs: arrayOf(fileReference),
  container_name: string,
  credential_spec: closed({ config: string, file: string, registry: string }),
  depends_on: strings,
  devices: strings,
  dns: stringOrList,
  dns_search: stringOrList,
  domainname: string,
  entrypoint: command,
  env_file: stringOrList,
  environment: listOrDict,
  expose: arrayOf({ type: ['string', 'number'] }, true),
  external_links: strings,
  extra_hosts: listOrDict,
  healthcheck: closed({
    disable: boolean,
    interval: duration,
    retries: number,
    test: command,
    timeout: duration,
    start_period: duration,
    start_interval: duration,
  }),
  hostname: string,
  image: string,
  init: boolean,
  ipc: string,
  isolation: string,
  labels: listOrDict,
  links: strings,
  logging: closed({ driver: string, options: mapping('^.+$', { type: ['string', 'number', 'null'] }) }),
  mac_address: string,
  network_mode: string,
  networks: { oneOf: [strings, mapping(NAME, { oneOf: [serviceNetwork, { type: 'null' }] }, true)] },
  pid: { type: ['string', 'null'] },
  ports: arrayOf(port, true),
  privileged: boolean,
  read_only: boolean,
  restart: string,
  security_opt: strings,
  shm_size: { type: ['number', 'string'] },
  secrets: arrayOf(fileReference),
  sysctls: listOrDict,
  stdin_open: boolean,
  stop_grace_period: duration,
  stop_signal: string,
  tmpfs: stringOrList,
  tty: boolean,
  ulimits: mapping('^[a-z]+$', {
    oneOf: [integer, closed({ hard: integer, soft: integer }, { required: ['soft', 'hard'] })],
  }),
  oom_score_adj: integer,
  user: string,
  userns_mode: string,
  volumes: arrayOf(volumeMount, true),
  working_dir: string,
});

const external: Schema = { type: ['boolean', 'object'], properties: { name: string }, closed: true };

const network = extensible(
  {
    name: string,
    driver: string,
    driver_opts: options,
    ipam: closed({ driver: string, config: arrayOf(closed({ subnet: string })) }),
    external,
    internal: boolean,
    attachable: boolean,
    labels: listOrDict,
  },
  { type: ['object', 'null'] },
);

const volume = extensible(
  { name: string, driver: string, driver_opts: options, external, labels: listOrDict },
  { type: ['object', 'null'] },
);

const file: Readonly<Record<string, Schema>> = {
  name: string,
  file: string,
  external: { ...external, closed: false },
  labels: listOrDict,
  template_driver: string,
};

/** A whole file. */
export const stackFile = extensible({
  version: string,
  services: mapping(NAME, service, true),
  networks: mapping(NAME, network),
  volumes: mapping(NAME, volume, true),
  secrets: mapping(NAME, extensible({ ...file, driver: string, driver_opts: options }), true),
  configs: mapping(NAME, extensible(file), true),
});
