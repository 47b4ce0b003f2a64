import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../base/random.ts';
import { Scheduler, SECOND } from '../../../des/scheduler.ts';
import { Awareness } from './awareness.ts';
import { Member, Members } from './members.ts';
import { Membership } from './membership.ts';
import { ALIVE, DEAD, LEFT, type MemberState, type Message, SUSPECT } from './message.ts';

const SELF = 'self';
const OTHER = 'other';
const endpoint = (address: number) => ({ address, port: 7946 });
const words = ['alive', 'suspect', 'dead', 'left'];

/** A member that believes something of another, in a cluster of five. */
class Scene {
  readonly scheduler = new Scheduler();
  readonly members = new Members(new RandomStream(1));
  readonly awareness = new Awareness();
  readonly membership: Membership;
  /** What was broadcast, and who came and went. */
  readonly log: string[] = [];

  constructor(state: MemberState | undefined, incarnation = 5) {
    const event = (what: string) => (member: Member) => this.log.push(`${what} ${member.name}`);
    this.membership = new Membership({
      scheduler: this.scheduler,
      name: SELF,
      at: endpoint(1),
      members: this.members,
      awareness: this.awareness,
      events: { onJoin: event('joined:'), onLeave: event('gone:') },
      broadcast: (subject, message) => this.log.push(`${message.kind} ${subject}${incarnationOf(message)}`),
    });
    this.membership.introduce();
    for (const i of [2, 3, 4]) this.#add(`m${i}`, i, ALIVE, 1);
    if (state === SUSPECT) {
      this.#add(OTHER, 9, ALIVE, incarnation);
      this.membership.suspect({ kind: 'suspect', incarnation, node: OTHER, from: 'm2' });
    } else if (state !== undefined) this.#add(OTHER, 9, state, incarnation);
    this.log.length = 0;
  }

  #add(name: string, address: number, state: MemberState, incarnation: number): void {
    const member = new Member(name, endpoint(address), 0);
    member.incarnation = incarnation;
    member.change(state, 0);
    this.members.add(member);
  }

  say(kind: 'alive' | 'suspect' | 'dead' | 'left', incarnation: number, node = OTHER, from = 'm3', address = 9): this {
    const { membership } = this;
    if (kind === 'alive') membership.alive({ kind, incarnation, node, at: endpoint(address) });
    else if (kind === 'suspect') membership.suspect({ kind, incarnation, node, from });
    else membership.dead({ kind: 'dead', incarnation, node, from: kind === 'left' ? node : from });
    return this;
  }

  state(name = OTHER): string {
    const member = this.members.get(name);
    return member === undefined ? 'unknown' : `${words[member.state]} ${member.incarnation}`;
  }
}

const incarnationOf = (message: Message): string => ('incarnation' in message ? ` ${message.incarnation}` : '');

describe('what is believed of another member', () => {
  it.each([
    // believed, said, incarnation, believed then, log
    [undefined, 'alive', 1, 'alive 1', ['alive other 1', 'joined: other']],
    [undefined, 'suspect', 1, 'unknown', []],
    [undefined, 'dead', 1, 'unknown', []],
    [ALIVE, 'alive', 5, 'alive 5', []],
    [ALIVE, 'alive', 4, 'alive 5', []],
    [ALIVE, 'alive', 6, 'alive 6', ['alive other 6']],
    [ALIVE, 'suspect', 4, 'alive 5', []],
    [ALIVE, 'suspect', 5, 'suspect 5', ['suspect other 5']],
    [ALIVE, 'suspect', 7, 'suspect 7', ['suspect other 7']],
    [ALIVE, 'dead', 4, 'alive 5', []],
    [ALIVE, 'dead', 5, 'dead 5', ['dead other 5', 'gone: other']],
    [ALIVE, 'left', 5, 'left 5', ['dead other 5', 'gone: other']],
    [SUSPECT, 'alive', 5, 'suspect 5', []],
    [SUSPECT, 'alive', 6, 'alive 6', ['alive other 6']],
    [SUSPECT, 'suspect', 5, 'suspect 5', ['suspect other 5']],
    [SUSPECT, 'suspect', 4, 'suspect 5', []],
    [SUSPECT, 'dead', 5, 'dead 5', ['dead other 5', 'gone: other']],
    [DEAD, 'alive', 5, 'dead 5', []],
    [DEAD, 'alive', 6, 'alive 6', ['alive other 6', 'joined: other']],
    [DEAD, 'suspect', 9, 'dead 5', []],
    [DEAD, 'dead', 9, 'dead 5', []],
    [LEFT, 'alive', 6, 'alive 6', ['alive other 6', 'joined: other']],
    [LEFT, 'dead', 5, 'left 5', []],
  ] as const)('%s, told %s %i: %s', (state, kind, incarnation, then, log) => {
    const scene = new Scene(state).say(kind, incarnation);
    expect(scene.state()).toBe(then);
    expect(scene.log).toEqual(log);
  });

  it('ends a suspicion after its time: longest without confirmation, least with two', () => {
    const deathAfter = (...confirming: string[]): number => {
      const scene = new Scene(SUSPECT);
      for (const from of confirming) scene.say('suspect', 5, OTHER, from);
      while (scene.state() !== 'dead 5' && scene.scheduler.runInstant());
      return scene.scheduler.now / SECOND;
    };
    expect(deathAfter()).toBe(24);
    expect(deathAfter('m2')).toBe(24); // who suspected first does not count twice
    expect(deathAfter('m3')).toBe(11.381);
    expect(deathAfter('m3', 'm4')).toBe(4);
  });

  it('lets a refuted suspicion rest', () => {
    const scene = new Scene(SUSPECT).say('alive', 6);
    scene.scheduler.runUntil(60 * SECOND);
    expect(scene.state()).toBe('alive 6');
  });

  it('keeps a name to one address, unless its owner has left', () => {
    expect(new Scene(ALIVE).say('alive', 9, OTHER, '', 77).state()).toBe('alive 5');
    const scene = new Scene(LEFT).say('alive', 1, OTHER, '', 77);
    expect(scene.state()).toBe('alive 1');
    expect(scene.members.get(OTHER)?.at.address).toBe(77);
  });
});

describe('a member that is accused itself', () => {
  it.each([
    ['suspect', 1, 'alive 2', ['alive 1 2']],
    ['suspect', 8, 'alive 9', ['alive 1 9']],
    ['dead', 1, 'alive 2', ['alive 1 2']],
    ['alive', 1, 'alive 1', []],
    ['alive', 3, 'alive 4', ['alive 1 4']],
  ] as const)('answers %s %i with %s', (kind, incarnation, then, log) => {
    const scene = new Scene(ALIVE).say(kind, incarnation, SELF, 'm2', 1);
    expect(scene.state(SELF)).toBe(then);
    expect(scene.log).toEqual(log);
    expect(scene.awareness.score).toBe(log.length);
  });

  it('does not when it has left', () => {
    const scene = new Scene(ALIVE);
    scene.membership.leave(() => undefined);
    expect(scene.state(SELF)).toBe('left 1');
    scene.say('alive', 9, SELF, '', 1);
    expect(scene.state(SELF)).toBe('left 1');
  });
});

it('only suspects whom another takes for dead', () => {
  const scene = new Scene(ALIVE);
  scene.membership.merge([{ name: OTHER, at: endpoint(9), incarnation: 5, state: DEAD }]);
  expect(scene.state()).toBe('suspect 5');
  scene.membership.merge([{ name: 'm2', at: endpoint(2), incarnation: 1, state: LEFT }]);
  expect(scene.state('m2')).toBe('left 1');
});
