import { describe, expect, it } from 'vitest';
import type { Paced } from './pacer.ts';
import { Pacer } from './pacer.ts';

/** A world whose events are times, some of them with a hop. */
function world(events: readonly { at: number; hop?: boolean }[]): Paced & { now: number; moves: number } {
  const queue = [...events];
  return {
    now: 0,
    moves: 0,
    nextTime: () => queue[0]?.at,
    runUntil(time: number) {
      while (queue[0] && queue[0].at <= time) if (queue.shift()?.hop) this.moves++;
      this.now = time;
    },
  };
}

describe('the pacer', () => {
  it('lets idle virtual time pass as a clock does, times the speed', () => {
    const w = world([]);
    const pacer = new Pacer(0);
    pacer.advance(w, 100);
    expect(w.now).toBe(100_000);
    pacer.pacing = { playing: true, speed: 2 };
    pacer.advance(w, 200);
    expect(w.now).toBe(300_000);
  });

  it('stands still while paused, and does not make up for it', () => {
    const w = world([]);
    const pacer = new Pacer(0);
    pacer.pacing = { playing: false, speed: 1 };
    pacer.advance(w, 200);
    pacer.pacing = { playing: true, speed: 1 };
    pacer.advance(w, 210);
    expect(w.now).toBe(10_000);
  });

  it('holds the world for a beat at each instant with hops', () => {
    const w = world([{ at: 5, hop: true }, { at: 10, hop: true }, { at: 20 }]);
    const pacer = new Pacer(0);
    pacer.advance(w, 16);
    expect(w.now).toBe(5);
    pacer.advance(w, 16 + pacer.beat - 1);
    expect(w.now).toBe(5);
    pacer.advance(w, 16 + pacer.beat + 1);
    expect(w.now).toBe(10);
  });

  it('shortens the beats of a flood, never below what the eye can follow', () => {
    const w = world(Array.from({ length: 500 }, (_, i) => ({ at: i + 1, hop: true })));
    const pacer = new Pacer(0);
    let real = 0;
    for (let i = 0; i < 500; i++) {
      real += 500;
      pacer.advance(w, real);
    }
    expect(w.moves).toBe(500);
    expect(pacer.beat).toBe(33);
  });

  it('steps to the next hop, and says when there is none within the horizon', () => {
    const w = world([{ at: 3 }, { at: 7, hop: true }, { at: 90_000, hop: true }]);
    const pacer = new Pacer(0);
    expect(pacer.step(w, 0, 1000)).toBe(true);
    expect(w.now).toBe(7);
    expect(pacer.step(w, 0, 1000)).toBe(false);
    expect(w.now).toBe(7);
  });

  it('does not run minutes at once after a sleep', () => {
    const w = world([]);
    const pacer = new Pacer(0);
    pacer.advance(w, 600_000);
    expect(w.now).toBe(250_000);
  });
});
