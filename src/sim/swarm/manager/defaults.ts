// What a new swarm begins with: the cluster object, its first manager's node, the ingress network and the predefined ones.
// Source: swarmkit manager/manager.go (becomeLeader, defaultClusterObject, managerNode, newIngressNetwork), ca/config.go;
// moby libnetwork/cnmallocator/drivers_network_linux.go (PredefinedNetworks).
// Not modelled: external certificate authorities, FIPS.
import type { RandomStream } from '../../base/random.ts';
import { CLUSTER_NAME } from '../control/cluster.ts';
import { newNetwork, PREDEFINED_LABEL } from '../control/networks.ts';
import type { Cluster, NetworkSpec, NodeDescription, NodeSpec, SwarmSpec } from '../objects.ts';
import { newId } from '../store/identity.ts';
import { StoreConflict } from '../store/tables.ts';
import type { Draft, Transaction } from '../store/transaction.ts';

/** Durations are nanoseconds, ticks are seconds of raft. */
export const defaultSpec: SwarmSpec = {
  Name: CLUSTER_NAME,
  Labels: {},
  Orchestration: { TaskHistoryRetentionLimit: 5 },
  Raft: {
    SnapshotInterval: 10_000,
    KeepOldSnapshots: 0,
    LogEntriesForSlowFollowers: 500,
    ElectionTick: 10,
    HeartbeatTick: 1,
  },
  Dispatcher: { HeartbeatPeriod: 5_000_000_000 },
  CAConfig: { NodeCertExpiry: 7_776_000_000_000_000 },
  TaskDefaults: {},
  EncryptionConfig: { AutoLockManagers: false },
};

/** Networks that each node has of itself, by name and driver. */
const predefined: readonly (readonly [string, string])[] = [
  ['bridge', 'bridge'],
  ['host', 'host'],
];

/** A node before it has registered with a dispatcher. */
export const unknownDescription: NodeDescription = {
  Hostname: '',
  Platform: { Architecture: '', OS: '' },
  Resources: { NanoCPUs: 0, MemoryBytes: 0 },
  Engine: { EngineVersion: '', Plugins: [] },
  TLSInfo: { TrustRoot: '', CertIssuerSubject: '', CertIssuerPublicKey: '' },
};

/** The node object of a node that is to have a certificate. */
export function newNode(id: string, role: NodeSpec['Role'], availability: NodeSpec['Availability']): Draft<'node'> {
  return {
    ID: id,
    Spec: { Labels: {}, Role: role, Availability: availability },
    Description: unknownDescription,
    Status: { State: 'unknown', Addr: '' },
    attachments: [],
    role,
    certificateState: 'pending',
  };
}

/** What the founder of a swarm decides. */
export interface Founding {
  readonly cluster: Draft<'cluster'>;
  readonly nodeId: string;
  readonly availability: NodeSpec['Availability'];
}

/** Writes down what every swarm has and this one lacks: each new leader does. Called in a transaction. */
export function found(tx: Transaction, founding: Founding, random: RandomStream): void {
  quietly(() => tx.create('cluster', founding.cluster));
  if (tx.get('node', founding.nodeId) === undefined) {
    // managerNode leaves the role itself unset, which reads as worker: the role manager sees to it.
    const node = newNode(founding.nodeId, 'manager', founding.availability);
    tx.create('node', { ...node, role: 'worker', certificateState: 'issued' });
    quietly(() => tx.create('network', newNetwork(newId(random), ingressSpec)));
  }
  for (const [name, driver] of predefined) {
    const spec: NetworkSpec = {
      Name: name,
      Labels: { [PREDEFINED_LABEL]: 'true' },
      DriverConfiguration: { Name: driver },
      Scope: 'swarm',
    };
    quietly(() => tx.create('network', newNetwork(newId(random), spec)));
  }
}

const ingressSpec: NetworkSpec = {
  Name: 'ingress',
  Labels: {},
  DriverConfiguration: { Name: '' },
  IPAMOptions: { Driver: { Name: '' }, Configs: [] },
  Ingress: true,
  Scope: 'swarm',
};

/** What is there already stays as it is. */
function quietly(body: () => void): void {
  try {
    body();
  } catch (error) {
    if (!(error instanceof StoreConflict)) throw error;
  }
}

/** What the leader has to know of the cluster for its allocator. */
export function poolsOf(cluster: Cluster | undefined): { readonly pools: readonly string[]; readonly size: number } {
  return { pools: cluster?.DefaultAddrPool ?? [], size: cluster?.SubnetSize ?? 0 };
}
