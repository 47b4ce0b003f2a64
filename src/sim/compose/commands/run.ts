// docker compose run
// Source: docker/compose cmd/compose/run.go; pkg/compose/run.go.
// Not modelled: users other than root.
import { checkEnv } from '../../cli/checks.ts';
import { atLeast } from '../../cli/command.ts';
import { containerPath } from '../../cli/container/api-calls.ts';
import { startAndAttach } from '../../cli/container/attached-start.ts';
import { Failure } from '../../cli/failure.ts';
import { cut, flag, keyValues, type Options } from '../../cli/flags.ts';
import type { Blocking, Sys } from '../../host/sys.ts';
import { buildServices, usualBuild } from '../backend/build.ts';
import { label, listContainers } from '../backend/containers.ts';
import { Convergence, createProject } from '../backend/convergence.ts';
import { injectFiles } from '../backend/files.ts';
import { ensureImages } from '../backend/images.ts';
import { awaitDependencies, startProject } from '../backend/start.ts';
import type { ComposeCommand, Invocation } from '../command.ts';
import { canonicalModel } from '../model/canonical.ts';
import { parseDotenv } from '../model/dotenv.ts';
import { longVolume } from '../model/mounts.ts';
import { joinedName, type Project, select, serviceOf, withService } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { shellWords } from '../model/shell-words.ts';
import { listOf, mapOf, textOf, type Value, type ValueMap, without } from '../model/values.ts';

/** Hexadecimal digits. */
const SLUG_LENGTH = 64;

export const run: ComposeCommand = {
  kind: 'leaf',
  name: 'run',
  synopsis: '[OPTIONS] SERVICE [COMMAND] [ARGS...]',
  short: 'Run a one-off command on a service',
  args: atLeast(1),
  services: 'first',
  interspersed: false,
  flags: [
    flag('bool', 'detach', 'Run container in background and print container ID', { short: 'd' }),
    flag('stringArray', 'env', 'Set environment variables', { short: 'e', check: checkEnv }),
    flag('stringArray', 'env-from-file', 'Set environment variables from file'),
    flag('stringArray', 'label', 'Add or override a label', { short: 'l' }),
    flag('bool', 'rm', 'Automatically remove the container when it exits'),
    flag('bool', 'no-TTY', 'Disable pseudo-TTY allocation (default: auto-detected)', { short: 'T' }),
    flag('string', 'name', 'Assign a name to the container'),
    flag('string', 'user', 'Run as specified username or uid', { short: 'u' }),
    flag('string', 'workdir', 'Working directory inside the container', { short: 'w' }),
    flag('string', 'entrypoint', 'Override the entrypoint of the image'),
    flag('list', 'cap-add', 'Add Linux capabilities'),
    flag('list', 'cap-drop', 'Drop Linux capabilities'),
    flag('bool', 'no-deps', "Don't start linked services"),
    flag('stringArray', 'volume', 'Bind mount a volume', { short: 'v' }),
    flag('stringArray', 'publish', "Publish a container's port(s) to the host", { short: 'p' }),
    flag('bool', 'use-aliases', "Use the service's network useAliases in the network(s) the container connects to"),
    flag('bool', 'service-ports', "Run command with all service's ports enabled and mapped to the host", {
      short: 'P',
    }),
    flag('string', 'pull', 'Pull image before running ("always"|"missing"|"never")', { default: 'policy' }),
    flag('bool', 'quiet', "Don't print anything to STDOUT", { short: 'q' }),
    flag('bool', 'quiet-build', 'Suppress progress output from the build process'),
    flag('bool', 'quiet-pull', 'Pull without printing progress information'),
    flag('bool', 'build', 'Build image before starting container'),
    flag('bool', 'remove-orphans', 'Remove containers for services not defined in the Compose file'),
    flag('bool', 'interactive', 'Keep STDIN open even if not attached', { short: 'i', default: 'true' }),
    flag('bool', 'tty', 'Allocate a pseudo-TTY', { short: 't', default: 'true', hidden: true }),
  ],
  *run(invocation, options) {
    if (options.list('publish').length > 0 && options.bool('service-ports')) {
      throw new Failure('--service-ports and --publish are incompatible');
    }
    const { client } = invocation;
    const [name = ''] = options.args;
    const loaded = yield* invocation.project([name]);
    const alone = options.bool('no-deps') ? select(loaded, [name], 'nothing') : loaded;
    const tty = wantsTty(invocation, options);
    const badLabel = options.list('label').find((text) => !text.includes('='));
    if (badLabel !== undefined) throw new Failure('label must be set as KEY=VALUE');
    const project = withService(alone, changed(client.sys, alone, serviceOf(alone, name), options, tty));
    yield* startDependencies(invocation, project, name, options);
    client.checkTty(options.bool('interactive'), tty);
    const id = yield* createOneOff(invocation, project, name, options);
    if (options.bool('detach')) {
      yield* client.send('POST', containerPath(id, 'start'));
      yield* client.print(id);
      return 0;
    }
    return yield* startAndAttach(client, {
      id,
      stdin: options.bool('interactive'),
      tty,
      removed: options.bool('rm'),
      detachKeys: '',
      leavesOnSignal: false,
    });
  },
};

function wantsTty({ client }: Invocation, options: Options): boolean {
  if (options.changed('tty')) {
    if (options.changed('no-TTY')) throw new Failure("--tty and --no-TTY can't be used together");
    return options.bool('tty');
  }
  if (options.changed('no-TTY')) return !options.bool('no-TTY');
  return client.stdout !== undefined && client.stdin !== undefined;
}

