import { describe, expect, it } from 'vitest';
import type { Paced } from './pacer.ts';
import { Pacer } from './pacer.ts';

/** A world whose events are times, some of them with a hop, some of these a swarm's own. */
function world(
  events: readonly { at: number; hop?: boolean; background?: boolean; takes?: number }[],
): Paced & { now: number; moves: number; background: number } {
  const queue = [...events];
  let [shown, hidden] = [0, 0];
  return {
    arrival: (withBackground) => (withBackground ? Math.max(shown, hidden) : shown),
    now: 0,
    moves: 0,
    background: 0,
    nextTime: () => queue[0]?.at,
    runUntil(time: number) {
      while (queue[0] && queue[0].at <= time) {
        const event = queue.shift();
        if (event?.hop) this.moves++;
        if (event?.background) this.background++;
        if (event?.background) hidden = Math.max(hidden, event.at + (event.takes ?? 0));
        else if (event?.hop) shown = Math.max(shown, event.at + (event.takes ?? 0));
      }
      this.now = time;
    },
  };
}

/** A pacer whose clock the test turns. */
function pacerAt(start = 0): { readonly pacer: Pacer; readonly advance: (w: Paced, at: number) => void } {
  let real = start;
  const pacer = new Pacer(() => real);
  return {
    pacer,
    advance(w, at) {
      real = at;
      pacer.advance(w);
    },
  };
}

describe('the pacer', () => {
  it('lets idle virtual time pass as a clock does, times the speed', () => {
    const w = world([]);
    const { pacer, advance } = pacerAt();
    advance(w, 100);
    expect(w.now).toBe(100_000);
    pacer.pacing = { playing: true, speed: 2 };
    advance(w, 200);
    expect(w.now).toBe(300_000);
  });

  it('stands still while paused, and does not make up for it', () => {
    const w = world([]);
    const { pacer, advance } = pacerAt();
    pacer.pacing = { playing: false, speed: 1 };
    advance(w, 200);
    pacer.pacing = { playing: true, speed: 1 };
    advance(w, 210);
    expect(w.now).toBe(10_000);
  });

  it('holds the world for a beat at each instant with hops', () => {
    const w = world([{ at: 5, hop: true }, { at: 10, hop: true }, { at: 20 }]);
    const { pacer, advance } = pacerAt();
    advance(w, 16);
    expect(w.now).toBe(5);
    advance(w, 16 + pacer.beat - 1);
    expect(w.now).toBe(5);
    advance(w, 16 + pacer.beat + 1);
    expect(w.now).toBe(10);
  });

  it('shortens the beats of a flood, never below what the eye can follow', () => {
    const w = world(Array.from({ length: 500 }, (_, i) => ({ at: i + 1, hop: true })));
    const { pacer, advance } = pacerAt();
    let real = 0;
    for (let i = 0; i < 500; i++) {
      real += 500;
      advance(w, real);
    }
    expect(w.moves).toBe(500);
    expect(pacer.beat).toBe(33);
  });

  it('steps to the next hop, and says when there is none within the horizon', () => {
    const w = world([{ at: 3 }, { at: 7, hop: true }, { at: 90_000, hop: true }]);
    const { pacer } = pacerAt();
    expect(pacer.step(w, 1000)).toBe(true);
    expect(w.now).toBe(7);
    expect(pacer.step(w, 1000)).toBe(false);
    expect(w.now).toBe(7);
  });

  it('does not run minutes at once after a sleep', () => {
    const w = world([]);
    const { advance } = pacerAt();
    advance(w, 600_000);
    expect(w.now).toBe(250_000);
  });

  it('lets background traffic pass as if nothing were there, unless it is shown', () => {
    const chatter = [1000, 2000, 3000].map((at) => ({ at, hop: true, background: true }));
    const { pacer, advance } = pacerAt();
    const hidden = world(chatter);
    advance(hidden, 16);
    expect(hidden.now).toBe(16_000);
    pacer.pacing = { ...pacer.pacing, background: true };
    const shown = world(chatter);
    advance(shown, 32);
    expect(shown.now).toBe(1000);
  });

  it('ends a turn that takes too long, and does not try to catch up', () => {
    let real = 0;
    const pacer = new Pacer(() => real);
    const w = world(Array.from({ length: 100 }, (_, i) => ({ at: (i + 1) * 1000 })));
    const slow: Paced = {
      get now() {
        return w.now;
      },
      moves: 0,
      background: 0,
      arrival: () => 0,
      nextTime: () => w.nextTime(),
      runUntil(time) {
        real += 10;
        w.runUntil(time);
      },
    };
    real = 100;
    pacer.advance(slow);
    expect(w.now).toBe(3000);
    real += 16;
    pacer.advance(slow);
    expect(w.now).toBeLessThan(15_000);
  });

  it('true to scale, lets time pass slowly while a frame is under way and as on a clock afterwards', () => {
    const w = world([{ at: 5, hop: true, takes: 12 }, { at: 17 }]);
    const { pacer, advance } = pacerAt();
    pacer.pacing = { playing: true, speed: 1, mode: 'scaled' };
    advance(w, 16);
    expect(w.now).toBe(5);
    advance(w, 16 + 120);
    expect(w.now).toBe(5 + 6);
    advance(w, 16 + 240);
    expect(w.now).toBe(17);
    advance(w, 16 + 256);
    expect(w.now).toBe(17 + 16_000);
  });

  it('true to scale, lets no frame take longer than eyes would wait', () => {
    const w = world([{ at: 0, hop: true, takes: 50_000 }]);
    const { pacer, advance } = pacerAt();
    pacer.pacing = { playing: true, speed: 1, mode: 'scaled' };
    for (let real = 10; real <= 2010; real += 10) advance(w, real);
    expect(w.now).toBe(50_000);
  });
});
