// What iperf3 prints: one line a stream and interval, a sum, and the two ends' totals.
// Source: iperf 3.12 iperf_locale.c (formats), units.c (unit_snprintf).
// Not modelled: other units (-f), timestamps.

export const SEPARATOR = '- - - - - - - - - - - - - - - - - - - - - - - - -\n';

/** Which columns there are, by what is measured where. */
export type Columns = 'tcp-sender' | 'tcp-receiver' | 'udp-sender' | 'udp-receiver';

/** What one stream (or all of them) moved in a span of time. */
export interface Measured {
  readonly bytes: number;
  readonly retransmits?: number | undefined;
  /** Bytes; only between reports. */
  readonly window?: number | undefined;
  readonly datagrams?: number | undefined;
  readonly lost?: number | undefined;
  /** Milliseconds. */
  readonly jitter?: number | undefined;
}

export function header(columns: Columns, withWindow: boolean): string {
  const start = '[ ID] Interval           Transfer     Bitrate';
  switch (columns) {
    case 'tcp-sender':
      return `${start}         Retr${withWindow ? '  Cwnd' : ''}\n`;
    case 'tcp-receiver':
      return `${start}\n`;
    case 'udp-sender':
      return `${start}         Total Datagrams\n`;
    case 'udp-receiver':
      return `${start}         Jitter    Lost/Total Datagrams\n`;
  }
}

/** `id` is a socket's number, or SUM. `end` names whose totals these are. */
export function line(
  id: number | 'SUM',
  columns: Columns,
  from: number,
  to: number,
  measured: Measured,
  end: '' | 'sender' | 'receiver' = '',
): string {
  const who = id === 'SUM' ? '[SUM]' : `[${String(id).padStart(3)}]`;
  const span = `${from.toFixed(2).padStart(6)}-${to.toFixed(2).padEnd(6)} sec`;
  const seconds = to - from;
  const rate = seconds <= 0 ? 0 : (measured.bytes * 8) / seconds;
  const start = `${who} ${span}  ${unitText(measured.bytes, 1024, 'Byte')}s  ${unitText(rate, 1000, 'bit')}s/sec`;
  switch (columns) {
    case 'tcp-sender': {
      const again = String(measured.retransmits ?? 0).padStart(3);
      const window = measured.window === undefined ? undefined : `${unitText(measured.window, 1024, 'Byte')}s`;
      return window === undefined
        ? `${start}  ${again}             ${end}\n`
        : `${start}  ${again}   ${window}       ${end}\n`;
    }
    case 'tcp-receiver':
      return `${start}                  ${end}\n`;
    case 'udp-sender':
      return `${start}  ${measured.datagrams ?? 0}  ${end}\n`;
    case 'udp-receiver': {
      const { lost = 0, datagrams = 0, jitter = 0 } = measured;
      const share = datagrams === 0 ? 0 : (100 * lost) / datagrams;
      return `${start}  ${jitter.toFixed(3)} ms  ${lost}/${datagrams} (${shareText(share)}%)  ${end}\n`;
    }
  }
}

/** printf's %.2g. */
function shareText(value: number): string {
  return value === 0 ? '0' : String(Number(value.toPrecision(2)));
}

/** unit_snprintf: four characters of number, then the unit. */
function unitText(value: number, base: number, unit: string): string {
  const letters = ['', 'K', 'M', 'G', 'T'];
  let scaled = value;
  let step = 0;
  while (scaled >= base && step < letters.length - 1) {
    scaled /= base;
    step++;
  }
  const digits = scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0;
  return `${scaled.toFixed(digits).padStart(4)} ${letters[step]}${unit}`;
}
