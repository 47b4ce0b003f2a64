import { describe, expect, it } from 'vitest';
import {
  type DropReason,
  dropReasons,
  hopMarks,
  type PacketSign,
  type Protocol,
  packetSigns,
  protocols,
} from '../../../sim/trace/record.ts';
import { BURST_MS, type Ending, Fleet } from './fleet.ts';

interface Hop {
  readonly seq: number;
  readonly time: number;
  readonly arrives?: number;
  readonly from: number;
  readonly to?: number;
  readonly protocol?: Protocol;
  readonly journey?: number;
  readonly drop?: DropReason;
  readonly marks?: number;
  readonly sign?: PacketSign;
}

const pack = (hops: readonly Hop[]) =>
  Float64Array.from(
    hops.flatMap((hop) => [
      hop.seq,
      hop.time,
      hop.arrives ?? hop.time,
      hop.from,
      hop.to ?? -1,
      protocols.indexOf(hop.protocol ?? 'ICMP'),
      hop.journey ?? 1,
      hop.drop ? dropReasons.indexOf(hop.drop) + 1 : 0,
      hop.marks ?? 0,
      packetSigns.indexOf(hop.sign ?? 'other'),
    ]),
  );

/** Devices 10 to 19 lie in one bridge, 20 to 29 in another, and so on. */
const inside = (uid: number) => Math.floor(uid / 10);

const beats = { beat: 400, scaled: false };
const scaled = { beat: 400, scaled: true };

function launch() {
  const drops: Ending[] = [];
  return { drops, fleet: new Fleet((drop) => drops.push(drop)) };
}

