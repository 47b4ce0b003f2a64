// Attaching containers to networks and taking them off, running or not.
// Source: moby daemon/{container_operations,network}.go, daemon/links.go.
// Not modelled: nothing known.
import { formatAddress } from '../../base/cidr.ts';
import type { Blocking } from '../../des/task.ts';
import { conflict, forbidden, invalid, withPrefix } from '../api/errors.ts';
import type { Daemon } from '../daemon.ts';
import { shortId } from '../ids.ts';
import type { PortPlan } from '../libnetwork/driver.ts';
import type { Endpoint } from '../libnetwork/endpoint.ts';
import type { HostsRecord } from '../libnetwork/etchosts.ts';
import { isPredefined, type Network } from '../libnetwork/network.ts';
import type { Sandbox } from '../libnetwork/sandbox.ts';
import { type Attachment, dnsNamesOf, endpointRequest } from './attachment.ts';
import type { Container } from './container.ts';
import { networkEvent } from './container-events.ts';
import {
  CONFLICT_HOST_CONNECT,
  CONFLICT_HOST_DISCONNECT,
  CONFLICT_NONE_NETWORK,
  CONFLICT_SHARED_NETWORK,
  checkAttachment,
  checkMac,
} from './network-mode.ts';
import { attach, detach, detachUnused } from './swarm-attachment.ts';

/** `docker network connect`: at once when the container runs, at its next start otherwise. */
export function* connect(daemon: Daemon, container: Container, term: string, attachment: Attachment): Blocking<void> {
  checkMac(attachment.macAddress);
  if (container.running === undefined) {
    const network = daemon.networks.lookUp(term);
    if (network === undefined) container.attachments.set(term, attachment);
    else updateSettings(daemon, container, network, attachment);
    daemon.touch();
    return;
  }
  const { sandbox } = container.running;
  if (sandbox === undefined) throw forbidden(CONFLICT_SHARED_NETWORK);
  const before = new Map(container.attachments);
  try {
    yield* attach(daemon, container, term, attachment);
    if (container.running?.sandbox !== sandbox) throw conflict(`container ${container.id} is not running`);
    connectRunning(daemon, container, sandbox, term, attachment);
  } catch (error) {
    container.attachments.clear();
    for (const [name, kept] of before) container.attachments.set(name, kept);
    detach(daemon, container, attachment);
    throw error;
  }
}

/** Every network of a container that starts. */
export function connectAll(daemon: Daemon, container: Container, sandbox: Sandbox): void {
  for (const [term, attachment] of [...container.attachments]) {
    connectRunning(daemon, container, sandbox, term, attachment);
  }
}

function connectRunning(
  daemon: Daemon,
  container: Container,
  sandbox: Sandbox,
  term: string,
  attachment: Attachment,
): void {
  // A daemon without its default network starts such containers all the same, with a loopback device only.
  if (term === 'bridge' && daemon.config.bridge === 'none') return;
  const network = daemon.networks.find(term);
  updateSettings(daemon, container, network, attachment);
  attachment.networkId = network.id;
  const request = {
    ...endpointRequest(container.name, container.id, attachment),
    service: container.task?.services.get(network.id),
  };
  const endpoint = daemon.networks.createEndpoint(network, request, sandbox.options.netns);
  try {
    if (network.name === 'bridge') addLegacyHosts(container, sandbox);
    sandbox.join(endpoint);
  } catch (error) {
    daemon.networks.deleteEndpoint(endpoint);
    throw error;
  }
  attachment.endpoint = endpoint;
  if (container.task === undefined) sandbox.enableServices();
  // What was asked under another name (a part of the id) is known by the network's own from here on.
  if (term !== network.name) container.attachments.delete(term);
  container.attachments.set(network.name, attachment);
  networkEvent(daemon, network, 'connect', container.id);
}

/** Checks an attachment and keeps it, unless the container has one of this network already. */
function updateSettings(daemon: Daemon, container: Container, network: Network, attachment: Attachment): void {
  const mode = container.networkMode;
  if (container.donorName !== undefined) throw forbidden(CONFLICT_SHARED_NETWORK);
  if (!isPredefined(network.name)) {
    attachment.dnsNames = dnsNamesOf(container.name, container.id, container.config.Hostname, attachment);
  }
  checkAttachment(network, attachment);
  const type = network.driver.type;
  if (mode === 'host' && type !== 'host') throw forbidden(CONFLICT_SHARED_NETWORK);
  if (mode !== 'host' && type === 'host') throw forbidden(CONFLICT_HOST_CONNECT);
  for (const term of container.attachments.keys()) {
    const other = daemon.networks.lookUp(term);
    if (other === undefined) continue;
    if (other === network) return;
    if (other.driver.type === 'null' || type === 'null') throw forbidden(CONFLICT_NONE_NETWORK);
  }
  container.attachments.set(network.name, attachment);
}

