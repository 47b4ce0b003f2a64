#!/usr/bin/env node
// The plan of the house, enforced: who may import whom, how long a file may be, what keeps the simulator deterministic.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { root } from './lib/bundle.mjs';

const FAIL_LINES = 500;
const sim = (...rooms) => rooms.map((room) => `src/sim/${room}/`);
const kernelTypes = [
  ...['netlink', 'netfilter', 'socket', 'namespace', 'ipvs', 'xfrm'].map((name) => `src/sim/linux/${name}.ts`),
  // What a name server or a client has decided is told to the trace through the kernel's door.
  'src/sim/trace/decision.ts',
];
const clientSeams = [
  'src/sim/host/sys.ts',
  'src/sim/host/http.ts',
  'src/sim/engine/api/types.ts',
  'src/sim/engine/api/swarm-types.ts',
];
const pages = ['src/session/protocol.ts', 'src/sim/trace/record.ts', 'src/sim/scenario/format.ts'];

/** For each room: what it may import from the rest of the project, and why no more. Tests are exempt. */
const rooms = [
  { room: 'src/sim/base/', may: [], why: 'the ground floor: everything stands on it' },
  { room: 'src/sim/des/', may: sim('base'), why: 'time and queues know nothing of networks' },
  {
    room: 'src/sim/wire/',
    may: [...sim('base'), 'src/sim/trace/record.ts'],
    why: 'a packet format is the same on every system',
  },
  { room: 'src/sim/trace/', may: sim('base', 'wire'), why: 'records are about packets, not about who made them' },
  { room: 'src/sim/linux/', may: sim('base', 'des', 'wire', 'trace'), why: 'Linux does not know Docker' },
  {
    room: 'src/sim/underlay/',
    may: sim('base', 'des', 'wire', 'trace', 'linux'),
    why: 'cables and switches know devices',
  },
  {
    room: 'src/sim/host/',
    may: [...sim('base', 'des'), ...kernelTypes],
    why: 'a machine holds a kernel through its interfaces',
  },
  {
    room: 'src/sim/programs/',
    may: [...sim('base', 'des', 'wire', 'host'), ...kernelTypes],
    why: 'programs know system calls and netlink, no kernel object',
  },
  {
    room: 'src/sim/swarm/',
    may: [...sim('base', 'des', 'wire', 'host'), ...kernelTypes],
    why: 'swarm mode runs tasks through its executor interface and knows no engine',
  },
  {
    room: 'src/sim/engine/',
    may: [...sim('base', 'des', 'wire', 'host', 'swarm'), ...kernelTypes],
    why: 'dockerd only configures Linux',
  },
  {
    room: 'src/sim/cli/',
    may: [...sim('base'), ...clientSeams, 'src/sim/compose/plugin.ts', 'src/sim/compose/stack/group.ts'],
    why: 'the client talks to the Engine API and to nothing else',
  },
  {
    room: 'src/sim/compose/',
    may: [...sim('base', 'cli'), ...clientSeams],
    why: "Compose is a client too: it shares the docker client's tools",
  },
  { room: 'src/sim/scenario/', may: sim('base'), why: 'a scenario is data' },
  { room: 'src/sim/', may: ['src/sim/'], why: 'world.ts and testkit compose the rooms' },
  { room: 'src/session/', may: ['src/sim/'], why: 'a session owns a world; no DOM, no Node' },
  {
    room: 'src/workers/packets.worker.ts',
    may: ['src/ui/canvas/packets/painter.ts', 'src/ui/canvas/packets/painter-door.ts'],
    why: 'the painter of packets knows nothing of the page',
  },
  { room: 'src/workers/', may: ['src/session/', ...pages], why: 'a worker wraps a session' },
  {
    room: 'src/ui/',
    may: ['src/workers/connect.ts', 'src/sim/scenario/', 'src/session/lab-file.ts', ...pages],
    why: 'the page sees types and the worker, never a simulated object',
  },
];

