// Services in the order of their dependencies, side by side where none depends on another.
// Source: docker/compose pkg/compose/dependencies.go.
// Not modelled: COMPOSE_PARALLEL_LIMIT.
import { Branch, runUntil } from '../../cli/concurrent.ts';
import { Failure } from '../../cli/failure.ts';
import type { Blocking } from '../../host/sys.ts';
import { type Project, serviceNames } from '../model/project.ts';
import { dependenciesOf } from '../model/service.ts';
import { listOf, textOf } from '../model/values.ts';
import { guarded, Scope } from './scope.ts';

export type Visit = (name: string, scope: Scope) => Blocking<void>;
/** `up`: a service after those it depends on. `down`: before them. */
export type Direction = 'up' | 'down';

export function* inDependencyOrder(project: Project, direction: Direction, visit: Visit): Blocking<void> {
  const before = edges(project, direction);
  const scope = new Scope();
  const waiting = new Set(serviceNames(project));
  const done = new Set<string>();
  const running = new Map<string, Branch<void>>();
  try {
    for (;;) {
      for (const name of scope.cancelled ? [] : [...waiting]) {
        if (before.get(name)?.some((other) => !done.has(other))) continue;
        waiting.delete(name);
        running.set(name, new Branch(guarded(scope, visit(name, scope))));
      }
      if (running.size === 0) break;
      yield* runUntil([...running.values()], [...running.values()]);
      for (const [name, branch] of running) {
        if (!branch.result) continue;
        running.delete(name);
        done.add(name);
      }
    }
  } finally {
    for (const branch of running.values()) branch.stop();
  }
  scope.check();
}

/** For each service, those that come before it. */
function edges(project: Project, direction: Direction): Map<string, string[]> {
  const before = new Map<string, string[]>(serviceNames(project).map((name) => [name, []]));
  for (const [name, service] of project.services) {
    for (const [other, { required }] of dependenciesOf(service.config)) {
      if (!project.services.has(other)) {
        if (required) throw missing(project, name, other);
        continue;
      }
      const [first, second] = direction === 'up' ? [other, name] : [name, other];
      before.get(second)?.push(first);
    }
  }
  return before;
}

function missing(project: Project, name: string, other: string): Failure {
  const disabled = project.disabled.get(other);
  if (!disabled) return new Failure(`could not find ${other}: not found`);
  const profiles = listOf(disabled.config.profiles).map(textOf).join(' ');
  return new Failure(
    `service ${other} is required by ${name} but is disabled. Can be enabled by profiles [${profiles}]`,
  );
}