/** The service as the flags change it. */
function changed(sys: Sys, project: Project, service: Service, options: Options, tty: boolean): Service {
  const { config } = service;
  const command = options.args.slice(1);
  const entrypoint = options.changed('entrypoint') ? shellWords(options.text('entrypoint')) : undefined;
  const published = { services: { [service.name]: { ports: options.list('publish') } } };
  const ports = mapOf(mapOf(canonicalModel(published).services)[service.name]).ports ?? [];
  const variables = variablesOf(sys, project, options);
  const mounts = options.list('volume').map((text) => withSource(sys, mapOf(longVolume(text))));
  const more = (key: string, flagName: string, against: string): Value[] => [
    ...listOf(config[key]).filter((each) => !options.list(against).includes(textOf(each))),
    ...options.list(flagName),
  ];
  return {
    ...service,
    config: {
      ...without(config, 'restart', 'ports'),
      ...('deploy' in config && { deploy: without(mapOf(config.deploy), 'restart_policy') }),
      ports: options.bool('service-ports') ? (config.ports ?? []) : ports,
      ...(options.bool('build') && 'build' in config && { pull_policy: 'build' }),
      tty,
      stdin_open: options.bool('interactive'),
      container_name: options.text('name'),
      scale: 1,
      ...(entrypoint && { entrypoint, command: [] }),
      ...(command.length > 0 && { command }),
      ...(options.changed('workdir') && { working_dir: options.text('workdir') }),
      ...(variables.size > 0 && { environment: { ...mapOf(config.environment), ...Object.fromEntries(variables) } }),
      ...(mounts.length > 0 && { volumes: [...listOf(config.volumes), ...mounts] }),
      ...(options.changed('user') && { user: options.text('user') }),
      ...(options.changed('cap-add') && { cap_add: more('cap_add', 'cap-add', 'cap-drop') }),
      ...(options.changed('cap-drop') && { cap_drop: more('cap_drop', 'cap-drop', 'cap-add') }),
      labels: { ...mapOf(config.labels), ...keyValues(options.list('label').map((text) => cut(text, '=').join('='))) },
    },
  };
}

/** A directory of the host is seen from where the command was typed. */
function withSource(sys: Sys, mount: ValueMap): ValueMap {
  return mount.type === 'bind' ? { ...mount, source: sys.resolve(textOf(mount.source)) } : mount;
}

/** Those of files first. What has no value takes the project's, or is left out. */
function variablesOf(sys: Sys, project: Project, options: Options): Map<string, string> {
  const variables = new Map<string, string>();
  for (const name of options.list('env-from-file')) {
    const path = sys.resolve(name);
    const text = sys.fs.readFile(path);
    if (!text.ok) throw new Failure(`open ${path}: no such file or directory`);
    for (const [key, value] of parseDotenv(text.value, project.env, () => {})) variables.set(key, value);
  }
  for (const text of options.list('env')) {
    const [key, own] = cut(text, '=');
    const value = text.includes('=') ? own : project.env.get(key);
    if (value !== undefined) variables.set(key, value);
  }
  return variables;
}

function* startDependencies(invocation: Invocation, project: Project, name: string, options: Options): Blocking<void> {
  const backend = invocation.backend(options.bool('quiet'));
  const services = new Map([...project.services].filter(([each]) => each !== name));
  const disabled = new Map([...project.disabled, [name, serviceOf(project, name)]]);
  const others = { ...project, services, disabled };
  const how = { services: [], recreate: 'diverged', recreateDependencies: 'diverged', timeout: undefined } as const;
  const orphans = { removeOrphans: options.bool('remove-orphans'), ignoreOrphans: false };
  yield* backend.progress.during(
    createProject(backend, others, { ...how, ...orphans, assumeYes: true, inherit: true, build: usualBuild }),
    'Creating',
  );
  if (services.size > 0) yield* backend.progress.during(startProject(backend, others));
}

/** A container of its own name and without a number. Nothing is told of its making. */
function* createOneOff(invocation: Invocation, wanted: Project, name: string, options: Options): Blocking<string> {
  const { client } = invocation;
  const backend = invocation.backend(true);
  const loud = invocation.backend(options.bool('quiet'));
  const build = (services: readonly Service[]) => buildServices(loud, wanted, services, usualBuild);
  const project = yield* ensureImages(loud, wanted, build);
  const random = client.sys.random('compose-slug');
  const slug = random.hex(SLUG_LENGTH);
  const observed = yield* listContainers(client, project.name, 'included', true);
  const service = serviceOf(project, name);
  if (!options.bool('no-deps')) yield* awaitDependencies(backend, project, service, observed);
  const how = { services: [], recreate: 'diverged', recreateDependencies: 'diverged', timeout: undefined } as const;
  const none = { ...how, removeOrphans: false, ignoreOrphans: true, assumeYes: true, inherit: true, build: usualBuild };
  const converging = new Convergence(backend, project, none, new Map(), observed);
  const own = textOf(service.config.container_name) || joinedName(project, name, 'run', slug.slice(0, 12));
  const resolved = converging.resolve({ ...service, config: { ...service.config, container_name: own } });
  const created = yield* converging.create(resolved, own, -1, {
    aliases: options.bool('use-aliases'),
    attachStdin: options.bool('interactive'),
    autoRemove: options.bool('rm'),
    labels: { [label('slug')]: slug, [label('oneoff')]: 'True' },
  });
  yield* injectFiles(backend, project, service, created.Id);
  return created.Id;
}
