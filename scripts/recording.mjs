#!/usr/bin/env node
// Plays a recording of a real host against the simulator and prints what it answered, as JSON.
// usage: npm run --silent recording -- FILE
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { importTypeScript } from './lib/bundle.mjs';

const file = process.argv[2];
if (!file || !existsSync(file)) {
  console.error(file ? `No such recording: ${file}` : 'usage: npm run --silent recording -- FILE');
  process.exit(2);
}
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const { playRecording } = await importTypeScript('src/sim/testkit/recording.ts');
const path = resolve(process.env.INIT_CWD ?? '.', file);
const answers = playRecording(read(path), (name) =>
  read(join(dirname(path), name.endsWith('.json') ? name : `${name}.json`)),
);
process.stdout.write(`${JSON.stringify({ steps: answers })}\n`);
