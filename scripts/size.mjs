#!/usr/bin/env node
// The first load: gzip size of the JavaScript that the page needs before the canvas is usable. Workers and lazy parts apart.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './lib/bundle.mjs';

const LIMIT_KB = 350;
const dist = join(root, 'dist');
if (!existsSync(join(dist, '.vite', 'manifest.json'))) {
  console.error('No build found: run `npm run build` first.');
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));
const gzipKb = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000;

// The entry, all it imports statically, and the chunks that the canvas itself is in.
const first = new Set();
const visit = (key) => {
  const chunk = manifest[key];
  if (!chunk || first.has(chunk.file)) return;
  first.add(chunk.file);
  for (const imported of chunk.imports ?? []) visit(imported);
};
for (const [key, chunk] of Object.entries(manifest)) {
  if (chunk.isEntry || /src\/ui\/canvas\/Canvas\.tsx$/.test(key)) visit(key);
}
let total = 0;
for (const file of first) {
  const kb = gzipKb(file);
  total += kb;
  console.log(`${kb.toFixed(1).padStart(8)} kB  ${file}`);
}
console.log(`${total.toFixed(1).padStart(8)} kB  first load (limit ${LIMIT_KB} kB, gzip)`);
const others = readdirSync(join(dist, 'assets')).filter((f) => f.endsWith('.js') && !first.has(`assets/${f}`));
for (const file of others) console.log(`${gzipKb(`assets/${file}`).toFixed(1).padStart(8)} kB  later: assets/${file}`);
if (total > LIMIT_KB) {
  console.error(`The first load is over ${LIMIT_KB} kB: load heavy parts when they are needed.`);
  process.exit(1);
}
