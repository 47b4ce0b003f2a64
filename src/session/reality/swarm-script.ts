// Hosts of a swarm: how each becomes a node, and what a manager then makes in the swarm.
import { decodeBase64 } from '../../sim/base/base64.ts';
import { decodeUtf8 } from '../../sim/base/utf8.ts';
import type { Daemon } from '../../sim/engine/daemon.ts';
import type { Cluster, Config, SwarmNode } from '../../sim/swarm/objects.ts';
import type { Store } from '../../sim/swarm/store/store.ts';
import { OWN_NETWORKS, spanCommand } from './networks.ts';
import { serviceCommand } from './service.ts';
import { commandLine, each, given, pairs, quote, span, when } from './words.ts';

/** The port that managers are joined at. Source: swarmkit, `--listen-addr` of `docker swarm init`. */
const PORT = 2377;
/** What `docker swarm init` sets unless it is told. Source: swarmkit api/defaults. */
const DEFAULTS = { history: 5, heartbeat: 5e9, expiry: 7_776_000e9, pool: '10.0.0.0/8', mask: 24, dataPort: 4789 };

/** `docker swarm init` as it makes a swarm like this one, and the tokens for those who join. */
export function initLines(
  daemon: Daemon,
  { Spec, DefaultAddrPool, SubnetSize, DataPathPort }: Cluster,
): readonly string[] {
  const { Orchestration, Dispatcher, CAConfig, EncryptionConfig } = Spec;
  const { nodeAddr, dataPathAddr } = daemon.swarm.local();
  const history = Orchestration.TaskHistoryRetentionLimit;
  const pools = DefaultAddrPool.filter((pool) => pool !== DEFAULTS.pool);
  const words = [
    ...['docker', 'swarm', 'init', '--advertise-addr', hostPart(nodeAddr)],
    ...given('--data-path-addr', dataPathAddr === hostPart(nodeAddr) ? '' : dataPathAddr),
    ...given('--data-path-port', DataPathPort === DEFAULTS.dataPort ? 0 : DataPathPort),
    ...each('--default-addr-pool', pools),
    ...given('--default-addr-pool-mask-length', SubnetSize === DEFAULTS.mask ? 0 : SubnetSize),
    ...(history === DEFAULTS.history ? [] : ['--task-history-limit', String(history)]),
    ...given(
      '--dispatcher-heartbeat',
      Dispatcher.HeartbeatPeriod === DEFAULTS.heartbeat ? '' : span(Dispatcher.HeartbeatPeriod),
    ),
    ...given('--cert-expiry', CAConfig.NodeCertExpiry === DEFAULTS.expiry ? '' : span(CAConfig.NodeCertExpiry)),
    ...when('--autolock', EncryptionConfig.AutoLockManagers),
  ];
  return [
    commandLine(words),
    'echo "MANAGER_TOKEN=$(docker swarm join-token --quiet manager)"',
    'echo "WORKER_TOKEN=$(docker swarm join-token --quiet worker)"',
  ];
}

/** `docker swarm join` of another host; the token comes from who made the swarm. */
export function joinLines(daemon: Daemon, leader: Daemon): readonly string[] {
  const token = daemon.swarm.role() === 'manager' ? 'MANAGER_TOKEN' : 'WORKER_TOKEN';
  const own = hostPart(daemon.swarm.local().nodeAddr);
  const address = `${hostPart(leader.swarm.local().nodeAddr)}:${PORT}`;
  return [
    `: "\${${token}:?set it to what the first manager printed}"`,
    `docker swarm join --advertise-addr ${quote(own)} --token "$${token}" ${quote(address)}`,
  ];
}

const hostPart = (address: string): string => address.replace(/:\d+$/, '');

function nodeLines(node: SwarmNode): readonly string[] {
  const { Labels, Availability } = node.Spec;
  const changes = [
    ...pairs('--label-add', Labels),
    ...(Availability === 'active' ? [] : ['--availability', Availability]),
  ];
  if (changes.length === 0) return [];
  return [commandLine(['docker', 'node', 'update', ...changes, node.Description.Hostname])];
}

function configLine({ Spec: { Name, Data = '', Labels } }: Config): string {
  const text = decodeUtf8(Uint8Array.from(decodeBase64(Data) ?? []));
  return `printf %s ${quote(text)} | ${commandLine(['docker', 'config', 'create', ...pairs('--label', Labels), Name, '-'])}`;
}

/** What one manager makes once all nodes are there. */
export function swarmLines(store: Store): readonly string[] {
  const networks = [...store.all('network')].filter(
    ({ Spec }) => Spec.Ingress !== true && !OWN_NETWORKS.includes(Spec.Name),
  );
  const secrets = [...store.all('secret')].map(
    ({ Spec: { Name, Labels } }) =>
      `printf 'change me' | ${commandLine(['docker', 'secret', 'create', ...pairs('--label', Labels), Name, '-'])}`,
  );
  const sections = [
    ['Nodes', [...store.all('node')].flatMap(nodeLines)],
    ['Networks of the swarm', networks.map((network) => commandLine(spanCommand(network)))],
    ['Secrets: their values stay in the lab', secrets],
    ['Configs', [...store.all('config')].map(configLine)],
    ['Services', [...store.all('service')].map((service) => commandLine(serviceCommand(service, store)))],
  ] as const;
  return sections.flatMap(([title, lines]) => (lines.length === 0 ? [] : [`# ${title}`, ...lines, '']));
}
