// What an inspector shows of raft: a manager's log and what it knows of the others', and elections as all managers lived them.
import type { RaftMember } from '../sim/swarm/node/raft-member.ts';
import type { TimedHappening } from '../sim/swarm/raft/happening.ts';
import type { StoreAction } from '../sim/swarm/store/actions.ts';
import type { Store } from '../sim/swarm/store/store.ts';
import type { World } from '../sim/world.ts';
import { nodeNames, taskName } from './cluster-words.ts';
import { columns } from './columns.ts';
import { happeningSection } from './happenings.ts';
import type { Happening, Inspection } from './protocol.ts';

type Section = Inspection['sections'][number];

/** How many entries of the log are shown. */
const LOG_TAIL = 50;

/** A manager of a swarm: its host and its member of the raft group. */
export interface Manager {
  readonly host: string;
  readonly nodeId: string;
  readonly member: RaftMember;
}

/** The managers of a swarm that are running, by their own stores: parted ones are among them. */
export function managersOf(world: World, cluster: string): readonly Manager[] {
  return [...world.stations].flatMap(([host, { engine, power }]) => {
    const node = power.state === 'on' ? engine?.daemon.swarm.node : undefined;
    const member = node?.manager?.member;
    if (node === undefined || member === undefined || member.store.get('cluster', cluster) === undefined) return [];
    return [{ host, nodeId: node.state.certificate.nodeId, member }];
  });
}

/** What one manager has and knows. */
export function raftSections(member: RaftMember): readonly Section[] {
  return [
    { title: 'Raft: members', command: '', text: membersText(member) },
    { title: `Raft: the last ${LOG_TAIL} entries of the log`, command: '', text: logText(member) },
  ];
}

/** Who is in the group, and how far each member's log is known to agree: only a leader knows that of others. */
function membersText(member: RaftMember): string {
  const names = nodeNames(member.store);
  const { role, term, vote, commit, applied, lastIndex, followers } = member.state();
  const leader = member.leader();
  const members = member.members();
  const rows = members.map(({ id, nodeId, addr }) => {
    const isSelf = id === member.raftId;
    const progress = followers.find((one) => one.nodeId === nodeId);
    return [
      names.get(nodeId) ?? nodeId,
      addr,
      isSelf ? role : nodeId === leader?.nodeId ? 'leader' : 'follower',
      member.statusOf(nodeId)?.Reachability ?? 'unknown',
      isSelf ? String(lastIndex) : String(progress?.match ?? ''),
      isSelf ? '' : String(progress?.next ?? ''),
      progress?.how ?? '',
    ];
  });
  const voted = members.find(({ id }) => id === vote)?.nodeId;
  const inTerm = voted === undefined ? 'no vote in it' : `its vote in it: ${names.get(voted) ?? voted}`;
  const here = `${role} in term ${term}, ${inTerm}\ncommitted ${commit}, applied ${applied}, last entry ${lastIndex}`;
  return `${here}\n\n${columns([['MEMBER', 'ADDRESS', 'ROLE', 'REACHABILITY', 'MATCH', 'NEXT', 'SENDING'], ...rows])}\n`;
}

function logText(member: RaftMember): string {
  const names = nodeNames(member.store);
  const { entries, commit } = member.state();
  const rows = entries.slice(-LOG_TAIL).map((entry) => {
    const what =
      entry.kind === 'empty'
        ? 'a leader begins its term'
        : entry.kind === 'members'
          ? `${entry.change.action} member ${names.get(entry.change.member.nodeId) ?? entry.change.member.addr}`
          : entry.data.actions.map((action) => actionText(member.store, action)).join('; ');
    return [String(entry.index), String(entry.term), entry.index <= commit ? 'yes' : 'no', what];
  });
  return `${columns([['INDEX', 'TERM', 'COMMITTED', 'WHAT'], ...rows])}\n`;
}

