import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Recording } from '../../src/sim/testkit/recording.ts';
import { playRecording } from '../../src/sim/testkit/recording.ts';
import { common, sides } from './compare.ts';

const folder = new URL('.', import.meta.url);
const load = (name: string): Recording => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''));

describe.each(names)('recording %s', (name) => {
  const recording = load(name);
  const answers = playRecording(recording, load);
  it.each(recording.steps.map((step, i) => ({ step, i, cmd: step.cmd })))('$i: $cmd', ({ step, i }) => {
    const answer = answers[i];
    expect(answer).toBeDefined();
    if (!answer) return;
    const { real, ours } = sides(step, answer);
    expect(ours).toEqual(real);
  });
});

describe('the comparison itself', () => {
  it('sees through what differs from run to run', () => {
    expect(common('64 bytes from 172.17.0.2: icmp_seq=1 ttl=64 time=17.4 ms')).toBe(
      common('64 bytes from 172.17.0.2: icmp_seq=1 ttl=64 time=0.05 ms'),
    );
    expect(common('link/ether 8e:2b:18:0e:08:b9')).toBe(common('link/ether 02:42:ac:11:00:02'));
  });

  it('sees everything else', () => {
    const step = { host: 'node1', cmd: 'true', exit: 0, stdout: 'ttl=64\n', stderr: '' };
    const differs = (answer: { stdout: string; stderr: string; exit: number }): boolean => {
      const { real, ours } = sides(step, answer);
      return JSON.stringify(real) !== JSON.stringify(ours);
    };
    expect(differs({ stdout: 'ttl=64\n', stderr: '', exit: 0 })).toBe(false);
    expect(differs({ stdout: 'ttl=63\n', stderr: '', exit: 0 })).toBe(true);
    expect(differs({ stdout: 'ttl=64\n', stderr: 'x', exit: 0 })).toBe(true);
    expect(differs({ stdout: 'ttl=64\n', stderr: '', exit: 1 })).toBe(true);
  });
});
