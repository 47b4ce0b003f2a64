// docker compose port, top, version and pull
// Source: docker/compose cmd/compose/{port,top,version,pull}.go; pkg/compose/{port,top,pull}.go.
// Not modelled: progress of single layers.
import { atLeast, exactly } from '../../cli/command.ts';
import { containerPath } from '../../cli/container/api-calls.ts';
import { Failure } from '../../cli/failure.ts';
import { flag } from '../../cli/flags.ts';
import { alignTabs } from '../../cli/formatter/tabwriter.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Backend } from '../backend/backend.ts';
import { containerName, label, listContainers, oneContainer, serviceLabel } from '../backend/containers.ts';
import { imageIds, imageOf, pullService } from '../backend/images.ts';
import { together } from '../backend/scope.ts';
import type { ComposeCommand } from '../command.ts';
import { COMPOSE_VERSION } from '../model/load.ts';
import { type Project, select, serviceNames, serviceOf } from '../model/project.ts';

const LARGEST_PORT = 65535;

export const port: ComposeCommand = {
  kind: 'leaf',
  name: 'port',
  synopsis: '[OPTIONS] SERVICE PRIVATE_PORT',
  short: 'Print the public port for a port binding',
  args: atLeast(2),
  services: 'first',
  flags: [
    flag('string', 'protocol', 'tcp or udp', { default: 'tcp' }),
    flag('int', 'index', 'Index of the container if service has multiple replicas'),
  ],
  *run(invocation, options) {
    const [service = '', text = ''] = options.args;
    const number = Number(text);
    if (!/^\d+$/.test(text) || number > LARGEST_PORT) {
      const why = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
      throw new Failure(`strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`);
    }
    const project = yield* invocation.projectName();
    const container = yield* oneContainer(invocation.client, project, service, options.int('index'));
    const protocol = options.text('protocol').toLowerCase();
    const found = container.Ports.find((each) => each.PrivatePort === number && each.Type === protocol);
    if (!found) {
      const others = container.Ports.map((each) => `${each.PublicPort ?? 0}/${each.Type}`).join(', ');
      throw new Failure(`no port ${number}/${protocol} for container ${containerName(container)}: ${others}`);
    }
    yield* invocation.client.print(`${found.IP ?? ''}:${found.PublicPort ?? 0}`);
    return 0;
  },
};

/** GET /containers/{id}/top */
interface TopResponse {
  readonly Titles: readonly string[];
  readonly Processes: readonly (readonly string[])[] | null;
}

export const top: ComposeCommand = {
  kind: 'leaf',
  name: 'top',
  synopsis: '[SERVICES...]',
  short: 'Display the running processes',
  args: atLeast(0),
  services: 'all',
  flags: [],
  *run(invocation, options) {
    const { client } = invocation;
    const project = yield* invocation.projectName();
    const running = yield* listContainers(client, project, 'included', false);
    const chosen = running
      .filter((each) => options.args.length === 0 || options.args.includes(serviceLabel(each)))
      .sort((a, b) => (containerName(a) < containerName(b) ? -1 : 1));
    let titles: readonly string[] = [];
    const rows: string[] = [];
    for (const each of chosen) {
      const list = yield* client.get<TopResponse>(containerPath(each.Id, 'top'));
      titles = list.Titles;
      const number = each.Labels[label('container-number')] ?? '-';
      for (const process of list.Processes ?? []) rows.push([serviceLabel(each), number, ...process].join('\t'));
    }
    if (rows.length === 0) return 0;
    const head = ['SERVICE', '#', ...titles].join('\t');
    yield* client.sys.print(alignTabs(`${[head, ...rows].join('\n')}\n`, 4, 2));
    return 0;
  },
};

export const version: ComposeCommand = {
  kind: 'leaf',
  name: 'version',
  synopsis: '[OPTIONS]',
  short: 'Show the Docker Compose version information',
  args: exactly(0),
  flags: [
    flag('string', 'format', 'Format the output. Values: [pretty | json]. (Default: pretty)', { short: 'f' }),
    flag('bool', 'short', "Shows only Compose's version number"),
  ],
  *run({ client }, options) {
    if (options.bool('short')) yield* client.print(COMPOSE_VERSION);
    else if (options.text('format') === 'json') yield* client.print(`{"version":"v${COMPOSE_VERSION}"}`);
    else yield* client.print(`Docker Compose version v${COMPOSE_VERSION}`);
    return 0;
  },
};

export const pull: ComposeCommand = {
  kind: 'leaf',
  name: 'pull',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'Pull service images',
  args: atLeast(0),
  services: 'all',
  flags: [
    flag('bool', 'quiet', 'Pull without printing progress information', { short: 'q' }),
    flag('bool', 'include-deps', 'Also pull services declared as dependencies'),
    flag('bool', 'ignore-pull-failures', 'Pull what it can and ignores images with pull failures'),
    flag('bool', 'ignore-buildable', 'Ignore images that can be built'),
    flag('string', 'policy', 'Apply pull policy ("missing"|"always")'),
  ],
  *run(invocation, options) {
    const loaded = yield* invocation.project(options.args);
    const project = options.bool('include-deps') ? loaded : select(loaded, options.args, 'nothing');
    const backend = invocation.backend(options.bool('quiet'));
    const present = yield* imageIds(invocation.client, project);
    const missingOnly = options.text('policy') === 'missing';
    const work = pullAll(
      backend,
      project,
      missingOnly ? [...present.keys()] : [],
      options.bool('ignore-pull-failures'),
    );
    yield* backend.progress.during(work, 'Pulling');
    return 0;
  },
};

function* pullAll(backend: Backend, project: Project, present: readonly string[], ignore: boolean): Blocking<void> {
  const pulling = new Map<string, string>();
  const work: Blocking<void>[] = [];
  for (const name of serviceNames(project)) {
    const service = serviceOf(project, name);
    const image = imageOf(service);
    const by = pulling.get(image);
    const skip = skipReason(image, by, present.includes(image));
    if (skip !== undefined) {
      yield* backend.progress.event({ id: name, status: 'done', text: skip });
      continue;
    }
    pulling.set(image, name);
    work.push(ignore ? forgiving(pullService(backend, service)) : pullService(backend, service));
  }
  yield* together(work);
}

function skipReason(image: string, by: string | undefined, present: boolean): string | undefined {
  if (image === '') return 'Skipped - No image to be pulled';
  if (present) return 'Skipped - Image is already present locally';
  return by === undefined ? undefined : `Skipped - Image is already being pulled by ${by}`;
}

function* forgiving(body: Blocking<void>): Blocking<void> {
  try {
    yield* body;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}
