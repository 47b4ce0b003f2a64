// Why tasks are where they are: what the scheduler saw of every node when it chose.
import type { Task } from '../sim/swarm/objects.ts';
import type { Candidate, Explanation } from '../sim/swarm/scheduler/explanation.ts';
import type { World } from '../sim/world.ts';
import type { Authority } from './cluster.ts';
import { nodeNames, taskName } from './cluster-words.ts';
import { columns } from './columns.ts';

/** In words and a table for each task that is wanted; empty where nobody remembers: only the leader that chose does. */
export function placements(world: World, { store, host }: Authority, tasks: readonly Task[]): string {
  const leader = world.stations.get(host)?.engine?.daemon.swarm.node?.manager?.leader;
  if (leader === undefined) return '';
  const names = nodeNames(store);
  return tasks
    .filter(({ DesiredState }) => DesiredState === 'running')
    .flatMap((task) => {
      const found = leader.explain(task.ID);
      return found === undefined ? [] : [`${taskName(store, task)} ${placementText(found, task, names)}`];
    })
    .join('\n');
}

function placementText(found: Explanation, task: Task, names: ReadonlyMap<string, string>): string {
  const { nodeId, candidates, filters, text } = found;
  const chosen = nodeId === undefined ? `is on no node: ${text}` : `is on ${names.get(nodeId) ?? nodeId}`;
  const spread = (task.Spec.Placement?.Preferences ?? []).map(({ Spread }) => Spread.SpreadDescriptor);
  const order = [
    ...(spread.length === 0 ? [] : [`first spread evenly over ${spread.join(', then ')}`]),
    'fewest tasks of this service, then fewest tasks; a node where it failed five times within five minutes comes last',
  ];
  let rank = 0;
  const rows = candidates.map((candidate) => [
    candidate.excludedBy === undefined ? String(++rank) : '-',
    candidate.hostname,
    String(candidate.tasksOfService),
    String(candidate.tasks),
    String(candidate.failures),
    filterWords(candidate, filters),
  ]);
  const table = columns([['RANK', 'NODE', 'OF THIS SERVICE', 'TASKS', 'FAILURES', 'FILTERS'], ...rows]);
  return `${chosen}\nThe better node: ${order.join('; ')}.\n${table}\n`;
}

/** What a node passed, and what refused it. */
function filterWords({ excludedBy }: Candidate, filters: readonly string[]): string {
  if (excludedBy === undefined) return `passes ${filters.join(', ')}`;
  const passed = filters.slice(0, Math.max(0, filters.indexOf(excludedBy)));
  const refused = `refused by ${excludedBy}`;
  return passed.length === 0 ? refused : `passes ${passed.join(', ')}; ${refused}`;
}
