// A container as `docker inspect` shows it.
// Source: moby daemon/inspect.go, api/types/container/container.go InspectResponse.
// Not modelled: sizes, storage layers, security profiles.
import { formatAddress } from '../../base/cidr.ts';
import { formatMac } from '../../base/mac.ts';
import type { ContainerInspect, ContainerState, EndpointSettings, NetworkSettings } from '../api/types.ts';
import { timestamp } from '../clock.ts';
import { endpointSettings } from './attachment.ts';
import type { Container } from './container.ts';
import { portsOf } from './ports.ts';
import { containerRoot, logPath } from './sandbox-files.ts';

export function inspectContainer(container: Container): ContainerInspect {
  const [path = '', ...args] = container.argv;
  const root = container.fs === undefined ? '' : containerRoot(container.filesOf ?? container);
  const file = (name: string): string => (root === '' ? '' : `${root}/${name}`);
  return {
    Id: container.id,
    Created: timestamp(container.created),
    Path: path,
    Args: args,
    State: stateOf(container),
    Image: container.image.id,
    ResolvConfPath: file('resolv.conf'),
    HostnamePath: file('hostname'),
    HostsPath: file('hosts'),
    LogPath: container.fs === undefined ? '' : logPath(container),
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: container.startedAt === undefined ? '' : 'docker-default',
    ExecIDs: container.execIds.length > 0 ? [...container.execIds] : null,
    HostConfig: container.hostConfig,
    GraphDriver: { Data: {}, Name: 'overlay2' },
    Mounts: [...container.mounts.values()].map(({ point }) => point),
    Config: configOf(container),
    NetworkSettings: networkSettings(container),
  };
}

/** An empty set of ports is left out, as Go's omitempty does. */
function configOf(container: Container): ContainerInspect['Config'] {
  const { ExposedPorts, ...rest } = container.config;
  if (Object.keys(ExposedPorts).length === 0) return { ...rest };
  const entries = Object.entries(container.config);
  return { ...rest, ...Object.fromEntries(entries) };
}

function stateOf(container: Container): ContainerState {
  const running = container.running !== undefined;
  return {
    Status: container.status,
    Running: running || container.status === 'restarting',
    Paused: container.paused,
    Restarting: container.status === 'restarting',
    OOMKilled: false,
    Dead: false,
    Pid: container.running?.launched.pid ?? 0,
    ExitCode: container.exitCode,
    Error: container.error,
    StartedAt: timestamp(container.startedAt),
    FinishedAt: timestamp(container.finishedAt),
    ...(container.health && { Health: container.health.describe() }),
  };
}

/** Attachments by network name, sorted as Go prints maps. */
export function networksOf(container: Container): Record<string, EndpointSettings> {
  const names = [...container.attachments.keys()].sort();
  const entries = names.flatMap((name) => {
    const attachment = container.attachments.get(name);
    return attachment ? [[name, endpointSettings(attachment)] as const] : [];
  });
  return Object.fromEntries(entries);
}

function networkSettings(container: Container): NetworkSettings {
  const sandbox = container.running?.sandbox;
  const bridge = container.attachments.get('bridge')?.endpoint;
  const gateway = bridge?.join?.gateway;
  return {
    Bridge: '',
    SandboxID: sandbox?.id ?? '',
    SandboxKey: sandbox?.key ?? '',
    Ports: portsOf(container),
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: bridge?.id ?? '',
    Gateway: gateway ? formatAddress(gateway) : '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    IPAddress: bridge?.address ? formatAddress(bridge.address) : '',
    IPPrefixLen: bridge?.address?.prefixLength ?? 0,
    IPv6Gateway: '',
    MacAddress: bridge?.mac === undefined ? '' : formatMac(bridge.mac),
    Networks: networksOf(container),
  };
}
