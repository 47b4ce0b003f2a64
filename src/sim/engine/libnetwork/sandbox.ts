// A sandbox: one container's network namespace with its endpoints in order of preference, its files and its resolver.
// Source: moby libnetwork/{sandbox,sandbox_linux,sandbox_dns_unix,default_gateway}.go.
// Not modelled: live restore.
import { formatAddress, type IpAddress } from '../../base/cidr.ts';
import type { Task } from '../../des/task.ts';
import type { NetNamespace } from '../../linux/namespace.ts';
import { system, withPrefix } from '../api/errors.ts';
import { shortId } from '../ids.ts';
import { serveInSandbox } from './agent/task-rules.ts';
import { announce } from './announce.ts';
import { type GatewayBridge, isGatewayEndpoint, needsGatewayBridge } from './default-gateway.ts';
import type { PortPlan } from './driver.ts';
import { compareEndpoints, type Endpoint } from './endpoint.ts';
import { addHosts, type HostsRecord, moveHost, newHosts, removeHosts } from './etchosts.ts';
import { setUpInterface } from './interface.ts';
import { isPredefined, type Network } from './network.ts';
import { type DnsOverrides, internalResolvConf, legacyResolvConf } from './resolvconf.ts';
import { type NameBackend, Resolver, type ResolverHost } from './resolver.ts';

/** A file of the container that the daemon writes. */
export interface ManagedFile {
  read(): string;
  write(text: string): void;
}

/** What a container says of its sandbox. */
export interface SandboxOptions {
  readonly id: string;
  readonly containerName: string;
  readonly containerId: string;
  /** The way out for those whose networks have none. */
  readonly gatewayBridge: GatewayBridge;
  readonly netns: NetNamespace;
  /** Shares the host's namespace: no loopback to set up, and the host's own files. */
  readonly usesHostNamespace: boolean;
  /** What its own addresses are called in the hosts file. */
  readonly hostNames: string;
  readonly extraHosts: readonly HostsRecord[];
  readonly dns: DnsOverrides;
  readonly hostsFile: ManagedFile;
  readonly resolvConfFile: ManagedFile;
  readonly ports: PortPlan;
  readonly host: ResolverHost;
  /** The host's own files. */
  hostFile(path: string): string;
}

/** `lo` is the first device of every namespace. */
const LOOPBACK_IFINDEX = 1;

export class Sandbox implements NameBackend {
  readonly options: SandboxOptions;
  /** Best gateway first. */
  readonly endpoints: Endpoint[] = [];
  #gateway: Endpoint | undefined;
  #resolver: Resolver | undefined;
  readonly #announcing = new Set<Task<void>>();
  /** What was last written to resolv.conf: text that differs is a user's, and stays. */
  #resolvConf = '';

  constructor(options: SandboxOptions) {
    this.options = options;
    if (!options.usesHostNamespace) options.netns.net.setLink(LOOPBACK_IFINDEX, { up: true });
    this.#writeFirstFiles();
  }

  get id(): string {
    return this.options.id;
  }

  /** Where the namespace is bound: what `docker inspect` shows. */
  get key(): string {
    return `/var/run/docker/netns/${this.options.usesHostNamespace ? 'default' : shortId(this.id)}`;
  }

  /** Whose gateway is the default route, and whose ports are published. */
  get gateway(): Endpoint | undefined {
    return this.#gateway;
  }

