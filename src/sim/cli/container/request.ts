// A command line of `docker run` or `docker create` as the engine's request.
// Source: docker/cli cli/command/container/opts.go parse; opts/parse.go ParseRestartPolicy.
// Not modelled: see absent-flags.ts.
import { parseMac } from '../../base/mac.ts';
import type { ContainerCreateRequest, HostConfig } from '../../engine/api/types.ts';
import type { Sys } from '../../host/sys.ts';
import { Failure } from '../failure.ts';
import { cut, keyValues, type Options } from '../flags.ts';
import { readKeyValueFiles } from './env-file.ts';
import { mountsOf } from './mounts.ts';
import { networksOf } from './networks.ts';
import { portsOf } from './ports.ts';
import { healthOf, resourcesOf } from './resource-flags.ts';

/** Builds the request; failures are the client's own, before any engine is asked. */
export function createRequest(sys: Sys, options: Options): ContainerCreateRequest {
  const mac = options.text('mac-address');
  if (mac !== '' && parseMac(mac.trim()) === undefined) throw new Failure(`${mac} is not a valid mac address`);
  const { exposed, bindings } = portsOf(options.list('publish'), options.list('expose'));
  const env = [...readKeyValueFiles(sys, options.list('env-file'), sys.env), ...options.list('env')];
  const labels = [...readKeyValueFiles(sys, options.list('label-file')), ...options.list('label')];
  const restart = restartPolicy(options.text('restart'));
  if (options.bool('rm') && !['', 'no'].includes(restart.Name)) {
    throw new Failure('conflicting options: cannot specify both --restart and --rm');
  }
  const networks = networksOf(options);
  const [image = '', ...command] = options.args;
  const streams = attachedStreams(options);
  const health = healthOf(options);
  const mounts = mountsOf(options, (path) => sys.resolve(path));
  return {
    Hostname: options.text('hostname'),
    Domainname: options.text('domainname'),
    User: options.text('user'),
    ...streams,
    ExposedPorts: exposed,
    Tty: options.bool('tty'),
    OpenStdin: options.bool('interactive'),
    StdinOnce: options.bool('interactive') && streams.AttachStdin,
    Env: env.length > 0 ? env : null,
    Cmd: command.length > 0 ? command : null,
    ...(health && { Healthcheck: health }),
    Image: image,
    ...(mounts.anonymous.length > 0 && { Volumes: Object.fromEntries(mounts.anonymous.map((path) => [path, {}])) }),
    WorkingDir: options.text('workdir'),
    Entrypoint: entrypoint(options),
    Labels: keyValues(labels),
    ...(options.changed('stop-signal') && { StopSignal: options.text('stop-signal') }),
    ...(options.changed('stop-timeout') && { StopTimeout: options.int('stop-timeout') }),
    HostConfig: hostConfig(options, networks.mode, bindings, restart, mounts.hostConfig),
    NetworkingConfig: { EndpointsConfig: networks.endpoints },
  };
}

function attachedStreams(options: Options): { AttachStdin: boolean; AttachStdout: boolean; AttachStderr: boolean } {
  const attach = options.list('attach');
  return {
    AttachStdin: options.bool('interactive') || attach.includes('stdin'),
    AttachStdout: attach.length === 0 || attach.includes('stdout'),
    AttachStderr: attach.length === 0 || attach.includes('stderr'),
  };
}

/** An empty --entrypoint resets the image's. */
function entrypoint(options: Options): string[] | null {
  return options.changed('entrypoint') ? [options.text('entrypoint')] : null;
}

function hostConfig(
  options: Options,
  mode: string,
  bindings: HostConfig['PortBindings'],
  restart: HostConfig['RestartPolicy'],
  mounts: Partial<HostConfig>,
): Partial<HostConfig> {
  const orNull = (name: string) => (options.changed(name) ? options.list(name) : null);
  return {
    NetworkMode: mode,
    PortBindings: bindings,
    RestartPolicy: restart,
    AutoRemove: options.bool('rm'),
    CapAdd: canonicalCapabilities(orNull('cap-add')),
    CapDrop: canonicalCapabilities(orNull('cap-drop')),
    Dns: options.list('dns'),
    DnsOptions: options.list('dns-option'),
    DnsSearch: options.list('dns-search'),
    ExtraHosts: orNull('add-host'),
    Links: orNull('link'),
    Privileged: options.bool('privileged'),
    PublishAllPorts: options.bool('publish-all'),
    ...resourcesOf(options),
    ...mounts,
    ...(options.changed('sysctl') && { Sysctls: options.map('sysctl') }),
  };
}

/** `on-failure:3` as the engine takes it. */
export function restartPolicy(text: string): HostConfig['RestartPolicy'] {
  const [name, count] = cut(text, ':');
  if (name === '' && text.includes(':')) {
    throw new Failure('invalid restart policy format: no policy provided before colon');
  }
  if (count !== '' && !/^[+-]?\d+$/.test(count)) {
    throw new Failure('invalid restart policy format: maximum retry count must be an integer');
  }
  return { Name: name, MaximumRetryCount: Number(count || '0') };
}

/** client/container_create.go normalizeCapabilities: upper case, with CAP_, each once, sorted. */
export function canonicalCapabilities(names: readonly string[] | null): string[] | null {
  const canonical = names?.map((name) => {
    const upper = name.toUpperCase();
    return upper === 'ALL' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
  });
  return canonical ? [...new Set(canonical)].sort((a, b) => (a < b ? -1 : 1)) : null;
}
