// What `docker run` needs to be told to make another container like one that is there.
import type { Container } from '../sim/engine/containers/container.ts';
import type { World } from '../sim/world.ts';
import {
  chosenHostname,
  imageAndCommand,
  type Names,
  networksInOrder,
  ownLabels,
  settingFlags,
  sharedMode,
} from './reality/container.ts';
import { namesOf } from './reality/host-script.ts';
import { each, given } from './reality/words.ts';

/** The words after `docker run -d --name NAME`; undefined for a container that there is not. */
export function runWords(world: World, host: string, id: string): readonly string[] | undefined {
  const daemon = world.stations.get(host)?.engine?.daemon;
  const container = daemon?.containers.all().find((one) => one.id === id);
  if (daemon === undefined || container === undefined) return undefined;
  const names = namesOf(daemon);
  return [
    ...given('--hostname', chosenHostname(container)),
    ...networkFlags(container, names),
    ...each('--publish', Object.keys(container.hostConfig.PortBindings).map(anyPort)),
    ...settingFlags(container, labelsOf(container), names),
    ...imageAndCommand(container),
  ];
}

/** The host's port is taken by the one that is copied: Docker chooses another. */
const anyPort = (port: string): string => port.replace(/\/tcp$/, '');

/** Without those by which Compose knows its own: it has not made the copy. */
function labelsOf(container: Container): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(ownLabels(container)).filter(([key]) => !key.startsWith('com.docker.compose.')),
  );
}

/** All its networks, with the names that it has there. Its addresses are its own. */
function networkFlags(container: Container, names: Names): readonly string[] {
  const shared = sharedMode(container.hostConfig.NetworkMode, names);
  if (shared.startsWith('container:')) return ['--network', shared];
  const networks = networksInOrder(container, names);
  const flags = networks.map((name) => networkWord(container, name, names));
  return flags.length === 1 && flags[0] === 'bridge' ? [] : each('--network', flags);
}

/** `front`, or with all that was asked for there: `name=front,alias=db`. */
function networkWord(container: Container, name: string, names: Names): string {
  const attachment = [...container.attachments].find(([key]) => names.network(key) === name)?.[1];
  if (attachment === undefined) return name;
  const { aliases, links, driverOpts, gwPriority } = attachment;
  const options = [
    ...(aliases ?? []).filter((alias) => alias !== container.name).map((alias) => `alias=${alias}`),
    ...(links ?? []).map((link) => `link=${link}`),
    ...Object.entries(driverOpts ?? {}).map(([key, value]) => `driver-opt=${key}=${value}`),
    ...(gwPriority === 0 ? [] : [`gw-priority=${gwPriority}`]),
  ];
  return options.length === 0 ? name : [`name=${name}`, ...options].join(',');
}
