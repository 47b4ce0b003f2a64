// One host as a shell script: files, networks, volumes, compose projects and containers, in the order in which they need each other.
import type { Container } from '../../sim/engine/containers/container.ts';
import type { Daemon } from '../../sim/engine/daemon.ts';
import { ANONYMOUS, type Volume } from '../../sim/engine/volumes/store.ts';
import { containerCommands, type Names, networksInOrder } from './container.ts';
import { type WrittenFile, writeLines } from './disk.ts';
import { networkCommand, ownNetworks } from './networks.ts';
import { commandLine, each, pairs } from './words.ts';

const PROJECT = 'com.docker.compose.project';
/** What a swarm's container is called by: it stays when the engine has forgotten whose it was. */
const TASK = 'com.docker.swarm.task.id';
const DAEMON_CONFIG = '/etc/docker/daemon.json';

/** What commands call the engine's networks and containers. */
export function namesOf(daemon: Daemon): Names {
  const networks = daemon.networks.networks();
  const containers = daemon.containers.all();
  return {
    network: (key) => networks.find(({ id, name }) => id === key || name === key)?.name ?? key,
    container: (key) => containers.find(({ id }) => id === key)?.name ?? key,
  };
}

/** A compose project whose files are on the host's disk: `docker compose` makes it again. */
interface Project {
  readonly name: string;
  readonly directory: string;
  readonly files: readonly string[];
  /** How many containers each service has. */
  readonly services: ReadonlyMap<string, number>;
}

/** The projects that can be made of their own files. */
export function projectsOf(daemon: Daemon): readonly Project[] {
  const projects = new Map<string, Project & { readonly services: Map<string, number> }>();
  for (const { config } of daemon.containers.all()) {
    const name = config.Labels[PROJECT];
    const service = config.Labels['com.docker.compose.service'];
    if (name === undefined || service === undefined) continue;
    const files = (config.Labels[`${PROJECT}.config_files`] ?? '').split(',');
    if (!files.every((path) => daemon.machine.enclosure.fs.stat(path)?.type === 'file')) continue;
    const directory = config.Labels[`${PROJECT}.working_dir`] ?? '/';
    const project = projects.get(name) ?? { name, directory, files, services: new Map() };
    if (config.Labels['com.docker.compose.oneoff'] !== 'True') {
      project.services.set(service, (project.services.get(service) ?? 0) + 1);
    }
    projects.set(name, project);
  }
  return [...projects.values()];
}

function projectCommand({ name, directory, files, services }: Project): readonly string[] {
  const scaled = [...services].filter(([, count]) => count > 1).map(([service, count]) => `${service}=${count}`);
  return [
    ...['docker', 'compose', '--project-name', name, '--project-directory', directory],
    ...each('--file', files),
    ...['up', '--detach'],
    ...each('--scale', scaled),
    ...services.keys(),
  ];
}

/** Containers that are neither a swarm's nor a project's. */
export function loneContainers(daemon: Daemon): readonly Container[] {
  const projects = new Set(projectsOf(daemon).map((project) => project.name));
  return daemon.containers
    .all()
    .filter(
      ({ config, removed }) =>
        config.Labels[TASK] === undefined && !removed && !projects.has(config.Labels[PROJECT] ?? ''),
    );
}

function isChosen({ name, labels }: Volume, projects: ReadonlySet<string>): boolean {
  return labels?.[ANONYMOUS] === undefined && !/^[0-9a-f]{64}$/.test(name) && !projects.has(labels?.[PROJECT] ?? '');
}

/** The images that this engine built or was given: no registry has them under these names. */
function builtImages(daemon: Daemon): readonly string[] {
  const images = daemon.containers.all().filter(({ image }) => image.parent !== '');
  return [...new Set(images.map(({ config }) => config.Image))];
}

/** The lines that build a host's part of the lab. */
export function hostLines(daemon: Daemon, files: readonly WrittenFile[]): readonly string[] {
  const names = namesOf(daemon);
  const projects = projectsOf(daemon);
  const projectNames = new Set(projects.map((project) => project.name));
  const networks = ownNetworks(daemon.networks.networks())
    .filter(({ settings }) => !projectNames.has(settings.labels[PROJECT] ?? ''))
    .sort((a, b) => Number(b.settings.configOnly) - Number(a.settings.configOnly));
  const volumes = daemon.volumes.all().filter((volume) => isChosen(volume, projectNames));
  const built = builtImages(daemon);
  return [
    ...block('Files that were written in the lab', files.flatMap(writeLines)),
    ...(files.some(({ path }) => path === DAEMON_CONFIG) ? ['systemctl restart docker', ''] : []),
    ...built.map((image) => `# The image ${image} was built in the lab: build it here before its containers.`),
    ...block(
      'Networks',
      networks.map((network) => commandLine(networkCommand(network))),
    ),
    ...block(
      'Volumes',
      volumes.map(({ name, labels }) => commandLine(['docker', 'volume', 'create', ...pairs('--label', labels), name])),
    ),
    ...block(
      'Compose projects',
      projects.map((project) => commandLine(projectCommand(project))),
    ),
    ...block(
      'Containers',
      loneContainers(daemon).flatMap((container) => [
        ...(needsSpan(daemon, container, names) ? ['# It is on a network of the swarm.'] : []),
        ...containerCommands(container, names).map(commandLine),
      ]),
    ),
  ];
}

function needsSpan(daemon: Daemon, container: Container, names: Names): boolean {
  const spans = daemon.networks.networks().filter(({ settings }) => settings.scope === 'swarm');
  return networksInOrder(container, names).some((name) => spans.some((span) => span.name === name));
}

function block(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`# ${title}`, ...lines, ''];
}
