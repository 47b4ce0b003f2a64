// Durations as sleep and timeout take them.
// Source: sleep(1), timeout(1) of coreutils 9.1.
// Not modelled: hexadecimal floats.

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** `1.5`, `2m`, `infinity` in microseconds; undefined if it is no duration. */
export function parseDuration(text: string): number | undefined {
  const m = /^\+?(?:(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+)|(inf(?:inity)?))([smhd]?)$/i.exec(text);
  if (!m) return undefined;
  if (m[2] !== undefined) return Number.POSITIVE_INFINITY;
  return Math.round(Number(m[1]) * (units[m[3] ?? ''] ?? 1) * 1_000_000);
}
