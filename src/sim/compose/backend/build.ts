// Building the images of services.
// Source: docker/compose pkg/compose/{build,build_classic,build_bake}.go.
// Not modelled: BuildKit, for which the classic builder stands in and says so; multi-platform images, secrets, other contexts.
import { encodeUtf8 } from '../../base/utf8.ts';
import { Failure, notSimulated } from '../../cli/failure.ts';
import { humanSize } from '../../cli/formatter/units.ts';
import { showBuild } from '../../cli/image/build.ts';
import { buildContext } from '../../cli/image/build-context.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { listOf, mapOf, mapValues, textOf, textsOf, type ValueMap } from '../model/values.ts';
import type { Backend } from './backend.ts';
import { label } from './containers.ts';
import { imageName } from './images.ts';
import { event } from './progress.ts';

export interface BuildOptions {
  readonly quiet: boolean;
  readonly noCache: boolean;
  /** `KEY=value` on top of the file's arguments. */
  readonly args: readonly string[];
}

export const usualBuild: BuildOptions = { quiet: false, noCache: false, args: [] };

/** Builds the images of some services, one after the other. */
export function* buildServices(
  backend: Backend,
  project: Project,
  services: readonly Service[],
  options: BuildOptions,
): Blocking<void> {
  if (services.length === 0) return;
  yield* sayWhichBuilder(backend);
  for (const service of services) {
    yield* event(backend.progress, `Service ${service.name}`, 'working', 'Building');
    yield* buildOne(backend, project, service, options);
    yield* event(backend.progress, `Service ${service.name}`, 'done', 'Built');
  }
  for (const { name } of services) yield* event(backend.progress, name, 'done', 'Built');
}

/** Nothing is said of BuildKit where it was switched off. */
function* sayWhichBuilder(backend: Backend): Blocking<void> {
  const isOff = /^(0|f|F|FALSE|false|False)$/.test(backend.client.sys.env.get('DOCKER_BUILDKIT') ?? '');
  const missing = isOff ? "buildkit isn't enabled" : "buildx isn't installed";
  yield* backend.warn(`Docker Compose is configured to build using Bake, but ${missing}`);
  if (!isOff) yield* backend.client.warn('hoplab: not simulated yet: BuildKit; the classic builder builds instead');
}

function* buildOne(backend: Backend, project: Project, service: Service, options: BuildOptions): Blocking<void> {
  const { client } = backend;
  const build = mapOf(service.config.build);
  refuse(build);
  const directory = textOf(build.context);
  const file = textOf(build.dockerfile);
  const dockerfile = file.startsWith('/') || file === '' ? file : `${directory}/${file}`;
  const context = yield* buildContext(client, directory, dockerfile);
  const size = humanSize(encodeUtf8(context.archive).length);
  if (!options.quiet) yield* client.sys.print(`Sending build context to Docker daemon  ${size}\r\r\n`);
  const query = {
    dockerfile: context.dockerfile,
    t: [...textsOf(build.tags), imageName(project, service)].join('\n'),
    buildargs: JSON.stringify(argumentsOf(build, project, options.args)),
    labels: JSON.stringify({ ...mapValues(mapOf(build.labels), textOf), [label('image.builder')]: 'classic' }),
    target: textOf(build.target),
    networkmode: textOf(build.network),
    ...((options.noCache || build.no_cache === true) && { nocache: '1' }),
  };
  const response = yield* client.send('POST', '/build', { query, raw: context.archive });
  yield* showBuild(client, response, options.quiet);
}

function refuse(build: ValueMap): void {
  const advice = 'set DOCKER_BUILDKIT=1 to use BuildKit';
  const unable = (what: string) => new Failure(`the classic builder doesn't support ${what}, ${advice}`);
  if (listOf(build.platforms).length > 1) throw unable('multi-arch build');
  if (build.privileged === true) throw unable('privileged mode');
  if (Object.keys(mapOf(build.additional_contexts)).length > 0) throw unable('additional contexts');
  if ('ssh' in build) throw unable('SSH keys');
  if (listOf(build.secrets).length > 0) throw unable('secrets');
  for (const key of ['dockerfile_inline', 'extra_hosts', 'isolation', 'shm_size', 'ulimits', 'entitlements']) {
    if (key in build) throw notSimulated(`docker compose build: ${key}`);
  }
}

/** Those of the file, then those of the command line; without a value, the project's variable. */
function argumentsOf(build: ValueMap, project: Project, more: readonly string[]): Record<string, string> {
  const given = mapValues(mapOf(build.args), (value) => (value === null ? undefined : textOf(value)));
  for (const text of more) {
    const at = text.indexOf('=');
    given[at < 0 ? text : text.slice(0, at)] = at < 0 ? undefined : text.slice(at + 1);
  }
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, own]): [string, string][] => {
      const value = own ?? project.env.get(key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
