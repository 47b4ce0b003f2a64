// A project in the foreground: its output until all containers have ended, or until somebody asks it to stop.
// Source: docker/compose pkg/compose/up.go, attach.go, monitor.go, printer.go.
// Not modelled: the keyboard menu.

import { Branch } from '../../cli/concurrent.ts';
import { containerPath, hijack } from '../../cli/container/api-calls.ts';
import { ApiFailure } from '../../cli/failure.ts';
import { filtersQuery } from '../../cli/filters.ts';
import { followEvents } from '../../cli/system/events.ts';
import type { ContainerInspect, ContainerSummary, EventMessage } from '../../engine/api/types.ts';
import type { HttpStream } from '../../host/http.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Project } from '../model/project.ts';
import { Backend } from './backend.ts';
import { containerName, label, listContainers, serviceLabel, shortened, shortName } from './containers.ts';
import type { LogWriter } from './log-writer.ts';
import { MixedProgress } from './mixed-progress.ts';
import { bold, type Progress, red } from './progress.ts';
import { startProject } from './start.ts';
import { stopServices } from './stop.ts';

export interface FollowOptions {
  readonly attached: readonly string[];
  /** Whose containers decide when it is over; the attached ones' if empty. */
  readonly services: readonly string[];
  /** Whose exit status is Compose's own; '' for nobody's. */
  readonly exitCodeFrom: string;
  /** What makes everything stop. */
  readonly abort: 'never' | 'exit' | 'failure';
  readonly timeout: number | undefined;
}

/** The exit status of a run that a signal ended. */
const INTERRUPTED = 130;

/** Starts the containers and follows them. `quiet` tells nothing of its work. */
export function followProject(
  backend: Backend,
  quiet: Backend,
  project: Project,
  log: LogWriter,
  options: FollowOptions,
): Blocking<number> {
  return new Follower(backend, quiet, project, log, options).run();
}

class Follower {
  readonly #backend: Backend;
  readonly #quiet: Backend;
  readonly #project: Project;
  readonly #log: LogWriter;
  readonly #options: FollowOptions;
  readonly #branches: Branch<unknown>[] = [];
  readonly #copies: Branch<void>[] = [];
  readonly #streams: HttpStream[] = [];
  /** Ids of the containers that it is about; it is over when none is left. */
  readonly #alive = new Set<string>();
  readonly #attached = new Set<string>();
  readonly #restarting = new Set<string>();
  #stopping = false;
  #interrupted = false;
  #exitCode: number | undefined;

  constructor(backend: Backend, quiet: Backend, project: Project, log: LogWriter, options: FollowOptions) {
    this.#backend = backend;
    this.#quiet = quiet;
    this.#project = project;
    this.#log = log;
    this.#options = options;
  }

