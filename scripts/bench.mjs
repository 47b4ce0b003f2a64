#!/usr/bin/env node
// Runs the benchmarks (all, or those whose names contain the argument) and prints their tables.
import { importTypeScript } from './lib/bundle.mjs';

const { runBenchmarks } = await importTypeScript('bench/index.ts');
await runBenchmarks(process.argv[2] ?? '');