function actionText(store: Store, action: StoreAction): string {
  if (action.kind === 'delete') return `delete ${action.table} ${action.id.slice(0, 12)}`;
  const { kind, table, object } = action;
  if (table === 'task')
    return `${kind} task ${taskName(store, object)}: ${object.Status.State} → ${object.DesiredState}`;
  if (table === 'node') return `${kind} node ${object.Description.Hostname}: ${object.Status.State}`;
  return `${kind} ${table} ${object.Spec.Name}`;
}

// ---- elections

/** Elections in the order in which they happened: as one node lived them, or all that are in the swarm, running or not. */
export function electionSection(world: World, cluster: string, nodeId?: string): Section {
  const witnesses = [...world.stations].flatMap(([host, { engine }]) => {
    const node = engine?.daemon.swarm.kept;
    if (node === undefined || node.certificate.cluster !== cluster) return [];
    return [{ host, nodeId: node.certificate.nodeId, elections: node.elections }];
  });
  const names = new Map([
    ...managersOf(world, cluster).flatMap(namesBy),
    // Who has been removed since is known to itself only.
    ...witnesses.flatMap(({ host, elections }) => [...elections.memberIds].map((id) => [id, host] as const)),
  ]);
  const happenings = witnesses
    .filter((one) => nodeId === undefined || one.nodeId === nodeId)
    .flatMap(({ host, elections }) => elections.happenings.map((one) => worded(host, one, names)))
    .sort((a, b) => a.time - b.time);
  return happeningSection('Elections', happenings);
}

/** What a manager calls the members of its group. */
function namesBy({ member }: Manager): readonly (readonly [string, string])[] {
  const known = nodeNames(member.store);
  return member.members().map(({ id, nodeId }) => [id, known.get(nodeId) ?? id] as const);
}

function worded(who: string, happening: TimedHappening, names: ReadonlyMap<string, string>): Happening {
  const { time } = happening;
  const name = (id: string): string => names.get(id) ?? `member ${id}`;
  return { time, who, text: wordsOf(happening, name), tone: toneOf(happening) };
}

function toneOf({ kind }: TimedHappening): Happening['tone'] {
  if (kind === 'leader') return 'good';
  return kind === 'no-quorum' || kind === 'lost' ? 'bad' : 'plain';
}

function wordsOf(one: TimedHappening, name: (id: string) => string): string {
  const { term } = one;
  switch (one.kind) {
    case 'candidate': {
      const silence = one.silent === 0 ? 'nobody leads yet' : `no word from a leader for ${one.silent} ticks`;
      const why = one.transfer ? 'the leader hands over to it' : silence;
      return `${why}: it stands for election in term ${term}, votes for itself and asks the others`;
    }
    case 'vote':
      return `${voteWords(one, name)} in term ${term}`;
    case 'ignored':
      return `does not listen to ${name(one.from)}, who asks for its vote in term ${term}: it hears its leader ${name(one.leader)}`;
    case 'leader':
      return `leads in term ${term}, elected by ${one.votes.map(name).join(', ')} of ${one.of}`;
    case 'lost':
      return `is not elected in term ${term}: ${one.against} have refused`;
    case 'follows':
      return `follows ${name(one.leader)} in term ${term}`;
    case 'no-quorum':
      return `has heard from no majority for an election timeout: it no longer leads in term ${term}`;
    case 'restarted':
      return `starts again with what its disk holds: it was in term ${term}`;
    case 'newer-term':
      return `hears of term ${term} from ${name(one.from)}: it no longer leads`;
  }
}

function voteWords(one: TimedHappening & { kind: 'vote' }, name: (id: string) => string): string {
  if (one.why === 'granted') return `votes for ${name(one.from)}`;
  if (one.why === 'log') return `refuses ${name(one.from)}, whose log is behind its own,`;
  const because = one.vote === undefined ? 'knowing a leader' : `having voted for ${name(one.vote)}`;
  return `refuses ${name(one.from)}, ${because},`;
}
