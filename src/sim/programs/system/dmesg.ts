// dmesg: the kernel's log, read from /dev/kmsg.
// Source: dmesg(1) of util-linux 2.38, sys-utils/dmesg.c; busybox 1.35 util-linux/dmesg.c.
// Not modelled: clearing, following, filters by level and facility, colours, and all that a kernel says while it boots.
import { strftime } from '../../base/time.ts';
import type { Program, Sys } from '../../host/sys.ts';
import { NOT_SIMULATED } from '../not-yet.ts';

const MICROSECONDS = 1_000_000;

interface Line {
  /** Since boot, in microseconds. */
  readonly time: number;
  readonly text: string;
}

function read(sys: Sys): readonly Line[] | undefined {
  const file = sys.fs.readFile('/dev/kmsg');
  if (!file.ok) return undefined;
  return file.value.split('\n').flatMap((record) => {
    const parts = /^\d+,\d+,(\d+),-;(.*)$/.exec(record);
    return parts ? [{ time: Number(parts[1]), text: parts[2] ?? '' }] : [];
  });
}

/** `[   12.345678] `. */
function sinceBoot(time: number): string {
  const seconds = String(Math.floor(time / MICROSECONDS)).padStart(5);
  return `[${seconds}.${String(time % MICROSECONDS).padStart(6, '0')}] `;
}

function stamp(sys: Sys, time: number, style: 'boot' | 'calendar' | 'none'): string {
  if (style === 'none') return '';
  if (style === 'boot') return sinceBoot(time);
  return `[${strftime('%a %b %e %H:%M:%S %Y', sys.wallClock() - (sys.now() - time) / 1000)}] `;
}

const styles: ReadonlyMap<string, 'calendar' | 'none'> = new Map([
  ['-T', 'calendar'],
  ['--ctime', 'calendar'],
  ['-t', 'none'],
  ['--notime', 'none'],
]);

/** `refusal` is what it says in a container, which has no /dev/kmsg and may not ask the kernel either (CAP_SYSLOG). */
function reader(refusal: string): Program {
  return {
    name: 'dmesg',
    summary: 'print the kernel’s log',
    *main(sys, argv) {
      let style: 'boot' | 'calendar' | 'none' = 'boot';
      for (const word of argv.slice(1)) {
        const known = styles.get(word);
        if (known === undefined) {
          yield* sys.error(`hoplab: not simulated yet: dmesg ${word}\n`);
          return NOT_SIMULATED;
        }
        style = known;
      }
      const lines = read(sys);
      if (lines === undefined) {
        yield* sys.error(`dmesg: ${refusal}: Operation not permitted\n`);
        return 1;
      }
      yield* sys.print(lines.map(({ time, text }) => `${stamp(sys, time, style)}${text}\n`).join(''));
      return 0;
    },
  };
}

export const dmesg = reader('read kernel buffer failed');
export const busyboxDmesg = reader('klogctl');
