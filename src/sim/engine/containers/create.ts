// Creating a container: the request made whole with the image's configuration, checked, named and kept.
// Source: moby daemon/{create,container,links}.go, api/server/router/container/container_routes.go postContainersCreate.
// Not modelled: platforms.
import { type Signal, signalNumbers } from '../../host/sys.ts';
import { ApiError, invalid, notSimulated, withPrefix } from '../api/errors.ts';
import type { ContainerCreateBody } from '../api/schemas.ts';
import type { HealthConfig } from '../api/types.ts';
import type { Daemon } from '../daemon.ts';
import { shortId } from '../ids.ts';
import type { Image } from '../images/image.ts';
import { type Attachment, newAttachment } from './attachment.ts';
import { Container, type FullConfig, type LegacyLink } from './container.ts';
import { containerEvent } from './container-events.ts';
import { healthConfig } from './health.ts';
import { type FullHostConfig, fullHostConfig } from './host-config.ts';
import { mountsOf } from './mounts.ts';
import { checkName, nameConflict, randomName } from './names.ts';
import { checkAttachment, checkInterfaceSysctls, checkMac, checkNetworkMode, isUserDefined } from './network-mode.ts';
import { checkPortBindings } from './ports.ts';

export interface Created {
  readonly container: Container;
  readonly warnings: string[];
}

/** Makes a container of a request; throws when anything in it is wrong. */
export function createContainer(daemon: Daemon, wantedName: string, body: ContainerCreateBody): Created {
  const warnings: string[] = [];
  const name = wantedName === '' ? '' : checkName(wantedName);
  if (body.Image === '') throw invalid('no image specified');
  const image = daemon.images.get(body.Image);
  const hostConfig = fullHostConfig(body.HostConfig, daemon.config, warnings);
  checkNetworkMode(hostConfig, body.Hostname, Object.keys(body.ExposedPorts ?? {}).length > 0);
  checkInterfaceSysctls(hostConfig);
  checkConfig(body);
  checkPortBindings(hostConfig.PortBindings);
  const taken = name === '' ? undefined : daemon.containers.byName(name);
  if (taken !== undefined) throw nameConflict(name, taken.id);
  const id = daemon.newId('container ids');
  checkUser(body.User || image.user);
  const config = fullConfig(body, image, id, hostConfig, daemon.machine.enclosure.hostname);
  if ((config.Entrypoint ?? []).length + (config.Cmd ?? []).length === 0) throw invalid('no command specified');
  const attachments = attachmentsOf(daemon, body, hostConfig, warnings);
  const links = linksOf(daemon, hostConfig);
  if (
    hostConfig.NetworkMode === 'host' &&
    (Object.keys(hostConfig.PortBindings).length > 0 || hostConfig.PublishAllPorts)
  ) {
    warnings.push('Published ports are discarded when using host network mode');
  }
  const container = new Container({
    id,
    name: name || randomName(daemon.random('container names'), (each) => daemon.containers.byName(each) !== undefined),
    created: daemon.now(),
    image,
    config,
    hostConfig,
    attachments,
    links,
    mounts: mountsOf(daemon, hostConfig, Object.keys(config.Volumes ?? {})),
  });
  if (daemon.config.init && container.hostConfig.Init === undefined) container.hostConfig.Init = true;
  if (links.length > 0) {
    container.hostConfig.Links = links.map((link) => `/${link.child.name}:/${container.name}/${link.alias}`);
  }
  daemon.containers.add(container);
  containerEvent(daemon, container, 'create');
  return { container, warnings };
}

function checkConfig(body: ContainerCreateBody): void {
  if (body.WorkingDir !== '' && !body.WorkingDir.startsWith('/')) {
    throw invalid(`the working directory '${body.WorkingDir}' is invalid, it needs to be an absolute path`);
  }
  if (body.StopSignal !== '') parseSignal(body.StopSignal);
  for (const variable of body.Env ?? []) {
    if (variable === '' || variable.startsWith('=')) throw invalid(`invalid environment variable: ${variable}`);
  }
}

/** Programs here run as root, and say so. */
export function checkUser(user: string): void {
  if (!['', 'root', '0', '0:0', 'root:root'].includes(user)) throw notSimulated('users other than root');
}

/** Signals of Linux that no program here can tell apart. Source: signal(7). */
const otherSignals =
  'ILL TRAP ABRT BUS FPE SEGV STKFLT CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF IO PWR SYS'.split(' ');

/** A signal by name (with or without SIG) or number. Source: moby/sys/signal ParseSignal. */
export function parseSignal(text: string): Signal {
  const names = Object.keys(signalNumbers) as Signal[];
  const upper = text.toUpperCase();
  const found = names.find((name) => name === upper || name === `SIG${upper}` || String(signalNumbers[name]) === text);
  if (otherSignals.includes(upper.replace(/^SIG/, ''))) throw notSimulated(`signal ${upper}`);
  if (found === undefined) throw invalid(`invalid signal: ${text}`);
  return found;
}

