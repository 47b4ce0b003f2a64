// A device's counters as `ip -s link` lays them out, in columns as wide as their widest number.
// Source: iproute2 ip/ipaddress.c print_stats64, size_columns. Not modelled: single kinds of errors (`-s -s`), missed and
// carrier errors, collisions: nothing in this simulator causes them, so they read 0.
import type { LinkStats } from '../../../linux/netlink.ts';
import type { JsonObject } from '../json.ts';

/** Widths before any number is wider: of "*X errors:", packets, errors, dropped, heartbt, overrun, compressed. */
const COLUMNS = [10, 7, 6, 7, 7, 7, 10] as const;

/** The RX and TX tables, each of two lines. */
export function statisticsText(stats: LinkStats, newline: string): string {
  const received = [stats.rxBytes, stats.rxPackets, stats.rxErrors, stats.rxDropped, 0, stats.multicast];
  const sent = [stats.txBytes, stats.txPackets, stats.txErrors, stats.txDropped, 0, 0];
  const widths = COLUMNS.map((least, at) =>
    Math.max(least, String(received[at] ?? 0).length, String(sent[at] ?? 0).length),
  );
  const headings = (title: string, ...names: string[]): string =>
    title + names.map((name, at) => name.padStart((widths[at] ?? 0) - (at === 0 ? 4 : 0))).join(' ');
  const values = (row: readonly number[]): string =>
    `    ${row.map((value, at) => `${String(value).padStart(widths[at] ?? 0)} `).join('')}`;
  return [
    '',
    headings('    RX: ', 'bytes', 'packets', 'errors', 'dropped', 'missed', 'mcast', ''),
    values(received),
    headings('    TX: ', 'bytes', 'packets', 'errors', 'dropped', 'carrier', 'collsns', ''),
    values(sent),
  ].join(newline);
}

/** The same as `ip -j -s link` gives it. */
export function statisticsJson(stats: LinkStats): JsonObject {
  return {
    stats64: {
      rx: {
        bytes: stats.rxBytes,
        packets: stats.rxPackets,
        errors: stats.rxErrors,
        dropped: stats.rxDropped,
        over_errors: 0,
        multicast: stats.multicast,
      },
      tx: {
        bytes: stats.txBytes,
        packets: stats.txPackets,
        errors: stats.txErrors,
        dropped: stats.txDropped,
        carrier_errors: 0,
        collisions: 0,
      },
    },
  };
}
