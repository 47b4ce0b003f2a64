// Durations the way Go prints them: 1m0s, 1h30m0s, 1.5s.
// Source: Go's time.Duration.String; xhit/go-str2duration v2 ParseDuration.
// Not modelled: amounts beyond a double.
import { Failure } from '../../cli/failure.ts';
import { goDuration as durationText, parseDuration } from '../../cli/formatter/duration.ts';

/** `90s` to `1m30s`; undefined if the text is no duration. */
export function formatGoDuration(text: string): string | undefined {
  const seconds = parseDuration(text);
  return seconds === undefined ? undefined : durationText(Math.round(seconds * 1e9));
}

/** The same for what Compose takes: days and weeks too. Throws a Failure that says what is wrong. */
export function goDuration(text: string): string {
  const formatted = formatGoDuration(text.replace(/(\d+(?:\.\d+)?)([dw])/g, inHours));
  if (formatted !== undefined) return formatted;
  const quoted = JSON.stringify(text);
  for (let rest = text.replace(/^[+-]/, ''); rest !== ''; ) {
    const [whole = '', number = '', unit = ''] = /^(\d*\.?\d*)([^\d.]*)/.exec(rest) ?? [];
    if (number === '' || number === '.') break;
    if (unit === '') throw new Failure(`time: missing unit in duration ${quoted}`);
    if (!['ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h', 'd', 'w'].includes(unit)) {
      throw new Failure(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`);
    }
    rest = rest.slice(whole.length);
  }
  throw new Failure(`time: invalid duration ${quoted}`);
}

function inHours(_: string, amount: string, unit: string): string {
  return `${Number(amount) * (unit === 'd' ? 24 : 168)}h`;
}