/** What the user says wins; the image fills in. Variables of the image follow the user's. */
function fullConfig(
  body: ContainerCreateBody,
  image: Image,
  id: string,
  hostConfig: FullHostConfig,
  hostHostname: string,
): FullConfig {
  const env = [...(body.Env ?? [])];
  const named = new Set(env.map((variable) => variable.split('=')[0]));
  env.push(...image.env.filter((variable) => !named.has(variable.split('=')[0])));
  const ownEntrypoint = (body.Entrypoint ?? []).length > 0;
  const imageCmd = ownEntrypoint || image.cmd.length === 0 ? null : [...image.cmd];
  // One empty word takes the image's entrypoint away, and its command with it.
  const isReset = body.Entrypoint?.length === 1 && body.Entrypoint[0] === '';
  const entrypoint = isReset ? null : ownEntrypoint ? body.Entrypoint : image.entrypoint;
  const volumes = Object.keys(body.Volumes ?? {}).concat(image.volumes);
  const health = healthOf(body, image);
  const stopSignal = body.StopSignal || image.stopSignal;
  const hostname = body.Hostname || (hostConfig.NetworkMode === 'host' ? hostHostname : shortId(id));
  const ports = [
    ...Object.keys(body.ExposedPorts ?? {}),
    ...Object.keys(hostConfig.PortBindings),
    ...image.exposedPorts,
  ];
  return {
    Hostname: hostConfig.NetworkMode.startsWith('container:') ? '' : hostname,
    Domainname: body.Domainname,
    User: body.User || image.user,
    AttachStdin: body.AttachStdin,
    AttachStdout: body.AttachStdout,
    AttachStderr: body.AttachStderr,
    ExposedPorts: Object.fromEntries([...new Set(ports)].sort().map((port) => [port, {}])),
    Tty: body.Tty,
    OpenStdin: body.OpenStdin,
    StdinOnce: body.StdinOnce,
    Env: env,
    Cmd: (body.Cmd ?? []).length > 0 ? [...(body.Cmd ?? [])] : imageCmd,
    ...(health && { Healthcheck: health }),
    Image: body.Image,
    Volumes: volumes.length > 0 ? Object.fromEntries(volumes.map((path) => [path, {}])) : null,
    WorkingDir: body.WorkingDir || image.workingDir,
    Entrypoint: entrypoint ? [...entrypoint] : null,
    OnBuild: null,
    Labels: { ...image.labels, ...body.Labels },
    ...(stopSignal === '' ? {} : { StopSignal: stopSignal }),
    ...(body.StopTimeout === null || body.StopTimeout === undefined ? {} : { StopTimeout: body.StopTimeout }),
  };
}

/** The image's check, in so far as the user gives no other. */
function healthOf(body: ContainerCreateBody, image: Image): HealthConfig | undefined {
  const own = healthConfig(body.Healthcheck);
  return image.healthcheck || own ? { ...image.healthcheck, ...own } : undefined;
}

/** The networks that a container will join: those named, or the one of its mode. None of them need exist yet. */
function attachmentsOf(
  daemon: Daemon,
  body: ContainerCreateBody,
  hostConfig: FullHostConfig,
  warnings: string[],
): ReadonlyMap<string, Attachment> {
  const attachments = new Map<string, Attachment>();
  const mode = hostConfig.NetworkMode;
  if (mode.startsWith('container:')) return attachments;
  const nameOf = (term: string): string => {
    const named = term === 'default' ? 'bridge' : term;
    return daemon.networks.lookUp(named)?.name ?? named;
  };
  const configs = Object.entries(body.NetworkingConfig?.EndpointsConfig ?? {});
  const modeName = nameOf(mode);
  // The network of the mode is joined first: what the user named first becomes eth0.
  configs.sort(([a], [b]) => Number(nameOf(b) === modeName) - Number(nameOf(a) === modeName));
  for (const [name, config] of configs) attachments.set(nameOf(name), newAttachment(config));
  if (attachments.size === 0) attachments.set(modeName, newAttachment(undefined));
  if (body.MacAddress) {
    warnings.push(
      'The container-wide MacAddress field is now deprecated. It should be specified in EndpointsConfig instead.',
    );
    const attachment = attachments.get(modeName);
    if (attachment) attachments.set(modeName, { ...attachment, macAddress: body.MacAddress });
  }
  for (const [name, attachment] of attachments) {
    checkMac(attachment.macAddress);
    const network = daemon.networks.lookUp(name);
    if (network === undefined) continue;
    try {
      checkAttachment(network, attachment);
    } catch (error) {
      throw withPrefix(`invalid config for network ${name}: `, error);
    }
  }
  return attachments;
}

/** Legacy links: `c1:db` on the default bridge. On other networks they are names of an endpoint, looked up when asked for. */
function linksOf(daemon: Daemon, hostConfig: FullHostConfig): LegacyLink[] {
  if (isUserDefined(hostConfig.NetworkMode)) return [];
  return (hostConfig.Links ?? []).map((link) => {
    const [name = '', alias = name] = link.split(':');
    if (name === '') throw invalid('empty string specified for links');
    try {
      const child = daemon.containers.get(name);
      if (child.networkMode === 'host') {
        throw invalid(
          "conflicting options: host type networking can't be used with links. This would result in undefined behavior",
        );
      }
      return { child, alias: alias.replace(/^.*\//, '') };
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'NotFound')
        throw invalid(`could not get container for ${name}: ${error.message}`);
      throw error;
    }
  });
}