/** What makes two runs differ, or ties the simulator to one place. */
const forbiddenInSim = [
  [/\b(async|await)\b|\bnew Promise\b|\bPromise\./, 'programs are generators: `yield*` instead of promises'],
  [/\bMath\.random\b/, 'draw from a named RandomStream'],
  [/\bDate\.now\b|\bnew Date\b|\bperformance\./, 'virtual time only: scheduler.now, sys.wallClock'],
  [/\bset(Timeout|Interval)\b|\bqueueMicrotask\b/, 'schedule an event'],
  [/\blocaleCompare\b|\btoLocale\w+|\bIntl\./, 'locale-independent text only'],
  [/from 'node:/, 'the simulator runs in browsers'],
];

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.(ts|tsx|mjs)$/.test(entry.name)) yield path;
  }
}

const withoutComments = (text) =>
  text.replace(/\/\*[\s\S]*?\*\//g, (c) => c.replace(/[^\n]/g, ' ')).replace(/^\s*\/\/.*$/gm, '');
const withoutTexts = (line) =>
  line.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\/(?![*/])(?:[^/\\\n]|\\.)+\/[a-z]*/g, "''");
const importsOf = (text) => [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1]);

/** Imports that exist at run time: types may refer to each other within a room, modules may not. */
const loadedBy = (text) =>
  [...text.matchAll(/^import (?!type )(?:([^'{]*)\{([^}]*)\}|[^'{]*)\s*from '(\.[^']+)'/gm)]
    .filter(
      ([, before, names]) =>
        names === undefined || before?.trim() || names.split(',').some((n) => n.trim() && !/^type /.test(n.trim())),
    )
    .map((match) => match[3]);

const problems = [];
const graph = new Map();
for (const top of ['src', 'e2e', 'bench', 'tests', 'scripts']) {
  for (const path of sources(join(root, top))) {
    const file = relative(root, path).split(sep).join('/');
    const raw = readFileSync(path, 'utf8');
    const lines = raw.split('\n').length - 1;
    if (lines > FAIL_LINES) problems.push(`${file}: ${lines} lines, more than ${FAIL_LINES}: split it by concern`);
    if (!file.startsWith('src/')) continue;
    const isTest = /\.test\.tsx?$/.test(file);
    const text = withoutComments(raw);
    const imported = importsOf(text).map((spec) =>
      posix.normalize(posix.join(dirname(file), spec.replace(/\?.*$/, ''))),
    );
    graph.set(
      file,
      loadedBy(text).map((spec) => posix.normalize(posix.join(dirname(file), spec))),
    );
    if (isTest) continue;
    const rule = rooms.find(({ room }) => file.startsWith(room));
    if (!rule) continue;
    for (const target of imported) {
      if (target.startsWith(rule.room) && rule.room !== 'src/sim/') continue;
      if (/\.css$/.test(target) || target.startsWith('docs/')) continue;
      if (!rule.may.some((allowed) => target.startsWith(allowed))) {
        problems.push(`${file} imports ${target}, which ${rule.room} may not (${rule.why})`);
      }
    }
    if (!file.startsWith('src/sim/') && !file.startsWith('src/session/')) continue;
    text.split('\n').forEach((line, i) => {
      const bare = withoutTexts(line);
      for (const [pattern, instead] of forbiddenInSim) {
        if (pattern.test(pattern.source.includes('node:') ? line : bare)) problems.push(`${file}:${i + 1}: ${instead}`);
      }
    });
    if (file.startsWith('src/sim/') && !/^(\/\/.*\n){2}/.test(raw)) {
      problems.push(`${file}: opens without the lines that say what it is, where to read it, what is not modelled`);
    }
  }
}

// Cycles: depth first, reporting each file that closes one.
const state = new Map();
function visit(file, trail) {
  if (state.get(file) === 'done' || !graph.has(file)) return;
  if (state.get(file) === 'open') {
    problems.push(`import cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' → ')}`);
    return;
  }
  state.set(file, 'open');
  for (const next of graph.get(file)) visit(next, [...trail, file]);
  state.set(file, 'done');
}
for (const file of graph.keys()) visit(file, []);

for (const problem of problems) console.error(problem);
console.log(problems.length ? `${problems.length} broken rules` : 'Import rules, sizes and determinism rules hold.');
process.exit(problems.length ? 1 : 0);
