// One host's part in a swarm: begins one, joins one, leaves it, takes it up again after a restart.
// Source: moby daemon/cluster/{cluster,swarm,noderunner}.go. Not modelled: joining on after a time-out with other addresses.
import { SECOND, type SimTime } from '../des/scheduler.ts';
import { type Blocking, type Task, WaitQueue } from '../des/task.ts';
import type { Machine } from '../host/machine.ts';
import { tlsInfoOf } from './ca/read-certificate.ts';
import {
  ClusterError,
  type ClusterEvent,
  type ControlApi,
  type InitRequest,
  type JoinRequest,
  type LocalNodeState,
  type LocalStatus,
  type SwarmComponent,
} from './control.ts';
import { SwarmError } from './errors.ts';
import type { Executor } from './executor.ts';
import type { LogsApi } from './logbroker/protocol.ts';
import { advertisedAddress, dataPathAddress, splitHostPort } from './node/addresses.ts';
import { AttachingExecutor } from './node/attachments.ts';
import { controlClient, doorLine, type Line, logsClient } from './node/clients.ts';
import { type NodeState, newStorage, SwarmDisk } from './node/disk.ts';
import { ClusterEvents } from './node/events.ts';
import { foundSwarm } from './node/founding.ts';
import { ownCaller } from './node/manager.ts';
import { admitted } from './node/membership.ts';
import { Node } from './node/node.ts';
import { forceNewCluster } from './node/raft-member.ts';
import type { NetworkAttachment, NodeRole, Task as SwarmTask } from './objects.ts';
import { Chronicle } from './raft/chronicle.ts';
import { parseRemote } from './rpc/client.ts';

/** swarmConnectTimeout of join: 20 s. */
const JOIN_TIMEOUT: SimTime = 20 * SECOND;
const DEFAULT_DATA_PATH_PORT = 4789;
const MIN_DATA_PATH_PORT = 1024;
const MAX_DATA_PATH_PORT = 49_151;

const NOT_A_MANAGER = 'This node is not a swarm manager.';
const errors = {
  exists: 'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.',
  none: 'This node is not part of a swarm',
  inactive: `${NOT_A_MANAGER} Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.`,
  worker: `${NOT_A_MANAGER} Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.`,
  preparing: `${NOT_A_MANAGER} Manager is being prepared or has trouble connecting to the cluster.`,
  locked:
    'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.',
  timeout:
    'Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the "docker info" command to see the current swarm status of your node.',
} as const;

const unavailable = (message: string): ClusterError => new ClusterError('unavailable', message);

export class Swarm implements SwarmComponent {
  readonly changed = new WaitQueue();
  readonly #machine: Machine;
  readonly #executor: AttachingExecutor;
  readonly #disk: SwarmDisk;
  readonly #events = new ClusterEvents();
  #node: Node | undefined;
  /** A join under way, also when whoever asked for it waits no more. */
  #joining: Task<void> | undefined;
  /** Why a join failed that nobody waited for any more. */
  #failure: SwarmError | ClusterError | undefined;
  #locked = false;

  /** `disk` is what a restart finds again. */
  constructor(machine: Machine, executor: Executor, disk: SwarmDisk = new SwarmDisk()) {
    this.#machine = machine;
    this.#executor = new AttachingExecutor(executor, machine);
    this.#disk = disk;
  }

  // ---- coming and going

