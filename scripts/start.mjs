#!/usr/bin/env node
// Builds the app, serves it, prints the address and opens it where there is a screen.
import { spawn } from 'node:child_process';
import { build, preview } from 'vite';
import { root } from './lib/bundle.mjs';

console.log('Building Hoplab …');
await build({ root, logLevel: 'warn' });
const server = await preview({
  root,
  preview: { port: Number(process.env.PORT ?? 4173), host: process.env.HOST ?? 'localhost' },
});
const address = server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0];
console.log(`\n  Hoplab is at ${address}\n  Ctrl-C stops it.\n`);

const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
if (hasScreen && !process.env.CI && process.stdout.isTTY) {
  const [command, args] = { darwin: ['open', []], win32: ['cmd', ['/c', 'start', '']] }[process.platform] ?? [
    'xdg-open',
    [],
  ];
  spawn(command, [...args, address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
