// Go's durations as the engine takes them.
// Source: Go's time.ParseDuration.
// Not modelled: more digits than a double has.

const nanoseconds: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** `1m30s` in nanoseconds; what is no duration has been refused when the flag was read. */
export function parseNanoseconds(text: string): number {
  let total = 0;
  for (const [, number = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)) {
    total += Number(number) * (nanoseconds[unit] ?? 0);
  }
  return Math.round(text.startsWith('-') ? -total : total);
}
