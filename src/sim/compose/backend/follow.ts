// A project in the foreground: its output until all containers have ended, or until somebody asks it to stop.
// Source: docker/compose pkg/compose/up.go, attach.go, monitor.go, printer.go.
// Not modelled: containers that others add meanwhile; restarts are followed only while their log goes on.

import { Branch, runUntil } from '../../cli/concurrent.ts';
import { containerPath, hijack, waitForExit } from '../../cli/container/api-calls.ts';
import type { ContainerSummary } from '../../engine/api/types.ts';
import type { HttpStream } from '../../host/http.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Project } from '../model/project.ts';
import type { Backend } from './backend.ts';
import { containerName, listContainers, serviceLabel } from './containers.ts';
import type { LogWriter } from './log-writer.ts';
import { runAll } from './scope.ts';
import { startProject } from './start.ts';
import { stopServices } from './stop.ts';

export interface FollowOptions {
  readonly attached: readonly string[];
  /** Whose exit status is Compose's own; '' for nobody's. */
  readonly exitCodeFrom: string;
  /** What makes everything stop. */
  readonly abort: 'never' | 'exit' | 'failure';
  readonly timeout: number | undefined;
}

/** The exit status of a run that a signal ended. */
const INTERRUPTED = 130;

/** Starts the containers and follows them. `quiet` starts them without a word. */
export function* followProject(
  backend: Backend,
  quiet: Backend,
  project: Project,
  log: LogWriter,
  options: FollowOptions,
): Blocking<number> {
  const { client } = backend;
  const containers = yield* listContainers(client, project.name, 'excluded', true);
  const own = containers
    .filter((each) => options.attached.includes(serviceLabel(each)))
    .sort((a, b) => (containerName(a) < containerName(b) ? -1 : 1));
  yield* client.print(`Attaching to ${own.map((each) => shortName(project.name, each)).join(', ')}`);
  client.interrupts?.attach(false);
  const streams: HttpStream[] = [];
  const query = { stream: '1', stdout: '1', stderr: '1' };
  for (const each of own) streams.push(yield* hijack(client, containerPath(each.Id, 'attach'), { query }));
  yield* startProject(quiet, project);
  const exits: { readonly service: string; readonly code: number }[] = [];
  const copies = own.map((each, i) => new Branch(followOne(backend, project, each, log, exits, streams[i])));
  const signal = new Branch(nextSignal(backend));
  const first = new Branch(firstExit(backend, exits, options.abort));
  try {
    const all = new Branch(runAll(copies));
    yield* runUntil([all, signal, first], [all, signal, first]);
    if (!all.result) {
      const interrupted = signal.result !== undefined;
      const word = 'Gracefully Stopping... press Ctrl+C again to force';
      yield* interrupted ? client.print(word) : client.warn('Aborting on container exit...');
      const stopping = new Branch(backend.progress.during(stopServices(backend, project, [], options.timeout)));
      yield* runUntil([all, stopping], [stopping]);
      yield* runUntil([all], [all]);
      if (interrupted) return INTERRUPTED;
    }
  } finally {
    signal.stop();
    first.stop();
    for (const copy of copies) copy.stop();
    for (const stream of streams) stream.close();
    client.interrupts?.detach();
  }
  const chosen = exits.find(({ service }) => service === options.exitCodeFrom);
  if (chosen) return chosen.code;
  return options.abort === 'never' ? 0 : (exits[0]?.code ?? 0);
}

function* followOne(
  backend: Backend,
  project: Project,
  container: ContainerSummary,
  log: LogWriter,
  exits: { service: string; code: number }[],
  stream: HttpStream | undefined,
): Blocking<void> {
  const name = shortName(project.name, container);
  yield* log.copy(name, stream, undefined);
  const { StatusCode: code } = yield* waitForExit(backend.client, container.Id, 'not-running');
  exits.push({ service: serviceLabel(container), code });
  yield* log.status(name, `exited with code ${code}`);
}

function* nextSignal(backend: Backend): Blocking<void> {
  while (backend.client.interrupts?.next() === undefined) yield* backend.client.sys.wait([]);
}

/** Ends when a container's end is to end all. */
function* firstExit(
  backend: Backend,
  exits: readonly { readonly code: number }[],
  abort: FollowOptions['abort'],
): Blocking<void> {
  const matters = () => exits.some(({ code }) => abort === 'exit' || (abort === 'failure' && code !== 0));
  while (!matters()) yield* backend.client.sys.wait([]);
}

/** Without the project's name, where it begins with that. */
export function shortName(project: string, container: ContainerSummary): string {
  const name = containerName(container);
  const number = container.Labels['com.docker.compose.container-number'] ?? '';
  return name === `${project}-${serviceLabel(container)}-${number}` ? name.slice(project.length + 1) : name;
}
