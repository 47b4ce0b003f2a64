// What can befall a swarm, as changes of the network under it; each is undone by its opposite.
import type { Change, HostView, WorldView } from '../../session/protocol.ts';
import { t } from '../common/messages.ts';
import { cablesOf, faultsOf } from './faults.ts';

export interface Situation {
  readonly id: 'leader' | 'split' | 'majority' | 'heal';
  readonly title: string;
  /** What will happen. */
  readonly what: string;
  /** None: it cannot happen now. */
  readonly changes: readonly Change[];
}

const list = (hosts: readonly HostView[]): string => hosts.map(({ name }) => name).join(', ');
const namesOf = (hosts: readonly HostView[]): readonly string[] => hosts.map(({ name }) => name);

/** The situations of a swarm as it stands. */
export function situationsOf(view: WorldView, cluster: string): readonly Situation[] {
  const nodes = view.hosts.filter(({ node, power }) => node?.cluster === cluster && power === 'on');
  const managers = leaderFirst(nodes, view);
  const known = view.clusters?.find(({ id }) => id === cluster)?.managers ?? managers.length;
  const quorum = Math.floor(known / 2) + 1;
  return [
    cutLeader(nodes, managers, quorum),
    split(nodes, managers, quorum),
    loseMajority(managers, quorum, view),
    healAll(view),
  ].filter((one) => one !== undefined);
}

/** The managers, the leader first: of two who think that they lead, the one that is not parted from the others. */
function leaderFirst(nodes: readonly HostView[], view: WorldView): readonly HostView[] {
  const apart = view.faults?.apart ?? [];
  const rank = ({ name, node }: HostView): number => (node?.leads === true ? (apart.includes(name) ? 1 : 0) : 2);
  return nodes.filter(({ node }) => node?.role === 'manager').toSorted((a, b) => rank(a) - rank(b));
}

function cutLeader(nodes: readonly HostView[], managers: readonly HostView[], quorum: number): Situation | undefined {
  const [leader] = managers;
  if (leader?.node?.leads !== true || nodes.length < 2) return undefined;
  const goesOn = managers.length - 1 >= quorum;
  return {
    id: 'leader',
    title: t('situations.cutLeader'),
    what: t(goesOn ? 'situations.cutLeader.what' : 'situations.cutLeader.none', { leader: leader.name }),
    changes: [{ kind: 'partition', machines: [leader.name] }],
  };
}

/** The smaller part of the managers, and half of the workers. */
function split(nodes: readonly HostView[], managers: readonly HostView[], quorum: number): Situation | undefined {
  const workers = nodes.filter(({ node }) => node?.role === 'worker');
  const near = managers.slice(0, Math.min(quorum, managers.length));
  const side = [...managers.slice(near.length), ...workers.slice(Math.floor(workers.length / 2))];
  const rest = nodes.filter((one) => !side.includes(one));
  if (side.length === 0 || rest.length === 0) return undefined;
  return {
    id: 'split',
    title: t('situations.split'),
    what: t('situations.split.what', { side: list(side), rest: list(rest) }),
    changes: [{ kind: 'partition', machines: namesOf(side) }],
  };
}

/** As many managers as it takes lose their cables; the leader is the last to go. */
function loseMajority(managers: readonly HostView[], quorum: number, view: WorldView): Situation | undefined {
  const gone = managers.slice(quorum - 1);
  if (gone.length === 0) return undefined;
  const cables = cablesOf(view).filter(({ machine }) => gone.some(({ name }) => name === machine));
  return {
    id: 'majority',
    title: t('situations.majority'),
    what: t('situations.majority.what', { count: gone.length, machines: list(gone) }),
    changes: cables.map(({ machine, nic }) => ({ kind: 'cable.cut', machine, nic })),
  };
}

function healAll(view: WorldView): Situation {
  const changes = faultsOf(view).map(({ mend }) => mend);
  const what = t(changes.length === 0 ? 'situations.heal.nothing' : 'situations.heal.what');
  return { id: 'heal', title: t('situations.heal'), what, changes };
}
