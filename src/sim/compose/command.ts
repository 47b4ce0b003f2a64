// What a sub-command of Compose is, and what each run of one works with.
// Source: docker/compose cmd/compose/compose.go (ProjectOptions, projectOrName, toProjectName).
// Not modelled: dry runs, remote files.
import type { Client } from '../cli/client.ts';
import type { Leaf } from '../cli/command.ts';
import { Failure } from '../cli/failure.ts';
import type { Options } from '../cli/flags.ts';
import type { Blocking } from '../host/sys.ts';
import { Backend, warn } from './backend/backend.ts';
import { isOneOff, label, listContainers, serviceLabel } from './backend/containers.ts';
import { actualNetworks } from './backend/networks.ts';
import { type ProgressMode, progressOf } from './backend/progress.ts';
import { actualVolumes } from './backend/volumes.ts';
import { type LoadOptions, loadProject } from './model/load.ts';
import { separatorOf } from './model/locate.ts';
import type { Project, Separator } from './model/project.ts';
import type { Service } from './model/service.ts';

export interface ComposeCommand extends Omit<Leaf, 'run' | 'names'> {
  /** Are its arguments names of services? For completion: all of them, or the first. */
  readonly services?: 'all' | 'first';
  /** Who complains of a wrong number of arguments; cobra unless it is said. */
  readonly complains?: 'docker';
  /** Answers the exit status, 0 if it says nothing. */
  run(invocation: Invocation, options: Options): Blocking<number | undefined>;
}

/** One run of Compose: the engine, and the options before the sub-command. */
export class Invocation {
  readonly client: Client;
  readonly globals: Options;
  constructor(client: Client, globals: Options) {
    this.client = client;
    this.globals = globals;
  }

  /** `quiet` tells of no progress, whatever was asked for. */
  backend(quiet = false): Backend {
    return new Backend(this.client, progressOf(this.client, quiet ? 'quiet' : this.#mode()));
  }

  /** Throws for a way of telling progress that there is not. */
  checkProgress(): void {
    this.#mode();
  }

  #mode(): ProgressMode {
    const { env } = this.client.sys;
    const ansi = this.globals.changed('ansi') ? this.globals.text('ansi') : (env.get('COMPOSE_ANSI') ?? 'auto');
    const mode = this.globals.text('progress') || (env.get('COMPOSE_PROGRESS') ?? '');
    switch (mode) {
      case '':
      case 'auto':
        return ansi === 'never' ? 'plain' : ansi === 'always' ? 'tty' : 'auto';
      case 'tty':
        if (ansi === 'never') throw new Failure("can't use --progress tty while ANSI support is disabled");
        return 'tty';
      case 'plain':
        if (ansi === 'always') throw new Failure("can't use --progress plain while ANSI support is forced");
        return 'plain';
      case 'quiet':
        return 'quiet';
      case 'none':
        return 'quiet';
      case 'json':
        return 'json';
      default:
        throw new Failure(`unsupported --progress value ${JSON.stringify(mode)}`);
    }
  }

  /** The project of the files, with these services. Oddities are told on standard error. */
  *project(services: readonly string[] = [], how?: LoadOptions): Blocking<Project> {
    const warnings: string[] = [];
    try {
      return loadProject(this.client.sys, this.globals, services, (message) => warnings.push(message), how);
    } finally {
      for (const message of warnings) yield* warn(this.client, message);
    }
  }

  /** The project's name, and what its files say: nothing where -p alone tells which it is. */
  *projectOrName(services: readonly string[] = []): Blocking<{ readonly name: string; readonly project?: Project }> {
    const name = this.globals.text('project-name');
    if (name !== '' && !this.globals.changed('file')) return { name };
    try {
      const project = yield* this.project(services);
      return { name: project.name, project };
    } catch (error) {
      const fromEnv = this.client.sys.env.get('COMPOSE_PROJECT_NAME');
      if (error instanceof Failure && fromEnv) return { name: fromEnv };
      throw error;
    }
  }

  *projectName(): Blocking<string> {
    const given = this.globals.text('project-name') || this.client.sys.env.get('COMPOSE_PROJECT_NAME');
    return given || (yield* this.project()).name;
  }

  /** The project of the files, or one made up from what carries its name. */
  *projectOrActual(services: readonly string[] = []): Blocking<Project> {
    const { name, project } = yield* this.projectOrName(services);
    return project ?? (yield* actualProject(this.client, name, separatorOf(this.globals, this.client.sys.env)));
  }
}

/** Services as their containers' labels tell them. */
export function* actualProject(client: Client, name: string, separator: Separator = '-'): Blocking<Project> {
  const services = new Map<string, Service>();
  for (const container of yield* listContainers(client, name, 'excluded', true)) {
    if (isOneOff(container)) continue;
    const service = serviceLabel(container);
    const entries = (container.Labels[label('depends_on')] ?? '').split(',').filter((entry) => entry !== '');
    const dependencies = entries.map((entry) => {
      const [other = '', condition = 'service_started', restart = 'true'] = entry.split(':');
      return [other, { condition, restart: restart === 'true', required: false }] as const;
    });
    const scale = 1 + Number(services.get(service)?.config.scale ?? 0);
    const config = { image: container.Image, depends_on: Object.fromEntries(dependencies), scale };
    services.set(service, { name: service, config, ownLabels: {} });
  }
  return {
    name,
    separator,
    workingDir: client.sys.cwd,
    files: [],
    env: client.sys.env,
    services,
    disabled: new Map(),
    networks: yield* actualNetworks(client, name),
    volumes: yield* actualVolumes(client, name),
    configs: new Map(),
    secrets: new Map(),
    rest: {},
  };
}

/** Seconds of --timeout, if it was given. */
export function timeoutOf(options: Options): number | undefined {
  return options.changed('timeout') ? options.int('timeout') : undefined;
}
