// docker compose up and create
// Source: docker/compose cmd/compose/up.go, create.go; pkg/compose/up.go, create.go.
// Not modelled: builds, watching, the keyboard menu.
import { atLeast } from '../../cli/command.ts';
import { Failure } from '../../cli/failure.ts';
import { flag, type Options } from '../../cli/flags.ts';
import type { Blocking } from '../../host/sys.ts';
import { usualBuild } from '../backend/build.ts';
import { type CreateOptions, createProject } from '../backend/convergence.ts';
import { followProject } from '../backend/follow.ts';
import { LogWriter } from '../backend/log-writer.ts';
import { isYes } from '../backend/prompt.ts';
import { awaitProject, startProject } from '../backend/start.ts';
import { type ComposeCommand, type Invocation, timeoutOf } from '../command.ts';
import { type Project, scaled, select, serviceNames, serviceOf, withService } from '../model/project.ts';

const pullPolicies = ['always', 'never', 'build', 'missing', 'if_not_present'];

const createFlags = [
  flag('bool', 'build', 'Build images before starting containers'),
  flag('bool', 'no-build', "Don't build an image, even if it's policy"),
  flag('bool', 'quiet-pull', 'Pull without printing progress information'),
  flag('bool', 'force-recreate', "Recreate containers even if their configuration and image haven't changed"),
  flag('bool', 'no-recreate', "If containers already exist, don't recreate them. Incompatible with --force-recreate."),
  flag('bool', 'remove-orphans', 'Remove containers for services not defined in the Compose file'),
  flag(
    'stringArray',
    'scale',
    'Scale SERVICE to NUM instances. Overrides the scale setting in the Compose file if present.',
  ),
  flag('bool', 'yes', 'Assume "yes" as answer to all prompts and run non-interactively', { short: 'y' }),
];

export const create: ComposeCommand = {
  kind: 'leaf',
  name: 'create',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'Creates containers for a service',
  args: atLeast(0),
  services: 'all',
  flags: [
    ...createFlags,
    flag('string', 'pull', 'Pull image before running ("always"|"missing"|"never"|"build")', { default: 'policy' }),
  ],
  *run(invocation, options) {
    checkCreateFlags(options);
    const project = applied(yield* invocation.project(options.args), options);
    const backend = invocation.backend();
    yield* backend.progress.during(createProject(backend, project, createOptions(invocation, options)), 'Creating');
    return 0;
  },
};

export const up: ComposeCommand = {
  kind: 'leaf',
  name: 'up',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'Create and start containers',
  args: atLeast(0),
  services: 'all',
  flags: [
    ...createFlags,
    flag('bool', 'detach', 'Detached mode: Run containers in the background', { short: 'd' }),
    flag('string', 'pull', 'Pull image before running ("always"|"missing"|"never")', { default: 'policy' }),
    flag('bool', 'no-color', 'Produce monochrome output'),
    flag('bool', 'no-log-prefix', "Don't print prefix in logs"),
    flag('bool', 'no-start', "Don't start the services after creating them"),
    flag('bool', 'abort-on-container-exit', 'Stops all containers if any container was stopped. Incompatible with -d'),
    flag(
      'bool',
      'abort-on-container-failure',
      'Stops all containers if any container exited with failure. Incompatible with -d',
    ),
    flag(
      'string',
      'exit-code-from',
      'Return the exit code of the selected service container. Implies --abort-on-container-exit',
    ),
    flag(
      'int',
      'timeout',
      'Use this timeout in seconds for container shutdown when attached or when containers are already running',
      { short: 't' },
    ),
    flag('bool', 'timestamps', 'Show timestamps'),
    flag('bool', 'no-deps', "Don't start linked services"),
    flag('bool', 'always-recreate-deps', 'Recreate dependent containers. Incompatible with --no-recreate.'),
    flag(
      'bool',
      'renew-anon-volumes',
      'Recreate anonymous volumes instead of retrieving data from the previous containers',
      { short: 'V' },
    ),
    flag('bool', 'quiet-build', 'Suppress the build output'),
    flag(
      'stringArray',
      'attach',
      'Restrict attaching to the specified services. Incompatible with --attach-dependencies.',
    ),
    flag('stringArray', 'no-attach', 'Do not attach (stream logs) to the specified services'),
    flag('bool', 'attach-dependencies', 'Automatically attach to log output of dependent services'),
    flag('bool', 'wait', 'Wait for services to be running|healthy. Implies detached mode.'),
    flag('int', 'wait-timeout', 'Maximum duration in seconds to wait for the project to be running|healthy'),
    flag('bool', 'watch', 'Watch source code and rebuild/refresh containers when files are updated.', {
      short: 'w',
      onlySimulated: [],
    }),
    flag(
      'bool',
      'menu',
      'Enable interactive shortcuts when running attached. Incompatible with --detach. Can also be enable/disable by setting COMPOSE_MENU environment var.',
      { onlySimulated: [] },
    ),
  ],
  *run(invocation, options) {
    checkUpFlags(options);
    const loaded = yield* invocation.project(options.args);
    if (options.list('attach').length > 0 && options.bool('attach-dependencies')) {
      throw new Failure('cannot combine --attach and --attach-dependencies');
    }
    if (loaded.services.size === 0) throw new Failure('no service selected');
    const changed = applied(loaded, options);
    const project = options.bool('no-deps') ? select(changed, options.args, 'nothing') : changed;
    const backend = invocation.backend();
    const how = createOptions(invocation, options);
    if (options.bool('no-start')) {
      yield* backend.progress.during(createProject(backend, project, how), 'Creating');
      return 0;
    }
    if (!options.bool('detach') && !options.bool('wait')) return yield* upAttached(invocation, options, project, how);
    yield* backend.progress.during(createAndStart());
    return 0;

    function* createAndStart(): Blocking<void> {
      const created = yield* createProject(backend, project, how);
      yield* startProject(backend, created);
      if (options.bool('wait')) yield* awaitProject(backend, created, options.int('wait-timeout'));
    }
  },
};

