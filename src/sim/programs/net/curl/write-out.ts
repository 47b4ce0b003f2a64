// What -w prints, and the progress meter.
// Source: curl(1) --write-out, src/tool_writeout.c; the meter: lib/progress.c.
// Not modelled: variables of other protocols (they print nothing), the meter's updates on the way.
import { formatIp4 } from '../../../base/ip4.ts';
import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import { fieldOf, statusOf } from '../http.ts';
import type { Transfer } from './transfer.ts';

const seconds = (from: SimTime, to: SimTime): string => (Math.max(0, to - from) / SECOND).toFixed(6);

function variable(name: string, done: Transfer): string | undefined {
  const { head, local, remote, startedAt } = done;
  switch (name) {
    case 'http_code':
    case 'response_code':
      return String(head ? statusOf(head) : 0).padStart(3, '0');
    case 'http_version':
      return head ? (/^HTTP\/(\d(?:\.\d)?)/.exec(head.start)?.[1] ?? '0') : '0';
    case 'content_type':
      return (head && fieldOf(head, 'content-type')) ?? '';
    case 'size_download':
      return String(done.body.length);
    case 'size_upload':
      return String(done.uploaded);
    case 'size_header':
      return String(head?.text.length ?? 0);
    case 'remote_ip':
      return remote ? formatIp4(remote.address) : '';
    case 'remote_port':
      return String(remote?.port ?? 0);
    case 'local_ip':
      return local ? formatIp4(local.address) : '';
    case 'local_port':
      return String(local?.port ?? 0);
    case 'time_namelookup':
      return seconds(startedAt, done.lookedUpAt);
    case 'time_connect':
      return remote ? seconds(startedAt, done.connectedAt) : '0.000000';
    case 'time_starttransfer':
      return head ? seconds(startedAt, done.firstByteAt) : '0.000000';
    case 'time_total':
      return seconds(startedAt, done.endedAt);
    case 'url':
    case 'url_effective':
      return done.url;
    case 'method':
      return done.method;
    case 'scheme':
      return 'http';
    case 'num_connects':
      return remote ? '1' : '0';
    case 'exitcode':
      return String(done.status);
    case 'errormsg':
      return done.complaint;
    default:
      return undefined;
  }
}

/** Fills a -w format in. */
export function writeOut(format: string, done: Transfer): string {
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  return format.replaceAll(/%%|%\{([^}]*)\}|\\(.)/g, (all, name: string | undefined, letter: string | undefined) => {
    if (letter !== undefined) return escapes[letter] ?? all;
    if (name === undefined) return '%';
    return variable(name, done) ?? '';
  });
}

const heading =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n';
const nothing = '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0';

/** The meter as it stands when a transfer has ended. */
export function progressMeter(done: Transfer): string {
  if (done.status === 6) return heading + nothing;
  if (done.body.length === 0) return `${heading}${nothing}${nothing}\n`;
  const size = String(done.body.length).padStart(5);
  const elapsed = Math.max(1, done.endedAt - done.startedAt);
  const speed = speedText((done.body.length * SECOND) / elapsed);
  const percent = done.status === 0 ? '100' : '  0';
  return `${heading}${nothing}\r${percent} ${size}  ${percent} ${size}    0     0  ${speed}      0 --:--:-- --:--:-- --:--:-- ${speed}\n`;
}

/** Five places, with k and M when they do not suffice. */
function speedText(bytesPerSecond: number): string {
  if (bytesPerSecond < 100_000) return String(Math.floor(bytesPerSecond)).padStart(5);
  if (bytesPerSecond < 10_000 * 1024) return `${Math.floor(bytesPerSecond / 1024)}k`.padStart(5);
  return `${Math.floor(bytesPerSecond / 1024 / 1024)}M`.padStart(5);
}
