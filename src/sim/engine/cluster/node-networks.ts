// A swarm's networks on this host: they come with the first task (or container) that needs them, and go with the last.
// Source: moby daemon/cluster/executor/backend.go, daemon/network.go (createNetwork with agent, setupIngress, releaseIngress),
// daemon/cluster/executor/container/{executor.go Configure,adapter.go}, libnetwork/agent.go. Not modelled: network plugins.
import { type IpAddress, parseAddress } from '../../base/cidr.ts';
import { parseIp4 } from '../../base/ip4.ts';
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import { type Blocking, type Task as Routine, WaitQueue } from '../../des/task.ts';
import { PREDEFINED_LABEL } from '../../swarm/control/networks.ts';
import { hostNetworkDb } from '../../swarm/gossip/gossip.ts';
import { gossipKeys } from '../../swarm/gossip/key-change.ts';
import type { EncryptionKey, NetworkAttachment, SwarmNetwork, SwarmNode, Task } from '../../swarm/objects.ts';
import { ApiError, system } from '../api/errors.ts';
import type { Container } from '../containers/container.ts';
import { networkEvent } from '../containers/container-events.ts';
import { disconnect } from '../containers/networking.ts';
import type { Daemon } from '../daemon.ts';
import type { ClusterNetwork } from '../libnetwork/agent/cluster-network.ts';
import { GossipAgent } from '../libnetwork/agent/gossip-agent.ts';
import { IngressRules } from '../libnetwork/agent/ingress-rules.ts';
import {
  closeLoadBalancer,
  type LoadBalancerHost,
  openLoadBalancer,
} from '../libnetwork/agent/load-balancer-sandbox.ts';
import { ServiceBindings } from '../libnetwork/agent/service-bindings.ts';
import type { DriverHost } from '../libnetwork/driver.ts';
import { OverlayDriver } from '../libnetwork/drivers/overlay/overlay.ts';
import type { Network } from '../libnetwork/network.ts';
import { managedSettings } from './network-settings.ts';
import type { ClusterNetworks } from './networks.ts';
import { servicesOf } from './task-services.ts';

/** waitNodeAttachmentsTimeout: until the node's own address on a network has come. */
const ATTACHMENT_TIMEOUT: SimTime = 30 * SECOND;

/** swarmConnectTimeout: until a daemon that starts gives up waiting for its swarm. */
const CONNECT_TIMEOUT: SimTime = 20 * SECOND;

/** A network's part here, with what has been made for it. */
interface Present {
  readonly network: Network;
  readonly part: ClusterNetwork;
  /** The node's address on it. */
  readonly address: string;
}

export class NodeNetworks implements ClusterNetworks {
  readonly #daemon: Daemon;
  readonly #driverHost: DriverHost;
  readonly #ingressRules: IngressRules;
  readonly #bindings = new ServiceBindings();
  /** By id. */
  readonly #present = new Map<string, Present>();
  readonly #making = new Set<string>();
  readonly #changed = new WaitQueue();
  #node: SwarmNode | undefined;
  #keys: readonly EncryptionKey[] = [];
  #agent: GossipAgent | undefined;
  /** Is about to find the others. */
  #starting: GossipAgent | undefined;
  #settling: Routine<void> | undefined;

  constructor(daemon: Daemon, driverHost: DriverHost) {
    this.#daemon = daemon;
    this.#driverHost = driverHost;
    this.#ingressRules = new IngressRules(driverHost.net, driverHost.sockets);
  }

  /** The host's gossip, for those who look on. */
  get agent(): GossipAgent | undefined {
    return this.#agent;
  }

  // ---- what the swarm's agent says