function* upAttached(invocation: Invocation, options: Options, project: Project, how: CreateOptions): Blocking<number> {
  const { client } = invocation;
  const backend = invocation.backend();
  const exitCodeFrom = options.text('exit-code-from');
  if (exitCodeFrom !== '') serviceOf(project, exitCodeFrom);
  const attached = attachedServices(project, options);
  const created = yield* backend.progress.during(createProject(backend, project, how));
  const color = !options.bool('no-color') && client.stdout !== undefined;
  const log = new LogWriter(client, color, !options.bool('no-log-prefix'), options.bool('timestamps'));
  return yield* followProject(backend, invocation.backend(true), created, log, {
    attached,
    services: options.args,
    exitCodeFrom,
    abort: options.bool('abort-on-container-failure')
      ? 'failure'
      : options.bool('abort-on-container-exit') || exitCodeFrom !== ''
        ? 'exit'
        : 'never',
    timeout: how.timeout,
  });
}

function attachedServices(project: Project, options: Options): string[] {
  const wanted = options.list('attach');
  const unknown = wanted.filter((name) => !project.services.has(name));
  if (unknown.length > 0) throw new Failure(`cannot attach to services not included in up: ${unknown.join(', ')}`);
  const named = options.args.length > 0 && !options.bool('attach-dependencies') ? options.args : serviceNames(project);
  const chosen =
    wanted.length > 0 ? wanted : named.filter((name) => project.services.get(name)?.config.attach !== false);
  return chosen.filter((name) => !options.list('no-attach').includes(name));
}

function checkCreateFlags(options: Options): void {
  const both = (a: string, b: string) => options.bool(a) && options.bool(b);
  if (both('build', 'no-build')) throw new Failure('--build and --no-build are incompatible');
  if (both('force-recreate', 'no-recreate')) throw new Failure('--force-recreate and --no-recreate are incompatible');
}

function checkUpFlags(options: Options): void {
  const exits =
    options.bool('abort-on-container-exit') ||
    (options.text('exit-code-from') !== '' && !options.bool('abort-on-container-failure'));
  const fails = options.bool('abort-on-container-failure');
  if (exits && fails) {
    throw new Failure('--abort-on-container-failure cannot be combined with --abort-on-container-exit');
  }
  const attaching = options.bool('attach-dependencies') || options.list('attach').length > 0;
  if (options.bool('wait') && (attaching || exits)) {
    throw new Failure('--wait cannot be combined with --abort-on-container-exit, --attach or --attach-dependencies');
  }
  const others = '--abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch';
  const detached = options.bool('detach') || options.bool('wait');
  if (detached && (attaching || exits || fails || options.bool('watch'))) {
    throw new Failure(`--${options.bool('wait') ? 'wait' : 'detach'} cannot be combined with ${others}`);
  }
  checkCreateFlags(options);
  if (!options.bool('no-recreate')) return;
  if (options.bool('renew-anon-volumes')) throw new Failure('--no-recreate and --renew-anon-volumes are incompatible');
  if (options.bool('always-recreate-deps')) {
    throw new Failure('--always-recreate-deps and --no-recreate are incompatible');
  }
}

/** The project as the flags change it. */
function applied(project: Project, options: Options): Project {
  let result = project;
  if (options.changed('pull')) {
    const policy = options.text('pull');
    if (!pullPolicies.includes(policy)) throw new Failure(`invalid --pull option ${JSON.stringify(policy)}`);
    for (const service of project.services.values()) {
      result = withService(result, { ...service, config: { ...service.config, pull_policy: policy } });
    }
  }
  if (options.bool('build')) {
    for (const service of result.services.values()) {
      if (!('build' in service.config)) continue;
      result = withService(result, { ...service, config: { ...service.config, pull_policy: 'build' } });
    }
  }
  return scaled(result, options.list('scale'));
}

function createOptions(invocation: Invocation, options: Options): CreateOptions {
  const { env } = invocation.client.sys;
  const isOn = (name: string) => isYes(env.get(name) ?? '');
  const removeOrphans = options.changed('remove-orphans')
    ? options.bool('remove-orphans')
    : isOn('COMPOSE_REMOVE_ORPHANS');
  const ignoreOrphans = isOn('COMPOSE_IGNORE_ORPHANS');
  if (removeOrphans && ignoreOrphans) throw new Failure('cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans');
  const force = options.bool('force-recreate') || options.bool('renew-anon-volumes');
  const never = options.bool('no-recreate');
  return {
    services: options.args,
    removeOrphans,
    ignoreOrphans,
    recreate: never ? 'never' : force ? 'force' : 'diverged',
    recreateDependencies: never ? 'never' : options.bool('always-recreate-deps') ? 'force' : 'diverged',
    build: options.bool('no-build') ? undefined : usualBuild,
    assumeYes: options.bool('yes'),
    inherit: !options.bool('renew-anon-volumes'),
    timeout: timeoutOf(options),
  };
}
