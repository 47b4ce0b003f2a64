// Durations as Go writes them: 1h30m, 42s, 250ms.
// Source: Go's time.ParseDuration.
// Not modelled: precision below a nanosecond.

const units: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Seconds; undefined if the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const parts = /^([+-]?)((?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+)$/.exec(text);
  if (!parts) return text === '0' ? 0 : undefined;
  let seconds = 0;
  for (const [, amount = '', unit = ''] of (parts[2] ?? '').matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    seconds += Number(amount) * (units[unit] ?? 0);
  }
  return parts[1] === '-' ? -seconds : seconds;
}

/** Go's time.Duration.String of nanoseconds: `5s`, `1m30s`, `1h0m0s`, `250ms`. */
export function goDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  const sign = nanoseconds < 0 ? '-' : '';
  const whole = Math.abs(nanoseconds);
  if (whole < 1e3) return `${sign}${whole}ns`;
  if (whole < 1e6) return `${sign}${whole / 1e3}µs`;
  if (whole < 1e9) return `${sign}${whole / 1e6}ms`;
  const minutes = Math.trunc(whole / 60e9);
  const seconds = (whole - minutes * 60e9) / 1e9;
  if (minutes === 0) return `${sign}${seconds}s`;
  const hours = Math.trunc(minutes / 60);
  return `${sign}${hours > 0 ? `${hours}h` : ''}${minutes % 60}m${seconds}s`;
}
