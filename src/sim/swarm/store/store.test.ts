import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RandomStream } from '../../base/random.ts';
import { Scheduler } from '../../des/scheduler.ts';
import { type Blocking, Task as Routine, WaitQueue } from '../../des/task.ts';
import { SwarmError } from '../errors.ts';
import type { Config } from '../objects.ts';
import { LocalProposer, type Proposer, type StoreAction } from './actions.ts';
import { newId } from './identity.ts';
import { Store } from './store.ts';
import type { Transaction } from './transaction.ts';

const draft = (ID: string, Name = ID) => ({ ID, Spec: { Name, Labels: {} } });
const names = (store: Store): string[] => [...store.all('config')].map((config) => config.Spec.Name);

/** Holds every proposal until it is told to let it go, or to refuse. */
class HeldProposer implements Proposer {
  readonly proposed: (readonly StoreAction[])[] = [];
  readonly #news = new WaitQueue();
  #answer: 'none' | 'commit' | 'refuse' = 'none';
  #index = 0;

  get version(): number {
    return this.#index;
  }

  *propose(actions: readonly StoreAction[]): Blocking<number> {
    this.proposed.push(actions);
    while (this.#answer === 'none') yield { on: [this.#news] };
    const answer = this.#answer;
    this.#answer = 'none';
    if (answer === 'refuse') throw new SwarmError('Unavailable', 'leadership was lost');
    this.#index++;
    return this.#index;
  }

  answer(answer: 'commit' | 'refuse'): void {
    this.#answer = answer;
    this.#news.wake();
  }
}

function setUp(proposer: Proposer = new LocalProposer()) {
  const scheduler = new Scheduler();
  let clock = 0;
  const store = new Store(proposer, () => `t${clock++}`);
  const run = (body: Blocking<unknown>): (() => string) => {
    let result = 'waits';
    new Routine(
      scheduler,
      (function* (): Blocking<void> {
        try {
          result = String(yield* body);
        } catch (error) {
          if (!(error instanceof SwarmError)) throw error;
          result = error.text();
        }
      })(),
    );
    scheduler.runUntil(scheduler.now + 1);
    return () => result;
  };
  return { scheduler, store, run };
}

test('objects are stamped with the index before their change and its time', () => {
  const { store, run } = setUp();
  run(store.update((tx) => tx.create('config', draft('a'))));
  const made = store.get('config', 'a') as Config;
  expect(made).toMatchObject({ Version: { Index: 0 }, CreatedAt: 't0', UpdatedAt: 't0' });
  run(store.update((tx) => tx.update('config', { ...made, Spec: { ...made.Spec, Labels: { a: '1' } } })));
  expect(store.get('config', 'a')).toMatchObject({ Version: { Index: 1 }, CreatedAt: 't0', UpdatedAt: 't1' });
  expect(run(store.update((tx) => tx.update('config', made)))()).toBe(
    'rpc error: code = Unknown desc = update out of sequence',
  );
});

test('names are unique in their table, whatever their case', () => {
  const { store, run } = setUp();
  run(store.update((tx) => tx.create('config', draft('a', 'App'))));
  expect(run(store.update((tx) => tx.create('config', draft('b', 'APP'))))()).toBe(
    'rpc error: code = Unknown desc = name conflicts with an existing object',
  );
  run(store.update((tx) => tx.create('secret', draft('b', 'APP'))));
  expect(store.byName('config', 'app')?.ID).toBe('a');
  run(store.update((tx) => tx.delete('config', 'a')));
  expect(run(store.update((tx) => tx.create('config', draft('c', 'app'))))()).toBe('undefined');
});

test('nothing is seen of a transaction before raft has committed it, and nothing at all when it refuses', () => {
  const proposer = new HeldProposer();
  const { scheduler, store, run } = setUp(proposer);
  const watch = store.watch(['config']);
  const first = run(store.update((tx) => tx.create('config', draft('a'))));
  const second = run(store.update((tx) => tx.create('config', draft('b'))));
  expect([names(store), proposer.proposed.length]).toEqual([[], 1]);
  proposer.answer('refuse');
  scheduler.runUntil(10);
  expect(first()).toBe('rpc error: code = Unavailable desc = leadership was lost');
  expect([names(store), proposer.proposed.length, second()]).toEqual([[], 2, 'waits']);
  proposer.answer('commit');
  scheduler.runUntil(20);
  expect(names(store)).toEqual(['b']);
  const events = [watch.take(), watch.take(), watch.take()];
  expect(events.map((event) => event?.kind)).toEqual(['create', 'commit', undefined]);
});

test('a task that is killed while it waits for raft leaves the lock', () => {
  const { scheduler, store } = setUp(new HeldProposer());
  const update = (): Blocking<void> => store.update((tx) => tx.create('config', draft('a')));
  const killed = new Routine(scheduler, update());
  scheduler.runUntil(1);
  killed.kill();
  store.applyCommitted(
    [
      {
        kind: 'create',
        table: 'config',
        object: { ...draft('x'), Version: { Index: 0 }, CreatedAt: '', UpdatedAt: '' },
      },
    ],
    7,
  );
  const next = new Routine(scheduler, update());
  scheduler.runUntil(2);
  expect([next.outcome, names(store), store.index]).toEqual([undefined, ['x'], 7]);
});

test('a batch leaves out what fails and keeps the rest, 200 changes to an entry', () => {
  const { store, run } = setUp();
  const changes = Array.from({ length: 450 }, (_, i) => (tx: Transaction) => {
    tx.create('config', draft(`c${i}`));
    if (i % 2 === 1) throw new SwarmError('Unknown', 'no');
  });
  expect(run(store.batch(changes))()).toBe('true');
  expect([store.count('config'), store.index]).toEqual([225, 3]);
});

test('a follower comes to the same store, by entries or by a snapshot', () => {
  const operation = fc.record({
    kind: fc.constantFrom('create' as const, 'update' as const, 'delete' as const),
    id: fc.integer({ min: 0, max: 5 }),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40 }), fc.nat(40), (operations, cut) => {
      const follower = setUp().store;
      const late = setUp().store;
      let index = 0;
      const leader: ReturnType<typeof setUp> = setUp({
        get version() {
          return index;
        },
        // biome-ignore lint/correctness/useYield: it commits at once
        *propose(actions) {
          index++;
          follower.applyCommitted(actions, index);
          leader.store.applyCommitted(actions, index);
          return index;
        },
      });
      operations.forEach(({ kind, id }, i) => {
        const ID = `c${id}`;
        leader.run(
          leader.store.update((tx) => {
            const old = tx.get('config', ID);
            if (kind === 'create') tx.create('config', draft(ID));
            else if (kind === 'delete') tx.delete('config', ID);
            else if (old !== undefined)
              tx.update('config', { ...old, Spec: { ...old.Spec, Labels: { i: String(i) } } });
          }),
        );
        if (i === cut) late.restore(JSON.parse(JSON.stringify(leader.store.snapshot())));
      });
      expect(follower.snapshot()).toEqual(leader.store.snapshot());
      late.restore(leader.store.snapshot());
      expect(late.snapshot()).toEqual(leader.store.snapshot());
    }),
    { numRuns: 50 },
  );
});

test('identifiers are 25 digits of base 36', () => {
  expect(newId(new RandomStream(1))).toMatch(/^[0-9a-z]{25}$/);
});
