// What ping counts and how it sums up.
// Source: iputils 20221126 ping/ping_common.c gather_statistics, finish, status. Not modelled: flood and adaptive modes' numbers.

/** The counters of one run; times in microseconds. */
export interface PingCounts {
  transmitted: number;
  received: number;
  duplicates: number;
  errors: number;
  /** Most requests under way at once, seen from the answers (`pipe`). */
  pipe: number;
  min: number;
  max: number;
  sum: number;
  sumOfSquares: number;
  /** Eight times the weighted mean of round trips (ewma). */
  ewma8: number;
}

export function freshCounts(): PingCounts {
  return {
    transmitted: 0,
    received: 0,
    duplicates: 0,
    errors: 0,
    pipe: 0,
    min: Number.MAX_SAFE_INTEGER,
    max: 0,
    sum: 0,
    sumOfSquares: 0,
    ewma8: 0,
  };
}

/** Counts one round trip. */
export function addRoundTrip(counts: PingCounts, microseconds: number): void {
  counts.sum += microseconds;
  counts.sumOfSquares += microseconds * microseconds;
  counts.min = Math.min(counts.min, microseconds);
  counts.max = Math.max(counts.max, microseconds);
  counts.ewma8 += counts.ewma8 === 0 ? microseconds * 8 : microseconds - Math.trunc(counts.ewma8 / 8);
}

/** A round trip as a reply's line gives it: about three significant digits. */
export function roundTripText(microseconds: number): string {
  const us = microseconds;
  if (us >= 100_000 - 50) return String(Math.trunc((us + 500) / 1000));
  if (us >= 10_000 - 5) return `${Math.trunc((us + 50) / 1000)}.${Math.trunc(((us + 50) % 1000) / 100)}`;
  if (us >= 1000)
    return `${Math.trunc((us + 5) / 1000)}.${String(Math.trunc(((us + 5) % 1000) / 10)).padStart(2, '0')}`;
  return milliseconds(us);
}

/** `1.079`: milliseconds with three decimals, cut off. */
export function milliseconds(microseconds: number): string {
  return `${Math.trunc(microseconds / 1000)}.${String(microseconds % 1000).padStart(3, '0')}`;
}

/** C's `%g` with six significant digits, for numbers from 0 to 100. */
function general(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** The closing lines. `elapsed` is the time from the start to the last request. */
export function summary(host: string, counts: PingCounts, timed: boolean, elapsed: number): string {
  const { transmitted, received, duplicates, errors } = counts;
  let text = `\n--- ${host} ping statistics ---\n${transmitted} packets transmitted, ${received} received`;
  if (duplicates > 0) text += `, +${duplicates} duplicates`;
  if (errors > 0) text += `, +${errors} errors`;
  if (transmitted > 0) {
    text += `, ${general(((transmitted - received) * 100) / transmitted)}% packet loss`;
    text += `, time ${Math.trunc((elapsed + 500) / 1000)}ms`;
  }
  text += '\n';
  let comma = '';
  if (received > 0 && timed) {
    const total = received + duplicates;
    const mean = Math.trunc(counts.sum / total);
    const variance = Math.trunc((counts.sumOfSquares - Math.trunc((counts.sum * counts.sum) / total)) / total);
    const deviation = Math.floor(Math.sqrt(Math.max(0, variance)));
    text += `rtt min/avg/max/mdev = ${[counts.min, mean, counts.max, deviation].map(milliseconds).join('/')} ms`;
    comma = ', ';
  }
  if (counts.pipe > 1) text += `${comma}pipe ${counts.pipe}`;
  return `${text}\n`;
}

/** The line that SIGQUIT asks for, on standard error. */
export function snapshot(counts: PingCounts, timed: boolean): string {
  const { transmitted, received } = counts;
  const loss = transmitted > 0 ? Math.trunc(((transmitted - received) * 100) / transmitted) : 0;
  let text = `\r${received}/${transmitted} packets, ${loss}% loss`;
  if (received > 0 && timed) {
    const mean = Math.trunc(counts.sum / (received + counts.duplicates));
    const ewma = Math.trunc(counts.ewma8 / 8);
    text += `, min/avg/ewma/max = ${[counts.min, mean, ewma, counts.max].map(milliseconds).join('/')} ms`;
  }
  return `${text}\n`;
}
