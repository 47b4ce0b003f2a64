#!/usr/bin/env node
// Everything that must hold: types, lint and import rules, unit and recording tests, build, size, browser tests.
import { spawnSync } from 'node:child_process';
import { ensureBrowser } from './lib/browser.mjs';
import { root } from './lib/bundle.mjs';

const steps = [
  ['types', 'npm', ['run', '--silent', 'typecheck']],
  ['lint and import rules', 'npm', ['run', '--silent', 'lint']],
  ['unit and recording tests', 'npm', ['run', '--silent', 'unit']],
  ['build', 'npm', ['run', '--silent', 'build']],
  ['size of the first load', 'npm', ['run', '--silent', 'size']],
  ['browser tests', 'npm', ['run', '--silent', 'e2e']],
];

const started = Date.now();
const browser = ensureBrowser();
for (const [title, command, args] of steps) {
  const from = Date.now();
  console.log(`\n== ${title}`);
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, HOPLAB_BROWSER: browser },
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(`\n${title}: failed`);
    process.exit(1);
  }
  console.log(`   ${title}: ${((Date.now() - from) / 1000).toFixed(1)} s`);
}
console.log(`\nAll good after ${((Date.now() - started) / 1000).toFixed(0)} s.`);