/** `docker network disconnect`. */
export function disconnect(daemon: Daemon, container: Container, term: string, force: boolean): void {
  const network = force ? daemon.networks.lookUp(term) : daemon.networks.find(term);
  const name = network?.name ?? term;
  const attachment = container.attachments.get(name);
  const { running } = container;
  if (running === undefined || network === undefined) {
    if (attachment === undefined) {
      throw forbidden(`container ${container.id} is not connected to the network ${term}`);
    }
    container.attachments.delete(name);
  } else {
    if (container.networkMode === 'host' && network.driver.type === 'host') throw forbidden(CONFLICT_HOST_DISCONNECT);
    if (attachment?.endpoint === undefined || running.sandbox === undefined) {
      throw forbidden(`container ${container.id} is not connected to network ${name}`);
    }
    releaseEndpoint(daemon, running.sandbox, attachment);
    container.attachments.delete(name);
    detach(daemon, container, attachment);
  }
  if (network !== undefined) networkEvent(daemon, network, 'disconnect', container.id);
  daemon.touch();
}

/** Gives up what a stopping container holds of its networks; what was asked for stays. */
export function releaseAll(daemon: Daemon, container: Container, sandbox: Sandbox): void {
  for (const attachment of container.attachments.values()) {
    const network = attachment.endpoint?.network;
    if (network === undefined) continue;
    releaseEndpoint(daemon, sandbox, attachment);
    networkEvent(daemon, network, 'disconnect', container.id);
  }
  detachUnused(daemon, container);
  sandbox.close();
}

function releaseEndpoint(daemon: Daemon, sandbox: Sandbox, attachment: Attachment): void {
  const { endpoint } = attachment;
  if (endpoint === undefined) return;
  attachment.endpoint = undefined;
  sandbox.leave(endpoint);
  daemon.networks.deleteEndpoint(endpoint);
}

/** The lines for linked containers, here and in the files of those that link to this one. */
function addLegacyHosts(container: Container, sandbox: Sandbox): void {
  const records: HostsRecord[] = [];
  for (const { child, alias } of container.links) {
    const address = bridgeAddress(child);
    if (child.running === undefined) {
      throw invalid(`Cannot link to a non running container: /${child.name} AS /${container.name}/${alias}`);
    }
    if (address === undefined)
      throw invalid(`Cannot link to /${child.name}, as it does not belong to the default network`);
    records.push({ address, names: linkNames(child, alias) });
  }
  sandbox.addHostsRecords(records);
}

/** Tells those that link to a container its new address. */
export function refreshParents(daemon: Daemon, container: Container): void {
  const address = bridgeAddress(container);
  if (address === undefined) return;
  for (const parent of daemon.containers.all()) {
    for (const { child, alias } of parent.links) {
      if (child === container) parent.running?.sandbox?.moveHostsRecord(linkNames(child, alias), address);
    }
  }
}

/** `<alias> <hostname> <name>`, the name left out when it is the alias. */
function linkNames(child: Container, alias: string): string {
  return [alias, child.config.Hostname, ...(child.name === alias ? [] : [child.name])].join(' ');
}

/** The endpoints on the default bridge of those that a container is linked to, and of those that are linked to it. */
export function linkedEndpoints(daemon: Daemon, container: Container): NonNullable<PortPlan['linked']> {
  const endpointOf = (one: Container): string[] => {
    const id = one.attachments.get('bridge')?.endpoint?.id;
    return id === undefined ? [] : [id];
  };
  const parents = daemon.containers.all().filter((one) => one.links.some(({ child }) => child === container));
  return { children: container.links.flatMap(({ child }) => endpointOf(child)), parents: parents.flatMap(endpointOf) };
}

/** Its address on the default bridge. */
export function bridgeAddress(container: Container): string | undefined {
  const address = container.attachments.get('bridge')?.endpoint?.address;
  return address && formatAddress(address);
}

/** A rename reaches what others find the container by. Source: moby daemon/rename.go. */
export function renameEndpoints(container: Container): void {
  for (const attachment of container.attachments.values()) {
    if (attachment.dnsNames !== null) {
      attachment.dnsNames = dnsNamesOf(container.name, container.id, container.config.Hostname, attachment);
    }
    if (attachment.endpoint) renameEndpoint(attachment.endpoint, container.name, attachment.dnsNames ?? []);
  }
}

/** On a swarm's network the others are told. Source: libnetwork/endpoint.go UpdateDNSNames. */
function renameEndpoint(endpoint: Endpoint, name: string, dnsNames: readonly string[]): void {
  const { swarm } = endpoint.network;
  if (endpoint.isServing) swarm?.withdraw(endpoint);
  endpoint.name = name;
  endpoint.dnsNames = dnsNames;
  if (endpoint.isServing) swarm?.enable(endpoint);
}

/** The error of a container whose networks cannot be set up. */
export function networkingError(error: unknown): unknown {
  return withPrefix('failed to set up container networking: ', error);
}

/** What a hosts file calls the container itself. */
export function hostNamesOf(container: Container): string {
  const { Hostname, Domainname } = container.config;
  const hostname = Hostname || shortId(container.id);
  return Domainname === '' ? hostname : `${hostname}.${Domainname} ${hostname}`;
}
