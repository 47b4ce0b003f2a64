// What an inspector shows of a swarm as a whole: its nodes, its managers' elections, and who of its members knows what.
import type { World } from '../sim/world.ts';
import { authorities } from './cluster.ts';
import { columns } from './columns.ts';
import { nodeTable } from './inspect-cluster.ts';
import { beliefSection } from './inspect-gossip.ts';
import { electionSection, type Manager, managersOf } from './inspect-raft.ts';
import type { Inspection } from './protocol.ts';

export function inspectSwarm(world: World, id: string): Inspection | undefined {
  const authority = authorities(world).get(id);
  if (authority === undefined) return undefined;
  const { host, member, leads, term, store } = authority;
  const managers = managersOf(world, id);
  const self = managers.find((one) => one.host === host)?.nodeId ?? '';
  const all = member.members().length;
  return {
    title: 'Swarm',
    subtitle: leads ? `led by ${host} in term ${term}` : 'without a leader: nothing can be changed',
    host,
    facts: [
      { label: 'Id', value: id },
      { label: 'Nodes', value: String(store.count('node')) },
      { label: 'Managers', value: `${all}; ${Math.floor(all / 2) + 1} of them are a majority` },
    ],
    sections: [
      ...(member.isLeaderless ? [] : [{ title: 'Nodes', command: 'docker node ls', text: nodeTable(member, self) }]),
      electionSection(world, id),
      { title: 'Raft: every manager for itself', command: '', text: managersText(managers) },
      ...beliefSection(world, id),
    ],
  };
}

/** Each manager's own state: parted ones disagree. */
function managersText(managers: readonly Manager[]): string {
  const hosts = new Map(managers.map(({ host, member }) => [member.raftId, host]));
  const name = (raftId: string | undefined): string => (raftId === undefined ? '-' : (hosts.get(raftId) ?? raftId));
  const rows = managers.map(({ host, member }) => {
    const { role, term, vote, commit, applied, lastIndex } = member.state();
    return [
      host,
      role,
      String(term),
      name(vote),
      name(member.leader()?.id),
      ...[commit, applied, lastIndex].map(String),
    ];
  });
  return `${columns([['MANAGER', 'ROLE', 'TERM', 'VOTED FOR', 'FOLLOWS', 'COMMITTED', 'APPLIED', 'LAST ENTRY'], ...rows])}\n`;
}
