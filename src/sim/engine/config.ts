// The daemon's configuration file, /etc/docker/daemon.json: what it may say, and what the daemon says of mistakes in it.
// Source: moby v28.5.2 daemon/config/{config,config_linux}.go (names, defaults, texts), daemon_unix.go verifyDaemonSettings.
// Not modelled: options that nothing here acts on are taken and kept: registries, storage, tracing, TLS, runtimes.
import { type Cidr, parseAddress, parseCidr } from '../base/cidr.ts';
import { findJsonMistake } from './json-mistakes.ts';

export const CONFIG_FILE = '/etc/docker/daemon.json';

/** A pool that automatic subnets come from. */
export interface AddressPool {
  readonly base: Cidr;
  readonly size: number;
}

export interface DaemonConfig {
  /** docker0's address with its prefix length; undefined: what it has, or a pool's first. */
  readonly bip: string | undefined;
  readonly fixedCidr: string | undefined;
  readonly fixedCidrV6: string | undefined;
  readonly defaultGateway: string | undefined;
  /** The default network's device: '' for docker0, `none` for no default network. */
  readonly bridge: string;
  readonly ipv6: boolean;
  readonly mtu: number;
  readonly icc: boolean;
  readonly ipMasq: boolean;
  /** Where ports of the default network are published. */
  readonly ip: string;
  readonly iptables: boolean;
  readonly ipForward: boolean;
  readonly forwardDrop: boolean;
  readonly userlandProxy: boolean;
  readonly allowDirectRouting: boolean;
  /** Empty for Docker's own. */
  readonly pools: readonly AddressPool[];
  readonly dns: readonly string[];
  readonly dnsOptions: readonly string[];
  readonly dnsSearch: readonly string[];
  /** What `host-gateway` means; undefined for the default network's gateway. */
  readonly hostGateway: string | undefined;
  /** Options of new networks, by driver. */
  readonly networkOptions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly liveRestore: boolean;
  readonly init: boolean;
  readonly logDriver: string;
  readonly logOptions: Readonly<Record<string, string>>;
  readonly labels: readonly string[];
  readonly debug: boolean;
}

/** What the daemon's unit gives it on the command line. */
const HOST_FLAG = 'fd://';

/** Every option that the file may have. */
const OPTIONS =
  `allow-direct-routing allow-nondistributable-artifacts api-cors-header authorization-plugins bip bip6 bridge
  builder cdi-spec-dirs cgroup-parent containerd containerd-namespace containerd-plugins-namespace cpu-rt-period cpu-rt-runtime
  cri-containerd data-root debug default-address-pools default-cgroupns-mode default-gateway default-gateway-v6 default-init
  default-ipc-mode default-network-opts default-runtime default-shm-size default-ulimits dns dns-opts dns-search exec-opts
  exec-root experimental features fixed-cidr fixed-cidr-v6 group host-gateway-ip host-gateway-ips hosts http-proxy https-proxy
  icc init init-path insecure-registries ip ip-forward ip-forward-no-drop ip-masq ip6tables iptables ipv6 labels live-restore
  log-driver log-format log-level log-opts max-concurrent-downloads max-concurrent-uploads max-download-attempts metrics-addr
  mtu network-control-plane-mtu network-diagnostic-port no-new-privileges no-proxy node-generic-resources oom-score-adjust
  pidfile proxies raw-logs registry-mirrors resolv-conf rootless runtimes seccomp-profile selinux-enabled shutdown-timeout
  storage-driver storage-opts swarm-default-advertise-addr swarm-raft-election-tick swarm-raft-heartbeat-tick tls tlscacert
  tlscert tlskey tlsverify userland-proxy userland-proxy-path userns-remap validate`.split(/\s+/);

/** Those that would change what a learner sees, and do not. */
const UNSIMULATED = ['userns-remap', 'resolv-conf', 'bip6', 'default-gateway-v6', 'data-root', 'default-ulimits'];

/** Why the daemon does not start. `isOurs`: it would, but the simulator cannot. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

type Values = Readonly<Record<string, unknown>>;

/** Reads the file's text; '' is an absent file. Throws ConfigError with what dockerd says. */
export function parseConfig(text: string): DaemonConfig {
  const values = readValues(text);
  const unknown = Object.keys(values).filter((key) => !OPTIONS.includes(key));
  if (unknown.length > 0) {
    throw inFile(`the following directives don't match any configuration option: ${unknown.join(', ')}`);
  }
  if ('hosts' in values) {
    const hosts = stringsOf(values, 'hosts').join(' ');
    const conflict = `hosts: (from flag: [${HOST_FLAG}], from file: [${hosts}])`;
    throw inFile(`the following directives are specified both as a flag and in the configuration file: ${conflict}`);
  }
  for (const name of UNSIMULATED)
    if (name in values) throw new ConfigError(`hoplab: not simulated yet: daemon.json: ${name}`);
  const config = configOf(values);
  if (!config.icc && !config.iptables) {
    throw new ConfigError(
      'failed to start daemon: You specified --iptables=false with --icc=false. ICC=false uses iptables to function. Please set --icc or --iptables to true',
    );
  }
  return config;
}

