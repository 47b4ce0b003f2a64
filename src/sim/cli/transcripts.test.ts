// Command lines and what the real client answered to them, against one engine made of fixed responses (transcripts/engine.json).
// In a transcript `! ` marks standard error and `? ` the exit status when it is not 0.
// UPDATE_TRANSCRIPTS=1 writes what this client answers instead: review the difference.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HttpRequest, HttpResponse } from '../host/http.ts';
import { runDocker } from './fakes.ts';

const folder = join(import.meta.dirname, 'transcripts');

interface Fixture {
  readonly status?: number;
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const fixtures: Record<string, Fixture> = JSON.parse(readFileSync(join(folder, 'engine.json'), 'utf8'));

function engine(request: HttpRequest): HttpResponse {
  const path = decodeURIComponent(request.path.replace('/v1.51', ''));
  const fixture = fixtures[`${request.method} ${path}`];
  if (!fixture) return { status: 404, body: JSON.stringify({ message: `no such ${path}` }) };
  const headers = fixture.headers && { headers: fixture.headers };
  return { status: fixture.status ?? 200, body: fixture.raw ?? JSON.stringify(fixture.body ?? fixture), ...headers };
}

/** Words between blanks, or between single quotes. */
function words(line: string): string[] {
  return (line.match(/(?:'[^']*'|\\'|[^\s'])+/g) ?? []).map((word) => word.replace(/'([^']*)'|\\(')/g, '$1$2'));
}

/** Saturday, 21 November 2026, 16:00 UTC. */
const NOW = 1795276800000;

function answer(command: string): string {
  const { stdout, stderr, exit } = runDocker(words(command), engine, { now: NOW });
  const errors = stderr.replace(/^(?=.|\n(?!$))/gm, '! ').replace(/! $/, '');
  return `$ docker ${command}\n${stdout}${errors}${exit === 0 ? '' : `? ${exit}\n`}`;
}

describe.each(readdirSync(folder).filter((name) => name.endsWith('.txt')))('%s', (name) => {
  const path = join(folder, name);
  const split = () => readFileSync(path, 'utf8').split(/^(?=\$ docker )/m);
  const commandOf = (entry: string) => (entry.split('\n')[0] ?? '').slice('$ docker '.length);
  if (process.env.UPDATE_TRANSCRIPTS) {
    writeFileSync(
      path,
      split()
        .map((entry) => `${answer(commandOf(entry))}\n`)
        .join(''),
    );
  }
  const entries = split();
  test.each(entries.map((entry) => [commandOf(entry), entry] as const))('docker %s', (command, entry) => {
    expect(`${answer(command)}\n`).toBe(entry);
  });
});