  *init(request: InitRequest): Blocking<string> {
    if ((this.#node !== undefined || this.#failure !== undefined) && !request.forceNewCluster)
      throw unavailable(errors.exists);
    if (this.#locked) throw unavailable(errors.locked);
    const { state, founding } =
      request.forceNewCluster && this.#disk.node !== undefined
        ? { state: this.#renewed(request, this.#disk.node), founding: undefined }
        : foundSwarm(this.#machine, request, this.#addresses(request));
    this.#node?.close();
    const node = this.#start(state, founding);
    if (founding === undefined) node.manager?.member.campaign();
    yield* this.#registered(node, this.#machine.scheduler.now + JOIN_TIMEOUT);
    yield* this.#writeSpec(request);
    return state.certificate.nodeId;
  }

  /** What was asked for goes into the new cluster's settings. Source: moby daemon/cluster/swarm.go initClusterSpec. */
  *#writeSpec({ spec, autoLockManagers }: InitRequest): Blocking<void> {
    const control = this.control();
    const [cluster] = yield* control.list('cluster');
    if (cluster === undefined) throw new ClusterError('system', 'empty list of clusters was returned');
    const wanted = { ...cluster.Spec, ...spec, EncryptionConfig: { AutoLockManagers: autoLockManagers } };
    try {
      yield* control.updateCluster(cluster.Version.Index, wanted, {});
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
      throw new ClusterError('system', `error updating cluster settings: ${error.text()}`);
    }
  }

  *join(request: JoinRequest): Blocking<void> {
    if (this.#node !== undefined || this.#joining !== undefined || this.#failure !== undefined) {
      throw unavailable(errors.exists);
    }
    if (this.#locked) throw unavailable(errors.locked);
    const [remoteText = ''] = request.remoteAddrs;
    const remote = parseRemote(remoteText);
    if (remoteText === '') throw new ClusterError('invalid', 'at least 1 remote address is required');
    if (remote === undefined) throw new ClusterError('invalid', `invalid address ${remoteText}`);
    const { net } = this.#machine.enclosure.netns;
    const advertised = advertisedAddress(net, request.advertiseAddr, request.listenAddr);
    const until = this.#machine.scheduler.now + JOIN_TIMEOUT;
    const attempt = this.#attempt(request, remote, advertised.host, advertised.port);
    yield* this.#registered(yield* this.#patiently(attempt, until), until);
  }

  *leave(force: boolean): Blocking<void> {
    const node = this.#node;
    const isJoining = this.#joining !== undefined || this.#failure !== undefined;
    if (node === undefined && !this.#locked && !isJoining) throw unavailable(errors.none);
    this.#joining?.kill();
    this.#joining = undefined;
    this.#failure = undefined;
    if (node?.manager !== undefined && !force) yield* this.#refuseToLeave();
    this.#disk.node = undefined;
    this.#node = undefined;
    this.#locked = false;
    if (node !== undefined) yield* node.leave();
    yield* this.#executor.reset();
    this.changed.wake();
  }

  *unlock(key: string): Blocking<void> {
    const state = this.#disk.node;
    if (!this.#locked || state === undefined)
      throw unavailable(this.#node === undefined ? errors.none : 'swarm is not locked');
    if (key !== state.unlockKey) throw new ClusterError('invalid', 'swarm could not be unlocked: invalid key provided');
    this.#locked = false;
    const node = this.#start(state);
    yield* this.#registered(node, this.#machine.scheduler.now + JOIN_TIMEOUT);
  }

  /** Takes up what the disk knows: after a restart of the daemon, or of its host. */
  resume(): void {
    const state = this.#disk.node;
    if (state === undefined || this.#node !== undefined) return;
    if (state.unlockKey !== undefined && state.membership !== undefined) this.#locked = true;
    else this.#start(state);
    this.changed.wake();
  }

  close(): void {
    this.#joining?.kill();
    this.#joining = undefined;
    this.#node?.close();
    this.#node = undefined;
    this.changed.wake();
  }

  // ---- what it is

  local(): LocalStatus {
    const node = this.#node;
    const state = node?.state;
    return {
      state: this.#localState(),
      nodeId: state?.certificate.nodeId ?? '',
      nodeAddr: state?.advertiseAddr ?? '',
      dataPathAddr: state?.dataPathAddr ?? '',
      dataPathPort: state?.dataPathPort ?? DEFAULT_DATA_PATH_PORT,
      error: this.#failure === undefined ? '' : textOf(this.#failure),
      manager: node?.manager !== undefined,
      remoteManagers: state?.managers ?? [],
    };
  }

  #localState(): LocalNodeState {
    if (this.#locked) return 'locked';
    if (this.#failure !== undefined) return 'error';
    if (this.#joining !== undefined) return 'pending';
    if (this.#node === undefined) return 'inactive';
    return this.#node.ready ? 'active' : 'pending';
  }

  role(): NodeRole | undefined {
    return this.#node?.state.certificate.role;
  }

  /** What the disk keeps of the node while its daemon is down, too; undefined outside of a swarm. */
  get kept(): NodeState | undefined {
    return this.#disk.node;
  }

  /** The node with its manager, for inspectors: raft's log, the scheduler's reasons. */
  get node(): Node | undefined {
    return this.#node;
  }

  control(): ControlApi {
    return controlClient(this.#line());
  }

  logs(): LogsApi {
    return logsClient(this.#line());
  }

  /** This manager's own door. */
  #line(): Line {
    const node = this.#node;
    if (this.#locked) throw unavailable(errors.locked);
    if (node === undefined) throw unavailable(errors.inactive);
    if (node.manager === undefined) throw unavailable(errors.worker);
    if (node.state.membership === undefined) throw unavailable(errors.preparing);
    const { certificate, advertiseAddr } = node.state;
    return doorLine(node.manager.door, ownCaller(certificate.nodeId, advertiseAddr));
  }

  *attachNetwork(network: string, containerId: string, addresses: readonly string[]): Blocking<NetworkAttachment> {
    const node = this.#node;
    if (node === undefined) throw unavailable(errors.none);
    const resources = yield* node.resources();
    return yield* this.#executor.attach(resources, network, containerId, addresses);
  }

  *detachNetwork(network: string, containerId: string): Blocking<void> {
    const node = this.#node;
    if (node === undefined) return;
    const resources = yield* node.resources();
    yield* this.#executor.detach(resources, network, containerId);
  }

  localTasks(): readonly SwarmTask[] {
    return this.#node?.tasks() ?? [];
  }

  onEvent(listener: (event: ClusterEvent) => void): () => void {
    return this.#events.listen(listener);
  }

  // ---- steps

  #start(state: NodeState, founding?: Parameters<Node['start']>[0]): Node {
    this.#disk.node = state;
    const node = new Node(this.#machine, this.#executor, state);
    this.#node = node;
    node.start(founding);
    this.#machine.startTask(this.#follow(node));
    this.changed.wake();
    return node;
  }

  /** Passes on what changes in the node, and publishes a manager's events. */
  *#follow(node: Node): Blocking<void> {
    while (this.#node === node) {
      this.#events.follow(node.manager?.member.store);
      this.changed.wake();
      yield { on: [node.changed] };
    }
    this.#events.follow(undefined);
  }

  #addresses(request: InitRequest) {
    const { net } = this.#machine.enclosure.netns;
    const { dataPathPort } = request;
    if (dataPathPort !== 0 && (dataPathPort < MIN_DATA_PATH_PORT || dataPathPort > MAX_DATA_PATH_PORT)) {
      throw new ClusterError('invalid', `Datapath port number is not in valid range (1024-49151) : ${dataPathPort}`);
    }
    const { host, port } = advertisedAddress(net, request.advertiseAddr, request.listenAddr);
    return {
      advertise: host,
      port: splitHostPort(request.listenAddr)?.port ?? port,
      dataPath: dataPathAddress(net, request.dataPathAddr, host),
      dataPathPort: dataPathPort || DEFAULT_DATA_PATH_PORT,
    };
  }

  /** The state of a manager that has lost its quorum, as the only one of a group. */
  #renewed(request: InitRequest, old: NodeState): NodeState {
    const { membership } = old;
    if (membership === undefined) throw unavailable(errors.worker);
    const addresses = this.#addresses(request);
    const { nodeId } = old.certificate;
    this.#node?.close();
    forceNewCluster(membership.disk, {
      id: membership.raftId,
      nodeId,
      addr: `${addresses.advertise}:${addresses.port}`,
    });
    return { ...old, listenPort: addresses.port, advertiseAddr: addresses.advertise, dataPathAddr: addresses.dataPath };
  }

  *#attempt(
    request: JoinRequest,
    remote: NonNullable<ReturnType<typeof parseRemote>>,
    advertiseAddr: string,
    listenPort: number,
  ): Blocking<Node> {
    const { certificate, cluster } = yield* admitted(this.#machine, remote, request.joinToken, request.availability);
    const { net } = this.#machine.enclosure.netns;
    const [remoteAddr = ''] = request.remoteAddrs;
    return this.#start({
      certificate,
      tls: tlsInfoOf(certificate.pem, cluster.tls.TrustRoot),
      listenPort,
      advertiseAddr,
      dataPathAddr: dataPathAddress(net, request.dataPathAddr, advertiseAddr),
      dataPathPort: cluster.dataPathPort,
      availability: request.availability,
      managers: [{ nodeId: '', addr: remoteAddr.includes(':') ? remoteAddr : `${remoteAddr}:2377` }],
      storage: newStorage(),
      membership: undefined,
      elections: new Chronicle(),
      unlockKey: undefined,
    });
  }

  /** Waits so long for a join; one that takes longer goes on, and what becomes of it is told by `local`. */
  *#patiently(attempt: Blocking<Node>, until: SimTime): Blocking<Node> {
    const done = new WaitQueue();
    let isAwaited = true;
    let result: Node | SwarmError | ClusterError | undefined;
    const settle = (outcome: Node | SwarmError | ClusterError): void => {
      result = outcome;
      this.#joining = undefined;
      if (!isAwaited && !(outcome instanceof Node)) this.#failure = outcome;
      done.wake();
      this.changed.wake();
    };
    this.#joining = this.#machine.startTask(settling(attempt, settle));
    this.changed.wake();
    while (result === undefined) {
      if (this.#joining === undefined) throw unavailable(errors.none);
      if (this.#machine.scheduler.now >= until) {
        isAwaited = false;
        throw unavailable(errors.timeout);
      }
      yield { on: [done, this.changed], until };
    }
    if (result instanceof Node) return result;
    throw result;
  }

  /** Waits until the node has a session and, as a manager, answers. */
  *#registered(node: Node, until: SimTime): Blocking<void> {
    while (!node.ready) {
      if (this.#machine.scheduler.now >= until) throw unavailable(errors.timeout);
      yield { on: [node.changed], until };
    }
  }

  *#managerStats(): Blocking<{ readonly reachable: number; readonly unreachable: number }> {
    try {
      const nodes = yield* this.control().list('node');
      const managers = nodes.filter(({ ManagerStatus }) => ManagerStatus !== undefined);
      const reachable = managers.filter(({ ManagerStatus }) => ManagerStatus?.Reachability === 'reachable').length;
      return { reachable, unreachable: managers.length - reachable };
    } catch (error) {
      if (!(error instanceof SwarmError || error instanceof ClusterError)) throw error;
      return { reachable: 0, unreachable: 0 };
    }
  }

  *#refuseToLeave(): Blocking<void> {
    const intro = 'You are attempting to leave the swarm on a node that is participating as a manager. ';
    const outro =
      'The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. Use `--force` to suppress this message.';
    const { reachable, unreachable } = yield* this.#managerStats();
    let warning = '';
    // Without an answer from the leader nothing is known of the others.
    if (reachable > 0 && reachable - 2 <= unreachable) {
      if (reachable === 1 && unreachable === 0) {
        throw unavailable(
          `${intro}Removing the last manager erases all current state of the swarm. Use \`--force\` to ignore this message. `,
        );
      }
      warning = `Removing this node leaves ${reachable - 1} managers out of ${reachable + unreachable}. Without a Raft quorum your swarm will be inaccessible. `;
    }
    throw unavailable(`${intro}${warning}${outro}`);
  }
}

function* settling(
  attempt: Blocking<Node>,
  settle: (outcome: Node | SwarmError | ClusterError) => void,
): Blocking<void> {
  try {
    settle(yield* attempt);
  } catch (error) {
    if (!(error instanceof SwarmError || error instanceof ClusterError)) throw error;
    settle(error);
  }
}

const textOf = (error: SwarmError | ClusterError): string =>
  error instanceof SwarmError ? error.text() : error.message;