function configOf(values: Values): DaemonConfig {
  const iptables = boolOf(values, 'iptables', true);
  return {
    bip: textOf(values, 'bip'),
    fixedCidr: textOf(values, 'fixed-cidr'),
    fixedCidrV6: textOf(values, 'fixed-cidr-v6'),
    defaultGateway: addressOf(values, 'default-gateway'),
    bridge: textOf(values, 'bridge') ?? '',
    ipv6: boolOf(values, 'ipv6', false),
    mtu: numberOf(values, 'mtu', 1500),
    icc: boolOf(values, 'icc', true),
    ipMasq: iptables && boolOf(values, 'ip-masq', true),
    ip: addressOf(values, 'ip') ?? '0.0.0.0',
    iptables,
    ipForward: boolOf(values, 'ip-forward', true),
    forwardDrop: !boolOf(values, 'ip-forward-no-drop', false),
    userlandProxy: boolOf(values, 'userland-proxy', true),
    allowDirectRouting: boolOf(values, 'allow-direct-routing', false),
    pools: poolsOf(values),
    dns: stringsOf(values, 'dns'),
    dnsOptions: stringsOf(values, 'dns-opts'),
    dnsSearch: stringsOf(values, 'dns-search'),
    hostGateway: addressOf(values, 'host-gateway-ip') ?? stringsOf(values, 'host-gateway-ips')[0],
    networkOptions: networkOptionsOf(values),
    liveRestore: boolOf(values, 'live-restore', false),
    init: boolOf(values, 'init', false),
    logDriver: textOf(values, 'log-driver') ?? 'json-file',
    logOptions: textsByName(values['log-opts'], 'log-opts'),
    labels: stringsOf(values, 'labels'),
    debug: boolOf(values, 'debug', false),
  };
}

/** What a daemon without a file does. */
export const defaultConfig: DaemonConfig = configOf({});

function inFile(why: string): ConfigError {
  return new ConfigError(`unable to configure the Docker daemon with file ${CONFIG_FILE}: ${why}`);
}

function readValues(text: string): Values {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw inFile(findJsonMistake(text) ?? 'unexpected end of JSON input');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw inFile(`json: cannot unmarshal ${goKind(value)} into Go value of type map[string]interface {}`);
}

/** What Go calls the kind of a JSON value. */
function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function mismatch(value: unknown, key: string, type: string): ConfigError {
  return inFile(`json: cannot unmarshal ${goKind(value)} into Go struct field Config.${key} of type ${type}`);
}

function boolOf(values: Values, key: string, otherwise: boolean): boolean {
  const value = values[key];
  if (value === undefined) return otherwise;
  if (typeof value !== 'boolean') throw mismatch(value, key, 'bool');
  return value;
}

function numberOf(values: Values, key: string, otherwise: number): number {
  const value = values[key];
  if (value === undefined || value === 0) return otherwise;
  if (typeof value !== 'number') throw mismatch(value, key, 'int');
  return value;
}

function textOf(values: Values, key: string): string | undefined {
  const value = values[key];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw mismatch(value, key, 'string');
  return value;
}

function addressOf(values: Values, key: string): string | undefined {
  const text = textOf(values, key);
  if (text !== undefined && parseAddress(text) === undefined) throw inFile(`invalid IP address: ${text}`);
  return text;
}

function stringsOf(values: Values, key: string): string[] {
  const value = values[key];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw mismatch(value, key, '[]string');
  return value.map((each: unknown) => {
    if (typeof each !== 'string') throw mismatch(each, key, 'string');
    return each;
  });
}

function textsByName(value: unknown, key: string): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mismatch(value, key, 'map[string]string');
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      if (typeof each !== 'string') throw mismatch(each, key, 'string');
      return [name, each];
    }),
  );
}

function networkOptionsOf(values: Values): Record<string, Record<string, string>> {
  const key = 'default-network-opts';
  const value = values[key];
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) throw mismatch(value, key, 'map[string]map[string]string');
  return Object.fromEntries(Object.entries(value).map(([driver, options]) => [driver, textsByName(options, key)]));
}

function poolsOf(values: Values): AddressPool[] {
  const key = 'default-address-pools';
  const value = values[key];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw mismatch(value, key, '[]*ipamutils.NetworkToSplit');
  return value.map((each: unknown) => {
    const { base, size }: { base?: unknown; size?: unknown } = Object(each);
    const block = typeof base === 'string' ? parseCidr(base) : undefined;
    if (block === undefined)
      throw inFile(`invalid base pool ${JSON.stringify(base ?? '')}: invalid CIDR address: ${String(base ?? '')}`);
    if (typeof size !== 'number') throw mismatch(size, `${key}.size`, 'int');
    if (size < block.prefixLength) {
      throw new ConfigError(
        `failed to start daemon: Error initializing network controller: error obtaining controller instance: invalid default address pools: the size of pool #0 is larger than its base network`,
      );
    }
    return { base: block, size };
  });
}
