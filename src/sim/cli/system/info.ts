// docker info
// Source: docker/cli cli/command/system/info.go (prettyPrintServerInfo).
// Not modelled: proxies, plugins other than those built in.
import type { SwarmInfo } from '../../engine/api/swarm-types.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { BAD_TEMPLATE, executed, parsed } from '../formatter/format.ts';
import { inspectFormatFlag } from '../formatter/inspect.ts';
import { swarmLines } from '../formatter/swarm-info.ts';
import { typedValue } from '../formatter/typed.ts';
import { bytesSize } from '../formatter/units.ts';
import { CLIENT_VERSION } from '../version.ts';

/** GET /info, as far as it is shown. */
interface InfoResponse {
  readonly Containers: number;
  readonly ContainersRunning: number;
  readonly ContainersPaused: number;
  readonly ContainersStopped: number;
  readonly Images: number;
  readonly ServerVersion: string;
  readonly Driver: string;
  readonly DriverStatus?: readonly (readonly [string, string])[] | null;
  readonly LoggingDriver: string;
  readonly CgroupDriver: string;
  readonly CgroupVersion: string;
  readonly Plugins?: Readonly<Record<'Volume' | 'Network' | 'Log', readonly string[] | null>>;
  readonly CDISpecDirs?: readonly string[] | null;
  readonly Swarm?: SwarmInfo;
  readonly Runtimes?: Readonly<Record<string, unknown>>;
  readonly DefaultRuntime: string;
  readonly InitBinary: string;
  readonly ContainerdCommit?: { readonly ID: string };
  readonly RuncCommit?: { readonly ID: string };
  readonly InitCommit?: { readonly ID: string };
  readonly SecurityOptions?: readonly string[] | null;
  readonly KernelVersion: string;
  readonly OperatingSystem: string;
  readonly OSType: string;
  readonly Architecture: string;
  readonly NCPU: number;
  readonly MemTotal: number;
  readonly Name: string;
  readonly ID: string;
  readonly DockerRootDir: string;
  readonly Debug: boolean;
  readonly ExperimentalBuild: boolean;
  readonly RegistryConfig?: { readonly InsecureRegistryCIDRs?: readonly string[] | null } | null;
  readonly LiveRestoreEnabled: boolean;
  readonly Warnings?: readonly string[] | null;
}

/** The client's half; Compose is a plugin of its own, beside it on the host. */
const clientLines = [
  'Client:',
  ` Version:    ${CLIENT_VERSION}`,
  ' Context:    default',
  ' Debug Mode: false',
  ' Plugins:',
  '  compose: Docker Compose (Docker Inc.)',
  '    Version:  2.40.3',
  '    Path:     /usr/libexec/docker/cli-plugins/docker-compose',
];

export const info: Leaf = {
  kind: 'leaf',
  name: 'info',
  synopsis: '[OPTIONS]',
  short: 'Display system-wide information',
  aliasText: 'docker system info, docker info',
  args: exactly(0),
  flags: [inspectFormatFlag],
  *run(client, options) {
    const format = options.text('format');
    let server: InfoResponse;
    try {
      server = yield* client.get<InfoResponse>('/info');
    } catch (error) {
      if (error instanceof Failure && format === '') yield* client.print([...clientLines, '', 'Server:'].join('\n'));
      throw error;
    }
    if (format !== '') {
      const template = parsed(format === 'json' ? '{{json .}}' : format, undefined, BAD_TEMPLATE);
      const own = { Debug: false, Version: CLIENT_VERSION, Context: 'default', Plugins: [], Warnings: null };
      yield* client.print(executed(template, typedValue({ ...server, ClientInfo: own }, 'system.dockerInfo')));
      return 0;
    }
    yield* client.print([...clientLines, '', 'Server:', ...serverLines(server), ''].join('\n'));
    for (const warning of server.Warnings ?? []) yield* client.warn(warning);
    return 0;
  },
};

function serverLines(server: InfoResponse): string[] {
  const section = (title: string, lines: readonly string[]) => (lines.length > 0 ? [title, ...lines] : []);
  const line = (name: string, value: string | undefined) => (value ? [` ${name}: ${value}`] : []);
  const plugins = (kind: 'Volume' | 'Network' | 'Log') => `  ${kind}: ${(server.Plugins?.[kind] ?? []).join(' ')}`;
  return [
    ` Containers: ${server.Containers}`,
    `  Running: ${server.ContainersRunning}`,
    `  Paused: ${server.ContainersPaused}`,
    `  Stopped: ${server.ContainersStopped}`,
    ` Images: ${server.Images}`,
    ...line('Server Version', server.ServerVersion),
    ...line('Storage Driver', server.Driver),
    ...(server.DriverStatus ?? []).map(([key, value]) => `  ${key}: ${value}`),
    ...line('Logging Driver', server.LoggingDriver),
    ...line('Cgroup Driver', server.CgroupDriver),
    ...line('Cgroup Version', server.CgroupVersion),
    ' Plugins:',
    plugins('Volume'),
    plugins('Network'),
    plugins('Log'),
    ...section(
      ' CDI spec directories:',
      (server.CDISpecDirs ?? []).map((dir) => `  ${dir}`),
    ),
    ` Swarm: ${server.Swarm?.LocalNodeState ?? 'inactive'}`,
    ...(server.Swarm ? swarmLines(server.Swarm) : []),
    ` Runtimes: ${Object.keys(server.Runtimes ?? {})
      .sort()
      .join(' ')}`,
    ` Default Runtime: ${server.DefaultRuntime}`,
    ...hostLines(server),
  ];
}

function hostLines(server: InfoResponse): string[] {
  const registries = server.RegistryConfig?.InsecureRegistryCIDRs ?? [];
  return [
    ` Init Binary: ${server.InitBinary}`,
    ` containerd version: ${server.ContainerdCommit?.ID ?? ''}`,
    ` runc version: ${server.RuncCommit?.ID ?? ''}`,
    ` init version: ${server.InitCommit?.ID ?? ''}`,
    ...securityLines(server.SecurityOptions ?? []),
    ` Kernel Version: ${server.KernelVersion}`,
    ` Operating System: ${server.OperatingSystem}`,
    ` OSType: ${server.OSType}`,
    ` Architecture: ${server.Architecture}`,
    ` CPUs: ${server.NCPU}`,
    ` Total Memory: ${bytesSize(server.MemTotal)}`,
    ` Name: ${server.Name}`,
    ` ID: ${server.ID}`,
    ` Docker Root Dir: ${server.DockerRootDir}`,
    ` Debug Mode: ${server.Debug}`,
    ` Experimental: ${server.ExperimentalBuild}`,
    ...(registries.length > 0 ? [' Insecure Registries:', ...registries.map((cidr) => `  ${cidr}`)] : []),
    ` Live Restore Enabled: ${server.LiveRestoreEnabled}`,
    '',
  ];
}

/** `name=seccomp,profile=builtin` on two lines. */
function securityLines(options: readonly string[]): string[] {
  if (options.length === 0) return [];
  const lines = options.flatMap((option) => {
    const fields = new Map(option.split(',').map((field) => field.split('=') as [string, string]));
    const profile = fields.get('profile');
    return [`  ${fields.get('name') ?? option}`, ...(profile === undefined ? [] : [`   Profile: ${profile}`])];
  });
  return [' Security Options:', ...lines];
}