describe('Fleet', () => {
  it('knows a frame within a packet', () => {
    const { fleet } = launch();
    fleet.add(
      pack([
        { seq: 1, time: 0, from: 10, to: 20, marks: hopMarks.tunnelled },
        { seq: 2, time: 0, from: 10, to: 20 },
      ]),
      beats,
      inside,
    );
    expect(fleet.flights.map((flight) => flight.look.tunnelled)).toEqual([true, false]);
  });

  it('lets a hop take one beat, then ends it', () => {
    const { fleet } = launch();
    fleet.add(pack([{ seq: 1, time: 0, arrives: 5, from: 1, to: 10 }]), beats, inside);
    expect(fleet.flights).toMatchObject([{ seq: 1, start: 0, end: 400, before: undefined }]);
    fleet.advance(400);
    expect(fleet.flights).toHaveLength(1);
    fleet.advance(1);
    expect(fleet.flights).toHaveLength(0);
    expect(fleet.moving).toBe(false);
  });

  it('starts what follows only when what came before has landed, and knows where it came from', () => {
    const { fleet } = launch();
    fleet.add(
      pack([
        { seq: 1, time: 0, arrives: 5, from: 1, to: 10 },
        { seq: 2, time: 7, arrives: 12, from: 11, to: 2 },
        { seq: 3, time: 7, arrives: 12, from: 12, to: 3 },
        { seq: 4, time: 0, arrives: 5, from: 21, to: 30, journey: 9 },
      ]),
      beats,
      inside,
    );
    expect(fleet.flights.map(({ start, before }) => [start, before])).toEqual([
      [0, undefined],
      [400, 10],
      [400, 10],
      [0, undefined],
    ]);
  });

  it('bursts a drop where it happened, after the hop that led there', () => {
    const { fleet, drops } = launch();
    fleet.add(
      pack([
        { seq: 1, time: 0, arrives: 5, from: 1, to: 10 },
        { seq: 2, time: 5, from: 10, drop: 'NO_ROUTE' },
      ]),
      beats,
      inside,
    );
    expect(fleet.flights[1]).toMatchObject({ from: 10, to: 10, start: 400, end: 400 + BURST_MS, drop: 'NO_ROUTE' });
    fleet.advance(399);
    expect(drops).toEqual([]);
    fleet.advance(2);
    expect(drops).toEqual([{ seq: 2, uid: 10, reason: 'NO_ROUTE', time: 5 }]);
    fleet.advance(100);
    expect(drops).toHaveLength(1);
  });

  it('freezes in place while paused', () => {
    const { fleet } = launch();
    fleet.add(pack([{ seq: 1, time: 0, arrives: 5, from: 1, to: 10 }]), beats, inside);
    fleet.advance(150);
    fleet.setPlaying(false);
    fleet.advance(1000);
    expect(fleet.clocks.beats).toBe(150);
    expect(fleet.moving).toBe(false);
    fleet.setPlaying(true);
    fleet.advance(100);
    expect(fleet.clocks.beats).toBe(250);
  });

  it('runs a single step to its end and keeps it there to be looked at', () => {
    const { fleet } = launch();
    fleet.setPlaying(false);
    fleet.add(pack([{ seq: 1, time: 0, arrives: 5, from: 1, to: 10 }]), beats, inside);
    expect(fleet.moving).toBe(true);
    fleet.advance(5000);
    expect(fleet.clocks.beats).toBe(400);
    expect(fleet.flights).toHaveLength(1);
    expect(fleet.moving).toBe(false);
    fleet.add(pack([{ seq: 2, time: 7, arrives: 12, from: 11, to: 2 }]), beats, inside);
    fleet.advance(5000);
    expect(fleet.flights.map((flight) => flight.seq)).toEqual([2]);
  });

  it('keeps no more flights than can be told apart', () => {
    const { fleet } = launch();
    const flood = Array.from({ length: 2500 }, (_, i) => ({
      seq: i,
      time: 0,
      arrives: 5,
      from: i,
      to: i + 10_000,
      journey: i,
    }));
    fleet.add(pack(flood), beats, inside);
    expect(fleet.flights).toHaveLength(2000);
    expect(fleet.flights.at(-1)?.seq).toBe(2499);
  });

  it('folds a flood of like packets on a wire into a number, and lets others be', () => {
    const { fleet } = launch();
    const flood = Array.from({ length: 10 }, (_, i) => ({ seq: i, time: i, from: 1, to: 10, journey: i }));
    fleet.add(
      pack([...flood, { seq: 10, time: 9, from: 1, to: 10, protocol: 'ARP' as const, journey: 99 }]),
      beats,
      inside,
    );
    expect(fleet.flights.map(({ seq, count, look }) => [seq, count, look.protocol])).toEqual([
      [0, 1, 'ICMP'],
      [1, 1, 'ICMP'],
      [9, 8, 'ICMP'],
      [10, 1, 'ARP'],
    ]);
    fleet.advance(401);
    fleet.add(pack([{ seq: 11, time: 20, from: 1, to: 10, journey: 50 }]), beats, inside);
    expect(fleet.flights).toMatchObject([{ seq: 11, count: 1 }]);
  });

  it('true to scale, moves packets as the world’s time goes on', () => {
    const { fleet } = launch();
    fleet.setWorldTime(1000);
    fleet.add(pack([{ seq: 1, time: 1000, arrives: 1010, from: 1, to: 10 }]), scaled, inside);
    expect(fleet.flights).toMatchObject([{ clock: 'world', start: 1000, end: 1010 }]);
    expect(fleet.clocks.world).toBe(1000);
    fleet.setWorldTime(1005);
    for (let i = 0; i < 40; i++) fleet.advance(16);
    expect(fleet.clocks.world).toBe(1005);
    expect(fleet.flights).toHaveLength(1);
    fleet.setWorldTime(1030);
    for (let i = 0; i < 40; i++) fleet.advance(16);
    expect(fleet.flights).toHaveLength(0);
  });

  it('true to scale, goes back at once when the world does', () => {
    const { fleet } = launch();
    fleet.setWorldTime(1000);
    fleet.setWorldTime(400);
    expect(fleet.clocks.world).toBe(400);
  });
});
