// Clocks and middles: what the benchmarks measure with.

/** CPU seconds that this process has used. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The middle one: a few runs that the machine disturbed do not count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export function millions(n: number): string {
  return (n / 1e6).toFixed(2);
}