  configure(node: SwarmNode): void {
    const before = this.#node?.attachments ?? [];
    this.#node = node;
    for (const attachment of before) {
      if (attachment.Network.Spec.Ingress) continue;
      if (this.#addressOf(attachment.Network.ID) !== attachment.Addresses[0]) this.#dismiss(attachment.Network.ID);
    }
    this.#settle();
  }

  setKeys(keys: readonly EncryptionKey[]): void {
    this.#keys = keys;
    this.#agent?.setKeys(keys);
    this.#settle();
  }

  /** Waits until the node takes part in its swarm; false when it does not for too long. */
  *ready(): Blocking<boolean> {
    const { scheduler } = this.#daemon.machine;
    const until = scheduler.now + CONNECT_TIMEOUT;
    while (this.#agent === undefined && scheduler.now < until) yield { on: [this.#changed], until };
    return this.#agent !== undefined;
  }

  *ensure(network: SwarmNetwork): Blocking<void> {
    if (network.Spec.Labels[PREDEFINED_LABEL] === 'true') return;
    const { scheduler } = this.#daemon.machine;
    const until = scheduler.now + ATTACHMENT_TIMEOUT;
    for (;;) {
      if (this.#present.has(network.ID)) return;
      const address = this.#addressOf(network.ID);
      const agent = this.#agent;
      if (agent !== undefined && address !== undefined && !this.#making.has(network.ID)) {
        yield* this.#make(agent, network, address);
        return;
      }
      if (scheduler.now >= until) {
        throw system('node is missing network attachments, ip addresses may be exhausted');
      }
      yield { on: [this.#changed], until };
    }
  }

  // biome-ignore lint/correctness/useYield: it goes at once
  *release(networkId: string): Blocking<void> {
    this.#dismiss(networkId);
  }

  describe(container: Container, task: Task): void {
    container.task = { id: task.ID, services: servicesOf(task) };
  }

  activate(container: Container): void {
    container.running?.sandbox?.enableServices();
  }

  deactivate(container: Container): void {
    container.running?.sandbox?.disableServices();
  }

  *reset(): Blocking<void> {
    this.#clearAttachable();
    this.#node = undefined;
    this.#keys = [];
    yield* this.stop();
  }

  /** Takes containers that are no tasks off the swarm's networks. Source: daemon/network.go clearAttachableNetworks. */
  #clearAttachable(): void {
    const attachable = [...this.#present.values()].filter(({ network }) => network.settings.attachable);
    for (const { network } of attachable) {
      for (const container of this.#daemon.containers.all()) {
        if (container.attachments.get(network.name)?.endpoint?.network !== network) continue;
        disconnect(this.#daemon, container, network.name, true);
      }
    }
  }

  /** The daemon stops: the others are told, and nothing of the swarm's networks stays. */
  *stop(): Blocking<void> {
    this.#settling?.kill();
    this.#settling = undefined;
    for (const present of [...this.#present.values()]) this.#remove(present);
    const agent = this.#agent ?? this.#starting;
    this.#agent = undefined;
    this.#starting = undefined;
    this.#changed.wake();
    if (agent !== undefined) yield* agent.leave();
  }

  // ---- steps

  #addressOf(networkId: string): string | undefined {
    return this.#node?.attachments.find(({ Network }) => Network.ID === networkId)?.Addresses[0];
  }

  #settle(): void {
    this.#changed.wake();
    if (this.#settling === undefined || this.#settling.outcome !== undefined) {
      this.#settling = this.#daemon.machine.startTask(this.#bringUp());
    }
  }

  /** Gossip with the first keys, then the routing mesh, as often as what the swarm wants of this node changes. */
  *#bringUp(): Blocking<void> {
    for (;;) {
      if (this.#agent === undefined && this.#keys.length > 0) yield* this.#startAgent();
      const wanted = this.#node?.attachments.find(({ Network }) => Network.Spec.Ingress);
      const present = [...this.#present.values()].find(({ network }) => network.settings.ingress);
      const isStale = present !== undefined && !isSame(present, wanted);
      if (isStale) this.#remove(present);
      if (wanted !== undefined && this.#agent !== undefined && (isStale || present === undefined)) {
        yield* this.#setUpIngress(wanted.Network);
      }
      yield { on: [this.#changed] };
    }
  }

  /** What fails is tried again when the node changes. */
  *#setUpIngress(network: SwarmNetwork): Blocking<void> {
    try {
      yield* this.ensure(network);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  *#startAgent(): Blocking<void> {
    const { machine, networks, swarm } = this.#daemon;
    const { nodeAddr, dataPathAddr, dataPathPort, remoteManagers } = swarm.local();
    const own = parseIp4(nodeAddr);
    const driver = networks.driver('overlay');
    if (own === undefined || !(driver instanceof OverlayDriver)) return;
    const keys = this.#keys;
    const db = hostNetworkDb(machine, own, gossipKeys(keys));
    const dataPath = parseIp4(dataPathAddr) ?? own;
    const agent = new GossipAgent({ db, driver, bindings: this.#bindings, dataPath, dataPathPort });
    const managers = remoteManagers.flatMap(({ addr }) => parseIp4(addr.split(':')[0] ?? '') ?? []);
    this.#starting = agent;
    yield* agent.start(
      keys,
      managers.filter((manager) => manager !== own),
    );
    this.#starting = undefined;
    this.#agent = agent;
    if (this.#keys !== keys) agent.setKeys(this.#keys);
    this.#changed.wake();
  }

  *#make(agent: GossipAgent, swarmNetwork: SwarmNetwork, address: string): Blocking<void> {
    const daemon = this.#daemon;
    const own = ownAddress(address);
    let network: Network | undefined;
    this.#making.add(swarmNetwork.ID);
    try {
      network = daemon.networks.createNetwork(managedSettings(daemon, swarmNetwork));
      const part = yield* agent.join(network);
      if (this.#agent !== agent) throw system(`network ${network.name} not found`);
      part.open(openLoadBalancer(this.#host(), network, own));
      this.#present.set(network.id, { network, part, address });
      networkEvent(daemon, network, 'create');
    } finally {
      this.#making.delete(swarmNetwork.ID);
      // It failed, or whoever wanted it was stopped meanwhile.
      if (network !== undefined && !this.#present.has(network.id)) {
        if (this.#agent === agent) agent.leaveNetwork(network);
        daemon.networks.deleteNetwork(network);
      }
      this.#changed.wake();
    }
  }

  /** Removes a network that nothing but its load balancer uses. */
  #dismiss(networkId: string): void {
    const present = this.#present.get(networkId);
    if (present === undefined || present.network.settings.ingress || present.network.endpoints.size > 1) return;
    const { name } = present.network;
    const isAwaited = this.#daemon.containers
      .all()
      .some(({ status, task, attachments }) => status === 'created' && task !== undefined && attachments.has(name));
    if (!isAwaited) this.#remove(present);
  }

  #remove({ network, part }: Present): void {
    const { balancer } = part;
    this.#present.delete(network.id);
    part.close();
    if (balancer !== undefined) closeLoadBalancer(this.#host(), balancer);
    this.#agent?.leaveNetwork(network);
    this.#bindings.forgetNetwork(network.id);
    this.#daemon.networks.deleteNetwork(network);
    networkEvent(this.#daemon, network, 'destroy');
  }

  #host(): LoadBalancerHost {
    const { networks, gatewayBridge, machine } = this.#daemon;
    return {
      controller: networks,
      gatewayBridge,
      driverHost: this.#driverHost,
      resolverHost: {
        scheduler: machine.scheduler,
        hostSockets: machine.kernel.rootNs.sockets,
        random: machine.random('embedded DNS shuffle'),
        startTask: (body) => machine.startTask(body),
      },
      ingress: this.#ingressRules,
      hostFile: (path) => this.#daemon.hostFile(path),
    };
  }
}

function isSame({ network, address }: Present, wanted: NetworkAttachment | undefined): boolean {
  return network.id === wanted?.Network.ID && address === wanted.Addresses[0];
}

function ownAddress(text: string): IpAddress {
  const address = parseAddress(text.split('/')[0] ?? '');
  if (address === undefined) throw system(`invalid CIDR address: ${text}`);
  return address;
}
