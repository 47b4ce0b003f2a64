// Durations the way Go prints them: 1m0s, 1h30m0s, 1.5s.
// Source: Go's time.Duration.String.
// Not modelled: amounts beyond a double.
import { parseDuration } from '../../cli/formatter/duration.ts';

/** `90s` to `1m30s`; undefined if the text is no duration. */
export function formatGoDuration(text: string): string | undefined {
  const seconds = parseDuration(text);
  if (seconds === undefined) return undefined;
  const whole = Math.abs(seconds);
  const sign = seconds < 0 ? '-' : '';
  if (whole === 0) return '0s';
  if (whole < 1) {
    const [scale, unit] = whole < 1e-6 ? [1e9, 'ns'] : whole < 1e-3 ? [1e6, 'µs'] : [1e3, 'ms'];
    return `${sign}${trimmed(whole * scale)}${unit}`;
  }
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = trimmed(whole % 60);
  return `${sign}${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${rest}s`;
}

function trimmed(amount: number): string {
  return String(Number(amount.toFixed(9)));
}