  /** Brings an endpoint in: names, resolver, interface, address, routes. Throws and undoes itself on failure. */
  join(endpoint: Endpoint): void {
    const { driver, id: networkId, name } = endpoint.network;
    endpoint.join = driver.join(networkId, endpoint.id);
    this.endpoints.push(endpoint);
    this.endpoints.sort(compareEndpoints);
    if (endpoint.join.device === undefined) return;
    this.addHostsRecords(this.#ownRecords(endpoint));
    try {
      if (!isPredefined(name)) this.#startResolver();
      this.#populate(endpoint, endpoint.join.device, endpoint.join.namePrefix);
      this.#settleGatewayBridge();
      this.#chooseGateway();
    } catch (error) {
      this.leave(endpoint);
      throw error;
    }
  }

  /** Takes an endpoint out; the next best one becomes the gateway. Its devices go when it is deleted. */
  leave(endpoint: Endpoint): void {
    const at = this.endpoints.indexOf(endpoint);
    if (at < 0) return;
    this.endpoints.splice(at, 1);
    const { driver, id: networkId } = endpoint.network;
    endpoint.network.swarm?.withdraw(endpoint);
    endpoint.isServing = false;
    if (this.#gateway === endpoint) this.#revokeGateway(endpoint);
    driver.leave(networkId, endpoint.id);
    const link = endpoint.interfaceName && this.options.netns.net.link(endpoint.interfaceName);
    if (link) this.options.netns.net.deleteLink(link.ifindex);
    this.removeHostsRecords(this.#ownRecords(endpoint));
    endpoint.join = undefined;
    endpoint.interfaceName = undefined;
    this.#settleGatewayBridge();
    this.#chooseGateway();
  }

  /** Lets names and services of swarms' networks lead here. */
  enableServices(): void {
    for (const endpoint of this.endpoints) {
      if (endpoint.isServing) continue;
      endpoint.isServing = true;
      endpoint.network.swarm?.enable(endpoint);
    }
  }

  /** No new connections come. */
  disableServices(): void {
    for (const endpoint of this.endpoints) {
      if (!endpoint.isServing) continue;
      endpoint.isServing = false;
      endpoint.network.swarm?.disable(endpoint);
    }
  }

  /** Brings in an endpoint on docker_gwbridge when nothing else leads out, and takes it away when something does. */
  #settleGatewayBridge(): void {
    const { gatewayBridge, containerId, netns } = this.options;
    const present = this.endpoints.find(isGatewayEndpoint);
    const needed = needsGatewayBridge(this.endpoints);
    if (needed && present === undefined) this.join(gatewayBridge.connect(containerId, this.id, netns));
    if (needed || present === undefined) return;
    this.leave(present);
    gatewayBridge.disconnect(present);
  }

  /** Stops what runs in it. Its endpoints have left before. */
  close(): void {
    for (const task of this.#announcing) task.kill();
    this.#announcing.clear();
    this.#resolver?.stop();
    this.#resolver = undefined;
  }

  addHostsRecords(records: readonly HostsRecord[]): void {
    this.options.hostsFile.write(addHosts(this.options.hostsFile.read(), records));
  }

  removeHostsRecords(records: readonly HostsRecord[]): void {
    this.options.hostsFile.write(removeHosts(this.options.hostsFile.read(), records));
  }

  /** Gives a linked container's line its new address. */
  moveHostsRecord(names: string, address: string): void {
    this.options.hostsFile.write(moveHost(this.options.hostsFile.read(), names, address));
  }

  /** Names of the whole question first, then `a.b` in network `c`, `a` in network `b.c`. */
  resolveName(name: string, family: 4 | 6): readonly IpAddress[] | undefined {
    const whole = this.#lookUp(name, undefined, family);
    if (whole !== undefined) return whole;
    for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      const found = this.#lookUp(name.slice(0, dot), name.slice(dot + 1), family);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  resolveAddress(address: string): string | undefined {
    for (const { network } of this.endpoints) {
      const name = network.reverse(address);
      if (name !== undefined) return name;
    }
    return undefined;
  }

  ownerOf(address: string): string | undefined {
    for (const { network } of this.endpoints) {
      const owner = network.ownerOf(address);
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  forwards(): boolean {
    return this.endpoints.some((endpoint) => !endpoint.network.internal && endpoint.offersGateway);
  }

  #lookUp(name: string, networkName: string | undefined, family: 4 | 6): readonly IpAddress[] | undefined {
    const candidates = this.endpoints.filter((e) => networkName === undefined || e.network.name === networkName);
    for (const { network, request } of candidates) {
      const target = request.links.get(name);
      const found = target === undefined ? undefined : network.resolve(target, family);
      if (found !== undefined) return found;
    }
    for (const { network, request } of candidates) {
      const found = request.links.has(name) ? undefined : network.resolve(name, family);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Addresses on docker_gwbridge and on ingress are nobody's names. */
  #ownRecords(endpoint: Endpoint): HostsRecord[] {
    if (isGatewayEndpoint(endpoint) || endpoint.network.settings.ingress) return [];
    return [endpoint.address, endpoint.address6]
      .filter((address) => address !== undefined)
      .map((address) => ({ address: formatAddress(address), names: this.options.hostNames }));
  }

  #writeFirstFiles(): void {
    const { usesHostNamespace, extraHosts, dns, hostsFile, hostFile } = this.options;
    hostsFile.write(usesHostNamespace && extraHosts.length === 0 ? hostFile('/etc/hosts') : newHosts(extraHosts));
    const untouched = dns.nameservers.length + dns.search.length + dns.options.length === 0;
    const conf = hostFile('/etc/resolv.conf');
    this.#writeResolvConf(usesHostNamespace && untouched ? conf : legacyResolvConf(conf, dns));
  }

  #writeResolvConf(text: string): void {
    this.#resolvConf = text;
    this.options.resolvConfFile.write(text);
  }

  #startResolver(): void {
    if (this.#resolver !== undefined) return;
    const { host, netns, dns, resolvConfFile } = this.options;
    const resolver = new Resolver(host, netns, this);
    const conf = internalResolvConf(this.options.hostFile('/etc/resolv.conf'), dns);
    resolver.servers = conf.servers;
    resolver.ndots = conf.ndots;
    if (!resolver.start())
      throw system('error starting resolver: listen udp 127.0.0.11:0: bind: address already in use');
    this.#resolver = resolver;
    if (resolvConfFile.read() === this.#resolvConf) this.#writeResolvConf(conf.text);
  }

  #populate(endpoint: Endpoint, device: string, prefix: string): void {
    const { net } = this.options.netns;
    const ifindex = setUpInterface(net, endpoint, device, prefix, this.#origin(endpoint));
    serveInSandbox(net, endpoint);
    this.#announce(endpoint, ifindex);
  }

  #announce(endpoint: Endpoint, ifindex: number): void {
    const { host, netns } = this.options;
    if (endpoint.address === undefined || endpoint.mac === undefined) return;
    for (const task of this.#announcing) if (task.outcome !== undefined) this.#announcing.delete(task);
    const address = Number(endpoint.address.value);
    this.#announcing.add(host.startTask(announce(host.scheduler, netns, ifindex, endpoint.mac, address)));
  }

  /** The best endpoint that offers a gateway takes the default route and the ports. */
  #chooseGateway(): void {
    this.#routeIpv6();
    const best = this.endpoints.find((endpoint) => endpoint.offersGateway);
    if (best === this.#gateway) return;
    if (this.#gateway !== undefined) this.#revokeGateway(this.#gateway);
    if (best === undefined) return;
    const gateway = best.join?.gateway;
    const { net } = this.options.netns;
    const ifindex = best.interfaceName === undefined ? undefined : net.link(best.interfaceName)?.ifindex;
    if (ifindex !== undefined && gateway !== undefined) {
      const route = { dst: 0, prefixLength: 0, gateway: Number(gateway.value), ifindex };
      net.addRoute(route, 'add', this.#origin(best));
    }
    this.#gateway = best;
    try {
      best.network.driver.programExternalConnectivity(best.network.id, best.id, this.options.ports);
    } catch (error) {
      const prefix = `driver failed programming external connectivity on endpoint ${best.name} (${best.id}): `;
      throw withPrefix(prefix, error);
    }
  }

  /** The first endpoint with both gateways leads IPv6 out too; without one the first that has an IPv6 gateway. */
  #routeIpv6(): void {
    const { net } = this.options.netns;
    const offering = this.endpoints.filter(({ join }) => join?.gateway6 !== undefined);
    const best = offering.find(({ join }) => join?.gateway !== undefined) ?? offering[0];
    for (const endpoint of this.endpoints) {
      const link = endpoint.interfaceName === undefined ? undefined : net.link(endpoint.interfaceName);
      const gateway = endpoint === best ? endpoint.join?.gateway6 : undefined;
      if (link !== undefined) net.setDefaultRoute6(link.ifindex, gateway && formatAddress(gateway));
    }
  }

  #revokeGateway(endpoint: Endpoint): void {
    this.#gateway = undefined;
    endpoint.network.driver.revokeExternalConnectivity(endpoint.network.id, endpoint.id);
    if (endpoint.join?.gateway !== undefined) this.options.netns.net.deleteRoute({ dst: 0, prefixLength: 0 });
  }

  #origin(endpoint: Endpoint): string {
    return originOf(this.options.containerName, endpoint.network);
  }
}

/** Whom an inspector names as the maker of a container's devices and routes. */
function originOf(containerName: string, network: Network): string {
  return `container ${containerName} on network ${network.name}`;
}
