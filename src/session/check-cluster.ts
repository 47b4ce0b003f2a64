// Checks of guided steps that concern swarms.
import type { Check } from '../sim/scenario/format.ts';
import type { World } from '../sim/world.ts';
import { authorities, clusterViews, nodeView } from './cluster.ts';
import { no, notYet, stillThere, type Verdict, wanted, yes } from './verdict.ts';

type ClusterCheck = Extract<Check, { kind: 'node' | 'quorum' | 'span' | 'service' }>;

export function checkCluster(check: ClusterCheck, world: World): Verdict {
  switch (check.kind) {
    case 'node':
      return checkNode(check, world);
    case 'quorum': {
      const station = world.stations.get(check.host);
      const node = station && nodeView(station, authorities(world));
      const knowsLeader = node?.role === 'manager' && node.hasLeader;
      return wanted(knowsLeader, check.absent);
    }
    case 'span': {
      const known = clusterViews(world, authorities(world)).some(({ networks }) =>
        networks.some(({ name }) => name === check.name),
      );
      return wanted(known, check.absent);
    }
    case 'service':
      return checkService(check, world);
  }
}

function checkNode(check: Extract<Check, { kind: 'node' }>, world: World): Verdict {
  const { host, role, availability, state, absent } = check;
  const station = world.stations.get(host);
  const stores = authorities(world);
  const node = station && nodeView(station, stores);
  if (absent) return node === undefined ? yes : stillThere;
  // A host without power cannot be asked; the managers still know of it.
  const id = station?.engine?.daemon.swarm.local().nodeId;
  const known = [...stores.values()]
    .flatMap(({ store }) => [...store.all('node')])
    .find((one) => one.ID === id || one.Description.Hostname === host);
  if (known === undefined) return notYet;
  if (role !== undefined && node?.role !== role) return no({ kind: 'other-role' });
  const is = known.Spec.Availability;
  if (availability !== undefined && is !== availability) return no({ kind: 'is', state: is, wanted: availability });
  const stands = known.Status.State;
  if (state !== undefined && stands !== state) return no({ kind: 'is', state: stands, wanted: state });
  return yes;
}

function checkService(check: Extract<Check, { kind: 'service' }>, world: World): Verdict {
  const { name, running, notOn, absent } = check;
  const clusters = clusterViews(world, authorities(world));
  const cluster = clusters.find(({ services }) => services.some((one) => one.name === name));
  const service = cluster?.services.find((one) => one.name === name);
  if (absent) return service === undefined ? yes : stillThere;
  if (cluster === undefined || service === undefined) return notYet;
  if (running !== undefined && service.running !== running)
    return no({ kind: 'tasks', running: service.running, wanted: running });
  const own = cluster.tasks.filter((task) => task.service === service.id && task.state === 'running');
  if (notOn !== undefined && own.some((task) => task.host === notOn)) return no({ kind: 'still-on-host' });
  return yes;
}
