import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../base/random.ts';
import { emptyDisk, firstDisk, type Member } from './message.ts';
import { ELECTION_TICKS, Raft } from './raft.ts';

type Node = Raft<string, string[]>;
const member = (id: string): Member => ({ id, nodeId: `node-${id}`, addr: `10.0.0.${id}:2377` });

/** Members joined by a perfect network; `cut` names those whose messages are lost. */
class Group {
  readonly nodes = new Map<string, Node>();
  readonly applied = new Map<string, string[]>();
  readonly cut = new Set<string>();

  constructor(count: number) {
    this.#start('1', new Raft('1', firstDisk(member('1')), new RandomStream(1)));
    this.node('1').takeCommitted();
    this.node('1').campaign();
    this.settle();
    for (let i = 2; i <= count; i++) this.join(String(i));
  }

  node(id: string): Node {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(`no member ${id}`);
    return node;
  }

  join(id: string): void {
    this.#start(id, new Raft(id, emptyDisk(), new RandomStream(Number(id))));
    this.leader().proposeMembers({ action: 'add', member: member(id) });
    this.settle();
  }

  leader(): Node {
    const leader = [...this.nodes.values()].filter((n) => n.role === 'leader').sort((a, b) => b.term - a.term)[0];
    if (leader === undefined) throw new Error('no leader');
    return leader;
  }

  /** Carries messages until there are none. */
  settle(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const [id, node] of this.nodes) {
        for (const out of node.takeCommitted()) this.#apply(id, out);
        for (const message of node.takeMessages()) {
          moved = true;
          if (!this.cut.has(message.from) && !this.cut.has(message.to)) this.nodes.get(message.to)?.step(message);
        }
      }
    }
  }

  tick(times: number): void {
    for (let i = 0; i < times; i++) {
      for (const node of this.nodes.values()) node.tick();
      this.settle();
    }
  }

  #start(id: string, node: Node): void {
    this.nodes.set(id, node);
    this.applied.set(id, []);
  }

  #apply(id: string, out: ReturnType<Node['takeCommitted']>[number]): void {
    if (out.kind === 'snapshot') this.applied.set(id, [...out.snapshot.state]);
    else if (out.entry.kind === 'data') this.applied.get(id)?.push(out.entry.data);
  }
}

describe('raft', () => {
  it('leads alone at once', () => {
    const group = new Group(1);
    group.leader().propose('a');
    group.settle();
    expect(group.applied.get('1')).toEqual(['a']);
  });

  it('replicates to every member', () => {
    const group = new Group(3);
    group.leader().propose('a');
    group.leader().propose('b');
    group.settle();
    for (const id of ['1', '2', '3']) expect(group.applied.get(id)).toEqual(['a', 'b']);
    expect(
      group
        .node('3')
        .members()
        .map((m) => m.id),
    ).toEqual(['1', '2', '3']);
  });

  it('elects another leader when the first is cut off, who then steps down by itself', () => {
    const group = new Group(3);
    const first = group.leader();
    group.cut.add(first.id);
    group.tick(ELECTION_TICKS * 3);
    expect(first.role).not.toBe('leader');
    const second = group.leader();
    expect(second.id).not.toBe(first.id);
    second.propose('after');
    group.settle();
    group.cut.clear();
    group.tick(3);
    expect(group.applied.get(first.id)).toEqual(['after']);
  });

  it('commits nothing without a majority, and drops what it could not commit', () => {
    const group = new Group(3);
    const first = group.leader();
    group.cut.add(first.id);
    first.propose('lost');
    group.tick(ELECTION_TICKS * 3);
    group.leader().propose('kept');
    group.settle();
    group.cut.clear();
    group.tick(3);
    for (const id of ['1', '2', '3']) expect(group.applied.get(id)).toEqual(['kept']);
  });

  it('does not let a member that was away unseat a leader that the others hear', () => {
    const group = new Group(3);
    const first = group.leader();
    group.cut.add('3');
    group.tick(ELECTION_TICKS * 3);
    expect(group.node('3').term).toBeGreaterThan(first.term);
    const before = first.id;
    group.cut.clear();
    group.tick(1);
    expect(group.node('2').leader ?? before).toBe(before);
  });

  it('brings a newcomer up by a snapshot when the old entries are gone', () => {
    const group = new Group(1);
    for (let i = 0; i < 20; i++) group.leader().propose(String(i));
    group.settle();
    group.node('1').compact([...(group.applied.get('1') ?? [])], 2);
    group.join('2');
    group.tick(2);
    expect(group.applied.get('2')).toEqual(group.applied.get('1'));
    expect(group.node('2').entries()[0]?.index).toBeGreaterThan(15);
  });

  it('hands over leadership when asked', () => {
    const group = new Group(3);
    group.leader().transferLeadership('2');
    group.settle();
    expect(group.leader().id).toBe('2');
  });

  it('removes a member, and takes one change at a time', () => {
    const group = new Group(3);
    const leader = group.leader();
    expect(leader.proposeMembers({ action: 'remove', member: member('3') })).toBeDefined();
    expect(leader.proposeMembers({ action: 'remove', member: member('2') })).toBeUndefined();
    group.settle();
    expect(leader.members().map((m) => m.id)).toEqual(['1', '2']);
    expect(leader.quorum()).toBe(2);
  });
});
