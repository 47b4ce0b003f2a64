// docker compose start, stop, restart, kill, pause, unpause and scale
// Source: docker/compose cmd/compose/{start,stop,restart,kill,pause,scale}.go; pkg/compose of the same names.
// Not modelled: nothing known.

import { atLeast } from '../../cli/command.ts';
import { containerPath } from '../../cli/container/api-calls.ts';
import { Failure } from '../../cli/failure.ts';
import { flag, type Options } from '../../cli/flags.ts';
import type { ContainerSummary } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Backend } from '../backend/backend.ts';
import { usualBuild } from '../backend/build.ts';
import { listContainers, progressName, serviceLabel } from '../backend/containers.ts';
import { createProject } from '../backend/convergence.ts';
import { inDependencyOrder } from '../backend/graph.ts';
import { runHooks } from '../backend/hooks.ts';
import { event } from '../backend/progress.ts';
import { together } from '../backend/scope.ts';
import { awaitDependencies, startProject } from '../backend/start.ts';
import { stopServices } from '../backend/stop.ts';
import { type ComposeCommand, type Invocation, timeoutOf } from '../command.ts';
import { type Project, scaled, select, serviceNames, serviceOf, withService } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { mapOf } from '../model/values.ts';

const timeout = flag('int', 'timeout', 'Specify a shutdown timeout in seconds', { short: 't' });

export const start: ComposeCommand = {
  kind: 'leaf',
  name: 'start',
  synopsis: '[SERVICE...]',
  short: 'Start services',
  args: atLeast(0),
  services: 'all',
  flags: [],
  *run(invocation, options) {
    const backend = invocation.backend();
    const { name, project } = yield* invocation.projectOrName(options.args);
    yield* backend.progress.during(
      (function* (): Blocking<void> {
        const target = project ?? (yield* invocation.projectOrActual());
        if (!project && target.services.size === 0) {
          throw new Failure(`no container found for project ${JSON.stringify(name)}: not found`);
        }
        const unknown = options.args.find((each) => !target.services.has(each));
        if (unknown !== undefined) throw new Failure(`no such service: ${JSON.stringify(unknown)}: not found`);
        yield* startProject(backend, select(target, options.args));
      })(),
    );
    return 0;
  },
};

export const stop: ComposeCommand = {
  kind: 'leaf',
  name: 'stop',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'Stop services',
  args: atLeast(0),
  services: 'all',
  flags: [timeout],
  *run(invocation, options) {
    const backend = invocation.backend();
    const project = yield* invocation.projectOrActual(options.args);
    const work = stopServices(backend, project, options.args, timeoutOf(options));
    yield* backend.progress.during(work, 'Stopping');
    return 0;
  },
};

export const restart: ComposeCommand = {
  kind: 'leaf',
  name: 'restart',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'Restart service containers',
  args: atLeast(0),
  services: 'all',
  flags: [timeout, flag('bool', 'no-deps', "Don't restart dependent services")],
  *run(invocation, options) {
    const backend = invocation.backend();
    const project = yield* invocation.projectOrActual();
    yield* backend.progress.during(restartServices(backend, project, options), 'Restarting');
    return 0;
  },
};

function* restartServices(backend: Backend, declared: Project, options: Options): Blocking<void> {
  const containers = yield* listContainers(backend.client, declared.name, 'excluded', true);
  const alone = options.bool('no-deps') ? select(declared, options.args, 'nothing') : declared;
  // Only dependencies that ask for it are restarted along.
  let project = alone;
  for (const service of alone.services.values()) {
    const kept = Object.entries(mapOf(service.config.depends_on)).filter(([, each]) => mapOf(each).restart === true);
    project = withService(project, { ...service, config: { ...service.config, depends_on: Object.fromEntries(kept) } });
  }
  project = select(project, options.args, 'dependents');
  yield* inDependencyOrder(project, 'up', function* (name) {
    yield* awaitDependencies(backend, project, serviceOf(project, name), containers);
    const query = options.changed('timeout') ? { t: String(options.int('timeout')) } : {};
    const own = containers.filter((each) => serviceLabel(each) === name);
    yield* together(own.map((each) => restartOne(backend, project, serviceOf(project, name), each, query)));
  });
}

function* restartOne(
  backend: Backend,
  project: Project,
  service: Service,
  container: ContainerSummary,
  query: Record<string, string>,
): Blocking<void> {
  yield* runHooks(backend, project, service, container, 'pre_stop', undefined);
  yield* event(backend.progress, progressName(container), 'working', 'Restarting');
  yield* backend.client.send('POST', containerPath(container.Id, 'restart'), { query });
  yield* event(backend.progress, progressName(container), 'done', 'Started');
  yield* runHooks(backend, project, service, container, 'post_start', undefined);
}

