// Sessions on whole hosts, one file each: what a real host answers to every command, checked against its programs' sources.
// `$ ` a command, or `node2$ ` one on another host; `! ` marks standard error and `? ` the exit status when it is not 0.
// Identifiers, MAC addresses and times are in a common form. UPDATE_TRANSCRIPTS=1 writes what is answered now: review the difference.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Answer, RecordedStep } from '../../src/sim/testkit/recording.ts';
import { playRecording } from '../../src/sim/testkit/recording.ts';
import { common } from '../recordings/compare.ts';

const folder = import.meta.dirname;
const PROMPT = /^(?:(\w+))?\$ (.*)$/;

function play(steps: readonly RecordedStep[]): Answer[] {
  return playRecording({ title: 'transcript', world: 'three-hosts', steps }, () => {
    throw new Error('transcripts stand alone');
  });
}

function shown(step: RecordedStep, { stdout, stderr, exit }: Answer): string {
  const lines = (text: string, mark: string): string[] =>
    text === ''
      ? []
      : text
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => `${mark}${line}`.trimEnd());
  const prompt = step.host === 'node1' ? '$' : `${step.host}$`;
  const said = [...lines(common(stdout), ''), ...lines(common(stderr), '! '), ...(exit === 0 ? [] : [`? ${exit}`])];
  return [`${prompt} ${step.cmd}`, ...said].join('\n');
}

describe.each(readdirSync(folder).filter((name) => name.endsWith('.txt')))('%s', (name) => {
  const path = join(folder, name);
  const entries = readFileSync(path, 'utf8')
    .trimEnd()
    .split(/\n\n(?=\w*\$ )/);
  const steps = entries.map((entry): RecordedStep => {
    const [, host = 'node1', cmd = ''] = PROMPT.exec(entry.split('\n')[0] ?? '') ?? [];
    return { host, cmd };
  });
  const answers = play(steps).map((answer, i) => shown(steps[i] ?? { host: 'node1', cmd: '' }, answer));
  if (process.env.UPDATE_TRANSCRIPTS) writeFileSync(path, `${answers.join('\n\n')}\n`);
  const wanted = process.env.UPDATE_TRANSCRIPTS ? answers : entries;
  it.each(steps.map((step, i) => ({ cmd: step.cmd, i })))('$i: $cmd', ({ i }) => {
    expect(answers[i]).toBe(wanted[i]);
  });
});
