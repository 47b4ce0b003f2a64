// The words behind a server's address, and times as haproxy writes them.
// Source: HAProxy 3.2 src/server.c (srv_kws), src/tools.c parse_time_err.
// Not modelled: settings in `elsewhere`, which say so; limits of connections are taken and have no effect.
import { MILLISECOND, SECOND, type SimTime } from '../../../des/scheduler.ts';
import { notSimulated } from '../../net/tool.ts';

const flags = new Set(['check', 'backup']);
const values = new Set(['weight', 'inter', 'fall', 'rise', 'port', 'maxconn', 'fastinter', 'downinter', 'minconn']);
const times = new Set(['inter', 'fastinter', 'downinter']);
const elsewhere = new Set([
  'disabled',
  'send-proxy',
  'ssl',
  'verify',
  'cookie',
  'resolvers',
  'init-addr',
  'resolve-prefer',
  'track',
  'slowstart',
]);

const units: Readonly<Record<string, number>> = {
  us: 1,
  ms: MILLISECOND,
  '': MILLISECOND,
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: 86_400 * SECOND,
};

/** `5s`, `2000`: milliseconds without a unit. */
export function timeOf(text: string): SimTime | undefined {
  const match = /^(\d{1,9})(us|ms|s|m|h|d)?$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (units[match[2] ?? ''] ?? MILLISECOND);
}

/** Settings by name; what is none is complained of. */
export function readSettings(words: readonly string[], complain: (text: string) => void): Map<string, string> {
  const settings = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (flags.has(word)) settings.set(word, '');
    else if (values.has(word)) {
      const value = words[++at] ?? '';
      const least = word === 'weight' || word === 'maxconn' || word === 'minconn' ? 0 : 1;
      const isFine = times.has(word)
        ? (timeOf(value) ?? 0) >= MILLISECOND
        : /^\d{1,6}$/.test(value) && Number(value) >= least;
      if (isFine) settings.set(word, value);
      else complain(`'server' : invalid value ${value} for argument '${word}'.`);
    } else if (word === 'no-check') settings.delete('check');
    else if (elsewhere.has(word)) throw notSimulated(`haproxy's server ${word}`);
    else complain(`'server' unknown keyword '${word}'.`);
  }
  return settings;
}
