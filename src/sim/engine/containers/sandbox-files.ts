// What a start puts in place besides the process: the disk, the files that the daemon keeps in it, the sandbox.
// Source: moby daemon/{container_operations_unix,container_operations}.go buildSandboxOptions, oci_linux.go (mounts).
// Not modelled: bind mounts: these files live on the disk itself, and whoever shares a network can read but not write them.
import { formatAddress, parseAddress } from '../../base/cidr.ts';
import type { FileSystem } from '../../host/fs.ts';
import type { NetNamespace } from '../../linux/namespace.ts';
import { ApiError, invalid } from '../api/errors.ts';
import type { HostConfig } from '../api/types.ts';
import type { Daemon } from '../daemon.ts';
import { unpackImage } from '../images/image.ts';
import type { HostsRecord } from '../libnetwork/etchosts.ts';
import type { DnsOverrides } from '../libnetwork/resolvconf.ts';
import { type ManagedFile, Sandbox } from '../libnetwork/sandbox.ts';
import type { Container } from './container.ts';
import { NetnsDoor } from './netns-door.ts';
import { hostNamesOf, linkedEndpoints, releaseAll } from './networking.ts';
import { portPlan } from './ports.ts';

const MANAGED = ['hosts', 'hostname', 'resolv.conf'] as const;

/** Where the host keeps a container's files. */
export function containerRoot(container: Container): string {
  return `/var/lib/docker/containers/${container.id}`;
}

/** Where the json-file driver writes. */
export function logPath(container: Container): string {
  return `${containerRoot(container)}/${container.id}-json.log`;
}

/** The container's disk: made of the image at the first start, kept until the container is removed. */
export function prepareFiles(daemon: Daemon, container: Container, netns: NetNamespace): FileSystem {
  container.door ??= new NetnsDoor(netns);
  container.door.lead(netns);
  if (container.fs !== undefined) return container.fs;
  const fs = daemon.machine.createFileSystem(container.door);
  container.fs = fs;
  container.filesMadeAt = daemon.now();
  unpackImage(fs, container.image);
  if (container.config.WorkingDir) fs.makeDirectory(container.config.WorkingDir, true);
  const host = daemon.machine.enclosure.fs;
  for (const name of container.donorName === undefined ? MANAGED : []) {
    const read = () => textOf(fs, `/etc/${name}`);
    host.mountDynamic(`${containerRoot(container)}/${name}`, { read });
  }
  host.mountDynamic(logPath(container), { read: () => container.log.json() });
  return fs;
}

/** Removes what the host keeps of a container. */
export function removeFiles(daemon: Daemon, container: Container): void {
  const host = daemon.machine.enclosure.fs;
  if (container.fs === undefined) return;
  for (const name of MANAGED) host.remove(`${containerRoot(container)}/${name}`);
  host.remove(logPath(container));
  host.removeDirectory(containerRoot(container));
}

/** A container that shares another's network shares its three files too. */
export function shareFiles(container: Container, donor: Container): void {
  container.filesOf = donor;
  for (const name of MANAGED) {
    const path = `/etc/${name}`;
    container.fs?.mountDynamic(path, { read: () => (donor.fs ? textOf(donor.fs, path) : '') });
  }
}

export function makeSandbox(daemon: Daemon, container: Container, netns: NetNamespace, usesHost: boolean): Sandbox {
  const { fs, config, hostConfig } = container;
  if (fs === undefined) throw new ApiError('System', `container ${container.id} has no file system`);
  fs.writeFile('/etc/hostname', `${config.Hostname}\n`);
  const { machine } = daemon;
  const sandbox = new Sandbox({
    id: daemon.newId('sandbox ids'),
    containerName: container.name,
    containerId: container.id,
    gatewayBridge: daemon.gatewayBridge,
    netns,
    usesHostNamespace: usesHost,
    hostNames: hostNamesOf(container),
    extraHosts: extraHosts(daemon, hostConfig.ExtraHosts ?? []),
    dns: dnsOf(daemon, hostConfig),
    hostsFile: managedFile(fs, '/etc/hosts'),
    resolvConfFile: managedFile(fs, '/etc/resolv.conf'),
    ports: { ...portPlan(container), linked: linkedEndpoints(daemon, container) },
    host: {
      scheduler: machine.scheduler,
      hostSockets: machine.kernel.rootNs.sockets,
      random: daemon.random('embedded DNS shuffle'),
      startTask: (body) => machine.startTask(body),
    },
    hostFile: (path) => daemon.hostFile(path),
  });
  machine.bindNetns(sandbox.key, netns);
  return sandbox;
}

/** What the container says of names wins over what the daemon's configuration says. */
function dnsOf({ config }: Daemon, { Dns, DnsSearch, DnsOptions }: HostConfig): DnsOverrides {
  return {
    nameservers: Dns.length > 0 ? Dns : [...config.dns],
    search: DnsSearch.length > 0 ? DnsSearch : [...config.dnsSearch],
    options: DnsOptions.length > 0 ? DnsOptions : [...config.dnsOptions],
  };
}

/** Takes a sandbox down. Its namespace ends with the last container in it: one that shares it may outlive its owner. */
export function destroySandbox(
  daemon: Daemon,
  container: Container,
  sandbox: Sandbox | undefined,
  netns: NetNamespace,
): void {
  if (sandbox !== undefined) releaseAll(daemon, container, sandbox);
  const { kernel, enclosure } = daemon.machine;
  if (sandbox !== undefined && !sandbox.options.usesHostNamespace) enclosure.fs.remove(sandbox.key);
  const inUse = daemon.containers.all().some((other) => other.running?.enclosure.netns === netns);
  if (netns !== kernel.rootNs && !inUse) kernel.destroyNetns(netns);
}

function managedFile(fs: FileSystem, path: string): ManagedFile {
  return { read: () => textOf(fs, path), write: (text) => void fs.writeFile(path, text) };
}

function textOf(fs: FileSystem, path: string): string {
  const read = fs.readFile(path);
  return read.ok ? read.value : '';
}

/** --add-host: `name:address`, where `host-gateway` is the default bridge's gateway. */
function extraHosts(daemon: Daemon, entries: readonly string[]): HostsRecord[] {
  return entries.map((entry) => {
    const at = entry.search(/[:=]/);
    const [names, text] = [entry.slice(0, at), entry.slice(at + 1).replace(/^\[(.*)\]$/, '$1')];
    if (text !== 'host-gateway') {
      const address = parseAddress(text);
      if (address === undefined) throw invalid(`invalid IP address in add-host: ${JSON.stringify(text)}`);
      return { names, address: formatAddress(address) };
    }
    if (daemon.config.hostGateway !== undefined) return { names, address: daemon.config.hostGateway };
    const gateway = daemon.networks.byName('bridge')?.poolsOf(4)[0]?.gateway;
    if (gateway === undefined) throw invalid('unable to derive the IP value for host-gateway');
    return { names, address: formatAddress(gateway) };
  });
}