  *run(): Blocking<number> {
    const { client } = this.#backend;
    const containers = yield* listContainers(client, this.#project.name, 'excluded', true);
    for (const each of containers) if (this.#concerns(serviceLabel(each))) this.#alive.add(each.Id);
    yield* this.#attach(containers.filter((each) => this.#options.attached.includes(serviceLabel(each))));
    client.interrupts?.attach(false);
    const monitor = new Branch(this.#monitor());
    const signals = new Branch(this.#signals());
    this.#branches.push(monitor, signals);
    monitor.step();
    const starting = new Branch(startProject(this.#quiet, this.#project, this.#log));
    this.#branches.push(starting);
    try {
      yield* this.#runUntil(() => starting.result !== undefined);
      yield* this.#runUntil(() => this.#alive.size === 0);
      const left = () => this.#branches.filter((branch) => branch !== monitor && branch !== signals);
      yield* this.#runUntil(() => [...this.#copies, ...left()].every((branch) => branch.result));
      if (this.#interrupted) return INTERRUPTED;
    } finally {
      for (const branch of [...this.#copies, ...this.#branches]) branch.stop();
      for (const stream of this.#streams) stream.close();
      client.interrupts?.detach();
    }
    return this.#exitCode ?? 0;
  }

  /** Runs all branches, also those that begin meanwhile; output before what is told of its container's end. */
  *#runUntil(isOver: () => boolean): Blocking<void> {
    for (;;) {
      for (const branch of [...this.#copies, ...this.#branches]) branch.step();
      if (isOver()) return;
      const pending = [...this.#copies, ...this.#branches].filter((branch) => !branch.result);
      if (pending.some((branch) => branch.wait === undefined)) continue;
      const waits = pending.flatMap((branch) => branch.wait ?? []);
      const deadlines = waits.flatMap((wait) => wait.until ?? []);
      yield {
        on: waits.flatMap((wait) => wait.on),
        ...(deadlines.length > 0 && { until: Math.min(...deadlines) }),
      };
    }
  }

  #concerns(service: string): boolean {
    const { services, attached } = this.#options;
    return (services.length > 0 ? services : attached).includes(service);
  }

  *#attach(containers: readonly ContainerSummary[]): Blocking<void> {
    if (containers.length === 0) return;
    const { client } = this.#backend;
    const own = [...containers].sort((a, b) => (containerName(a) < containerName(b) ? -1 : 1));
    const names = own.map((each) => shortName(this.#project, each));
    yield* client.print(`Attaching to ${names.join(', ')}`);
    const query = { stream: '1', stdout: '1', stderr: '1' };
    for (const [i, each] of own.entries()) {
      this.#log.register(names[i] ?? '');
      this.#attached.add(each.Id);
      this.#copy(names[i] ?? '', yield* hijack(client, containerPath(each.Id, 'attach'), { query }));
    }
  }

  #copy(name: string, stream: HttpStream | undefined): void {
    if (stream) this.#streams.push(stream);
    this.#copies.push(new Branch(this.#log.copy(name, stream, undefined)));
  }

  *#monitor(): Blocking<void> {
    const { client } = this.#backend;
    const filters = filtersQuery(['type=container', `label=${label('project')}=${this.#project.name}`]);
    yield* followEvents(client, filters, (event) => this.#handle(event));
  }

  *#handle({ Action, Actor }: EventMessage): Blocking<void> {
    const labels = Actor.Attributes ?? {};
    if (!this.#concerns(labels[label('service')] ?? '')) return;
    switch (Action) {
      case 'create':
        this.#alive.add(Actor.ID);
        if (label('replace') in labels) yield* this.#log.status(labels[label('replace')] ?? '', 'has been recreated');
        break;
      case 'start':
        this.#alive.add(Actor.ID);
        if (!this.#attached.has(Actor.ID) || this.#restarting.has(Actor.ID)) yield* this.#followLog(Actor.ID, labels);
        break;
      case 'die':
        yield* this.#died(Actor.ID, labels);
        break;
    }
  }

  /** A container that was not attached to, or no longer is: its log from its start on. */
  *#followLog(id: string, labels: Readonly<Record<string, string>>): Blocking<void> {
    const { client } = this.#backend;
    const { State } = yield* client.get<ContainerInspect>(containerPath(id, 'json'));
    const query = { stdout: '1', stderr: '1', follow: '1', tail: 'all', since: State.StartedAt };
    const { stream } = yield* client.send('GET', containerPath(id, 'logs'), { query });
    this.#copy(shortened(this.#project, labels.name ?? '', labels), stream);
  }

  *#died(id: string, labels: Readonly<Record<string, string>>): Blocking<void> {
    const name = shortened(this.#project, labels.name ?? '', labels);
    const code = Number(labels.exitCode ?? '0');
    if (yield* this.#comesBack(id)) {
      this.#restarting.add(id);
      yield* this.#log.status(name, `exited with code ${code} (restarting)`);
    } else {
      this.#alive.delete(id);
      yield* this.#log.status(name, `exited with code ${code}`);
    }
    const { abort, exitCodeFrom } = this.#options;
    if (labels[label('service')] === exitCodeFrom) this.#exitCode ??= code;
    if (abort === 'never' || (abort === 'failure' && code === 0) || this.#stopping) return;
    if (exitCodeFrom === '') this.#exitCode ??= code;
    yield* this.#backend.client.warn(bold(red)('Aborting on container exit...'));
    this.#stop();
  }

  *#comesBack(id: string): Blocking<boolean> {
    try {
      const { State } = yield* this.#backend.client.get<ContainerInspect>(containerPath(id, 'json'));
      return State.Restarting || State.Running;
    } catch (error) {
      if (error instanceof ApiFailure && error.notFound) return false;
      throw error;
    }
  }

  #stop(): void {
    this.#stopping = true;
    const { client, progress } = this.#backend;
    const told: Progress = client.sys.file(2)?.tty && progress.draws ? new MixedProgress(this.#log) : progress;
    const { services, timeout } = this.#options;
    this.#branches.push(
      new Branch(stopServices(new Backend(client, told), this.#project, services, timeout, this.#log)),
    );
  }

  /** The first signal stops everything, the second one kills it. */
  *#signals(): Blocking<void> {
    const { client } = this.#backend;
    while (client.interrupts?.next() === undefined) yield* client.sys.wait([]);
    this.#interrupted = true;
    yield* client.print('Gracefully Stopping... press Ctrl+C again to force');
    this.#stop();
    while (client.interrupts?.next() === undefined) yield* client.sys.wait([]);
    this.#branches.push(new Branch(this.#kill()));
  }

  *#kill(): Blocking<void> {
    const { client } = this.#backend;
    for (const { Id } of yield* listContainers(client, this.#project.name, 'included', false, this.#options.services)) {
      try {
        yield* client.send('POST', containerPath(Id, 'kill'), { query: { signal: 'SIGKILL' } });
      } catch (error) {
        // It has ended by itself.
        if (!(error instanceof ApiFailure && [404, 409].includes(error.httpStatus))) throw error;
      }
    }
  }
}