export const kill: ComposeCommand = {
  kind: 'leaf',
  name: 'kill',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'Force stop service containers',
  args: atLeast(0),
  services: 'all',
  flags: [
    flag('bool', 'remove-orphans', 'Remove containers for services not defined in the Compose file'),
    flag('string', 'signal', 'SIGNAL to send to the container', { short: 's', default: 'SIGKILL' }),
  ],
  *run(invocation, options) {
    const { client } = invocation;
    const backend = invocation.backend();
    const project = yield* invocation.projectOrActual(options.args);
    const running = yield* listContainers(client, project.name, 'included', false, options.args);
    const names = serviceNames(project);
    const chosen = options.bool('remove-orphans')
      ? running
      : running.filter((each) => names.includes(serviceLabel(each)));
    if (chosen.length === 0) {
      yield* client.sys.error('no container to kill');
      return 0;
    }
    const query = { signal: options.text('signal') };
    const words = { doing: 'Killing', done: 'Killed', failed: 'Error while Killing' };
    yield* backend.progress.during(together(chosen.map((each) => act(backend, each, 'kill', query, words))), 'Killing');
    return 0;
  },
};

function* act(
  backend: Backend,
  container: ContainerSummary,
  action: string,
  query: Record<string, string>,
  words: { readonly doing?: string; readonly done: string; readonly failed?: string },
): Blocking<void> {
  const name = progressName(container);
  if (words.doing !== undefined) yield* event(backend.progress, name, 'working', words.doing);
  try {
    yield* backend.client.send('POST', containerPath(container.Id, action), { query });
  } catch (error) {
    if (words.failed !== undefined && error instanceof Failure) {
      yield* event(backend.progress, name, 'error', words.failed);
    }
    throw error;
  }
  yield* event(backend.progress, name, 'done', words.done);
}

function* pauseAll(invocation: Invocation, options: Options, action: string, done: string): Blocking<number> {
  const backend = invocation.backend();
  const { name } = yield* invocation.projectOrName(options.args);
  const running = yield* listContainers(invocation.client, name, 'excluded', false, options.args);
  yield* backend.progress.during(together(running.map((each) => act(backend, each, action, {}, { done }))));
  return 0;
}

export const pause: ComposeCommand = {
  kind: 'leaf',
  name: 'pause',
  synopsis: '[SERVICE...]',
  short: 'Pause services',
  args: atLeast(0),
  services: 'all',
  flags: [],
  run: (invocation, options) => pauseAll(invocation, options, 'pause', 'Paused'),
};

export const unpause: ComposeCommand = {
  kind: 'leaf',
  name: 'unpause',
  synopsis: '[SERVICE...]',
  short: 'Unpause services',
  args: atLeast(0),
  services: 'all',
  flags: [],
  run: (invocation, options) => pauseAll(invocation, options, 'unpause', 'Unpaused'),
};

export const scale: ComposeCommand = {
  kind: 'leaf',
  name: 'scale',
  synopsis: '[SERVICE=REPLICAS...]',
  short: 'Scale services ',
  args: atLeast(1),
  services: 'all',
  flags: [flag('bool', 'no-deps', "Don't start linked services")],
  *run(invocation, options) {
    const names = options.args.map((text) => {
      const [name = '', count = '', ...rest] = text.split('=');
      if (name === '' || count === '' || rest.length > 0) throw new Failure(`invalid scale specifier: ${text}`);
      if (!/^[+-]?\d+$/.test(count)) {
        throw new Failure(`invalid scale specifier: can't parse replica value as int: ${text}`);
      }
      return name;
    });
    const loaded = yield* invocation.project(names.sort());
    const chosen = options.bool('no-deps') ? select(loaded, names, 'nothing') : loaded;
    const project = scaled(chosen, options.args);
    const backend = invocation.backend();
    yield* backend.progress.during(
      (function* (): Blocking<void> {
        const how = { services: names, removeOrphans: false, ignoreOrphans: false, timeout: undefined } as const;
        const rest = { assumeYes: false, inherit: true, build: usualBuild } as const;
        const policies = { recreate: 'diverged', recreateDependencies: 'diverged' } as const;
        yield* startProject(backend, yield* createProject(backend, project, { ...how, ...rest, ...policies }));
      })(),
    );
    return 0;
  },
};
