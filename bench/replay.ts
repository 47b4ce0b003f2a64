// How long it takes to make a ten-minute lab again from its input log: what reload, undo and sharing cost.
import { Lab } from '../src/session/lab.ts';
import type { Input, LabFile } from '../src/session/protocol.ts';
import { oneHost } from '../src/sim/scenario/worlds.ts';
import { median } from './measure.ts';
import type { Bench, Row } from './table.ts';

const MINUTE = 60_000_000;
const RUNS = 5;

/** A learner's ten minutes: containers come and go, pings run, a line every ten seconds. */
export function tenMinuteLab(): LabFile {
  const lines = [
    'docker run -d --name c1 busybox sleep 3000',
    'docker run -d --name c2 busybox sleep 3000',
    'docker exec c1 ping -c 5 172.17.0.3',
    'ip addr | grep inet | wc -l',
    'docker network create web',
    'docker network connect web c1',
    'docker ps --format "{{.Names}} {{.Status}}"',
    'docker network inspect web | jq ".[0].Containers"',
    'ping -c 8 172.17.0.2',
    'docker network disconnect web c1; docker network rm web; docker rm -f c1 c2',
  ];
  const inputs: Input[] = [{ at: 0, kind: 'tty.open', tty: 't1', host: 'node1', columns: 100, rows: 30 }];
  for (let second = 5; second < 600; second += 10) {
    const line = lines[((second - 5) / 10) % lines.length] as string;
    // Typed key by key, as a person does.
    [...line, '\r'].forEach((text, i) => {
      inputs.push({ at: second * 1_000_000 + i * 60_000, kind: 'tty.data', tty: 't1', text });
    });
  }
  return { format: 'hoplab', version: 1, seed: 1, world: oneHost, inputs, time: 10 * MINUTE };
}

export interface ReplayFigures {
  readonly milliseconds: number;
  readonly events: number;
  readonly hops: number;
  readonly inputs: number;
}

/** Replays the ten minutes once. `now` is real time in milliseconds. */
export function replayTenMinutes(now: () => number): ReplayFigures {
  const file = tenMinuteLab();
  const started = now();
  const lab = new Lab(file);
  lab.replay(() => false);
  return {
    milliseconds: now() - started,
    events: lab.world.eventsRun,
    hops: lab.world.trace.hops,
    inputs: file.inputs.length,
  };
}

export const replay: Bench = {
  name: 'replay',
  title: 'Replay: ten minutes of one host from their input log, by the clock on the wall',
  run(): Row[] {
    const runs = Array.from({ length: RUNS }, () => replayTenMinutes(() => performance.now()));
    const milliseconds = median(runs.map((run) => run.milliseconds));
    return runs.slice(0, 1).map(({ events, hops, inputs }) => ({
      'virtual s': (10 * MINUTE) / 1e6,
      'real ms': milliseconds.toFixed(0),
      'virtual ÷ real': ((10 * MINUTE) / 1e3 / milliseconds).toFixed(0),
      events,
      hops,
      inputs,
    }));
  },
};
