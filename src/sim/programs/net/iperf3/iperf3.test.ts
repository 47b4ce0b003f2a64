import { describe, expect, it } from 'vitest';
import { NetLab } from '../../../testkit/net-lab.ts';
import { header, line } from './report.ts';

/** Runs a test between c1 and the host; answers what both printed. */
function measure(options: string, server = ''): { client: string; server: string } {
  const lab = new NetLab();
  const listening = lab.start('c1', `iperf3 -s -1${server}`);
  lab.lab.run(100_000);
  const client = lab.run('host', `iperf3 -c 10.0.0.2 ${options}`);
  lab.lab.run(1_000_000);
  let printed = '';
  lab.machine.startTask(
    (function* () {
      for (let chunk = yield* listening.read(); chunk; chunk = yield* listening.read()) printed += chunk.text;
    })(),
  );
  lab.lab.run(1_000_000);
  return { client: client.stdout + client.stderr, server: printed };
}

/** Numbers that a change of pace may change. */
const still = (text: string): string =>
  text
    .replace(/port (?!5201)\d+/g, 'port N')
    .replace(/ +[\d.]+ [KMG]?Bytes/g, ' B')
    .replace(/ +[\d.]+ [KMG]?bits/g, ' R')
    .replace(/[01]\.\d\d +sec/g, 'T sec');

describe('iperf3', () => {
  it('prints intervals and what both ends have counted', () => {
    const { client, server } = measure('-t 0.2 -i 0.1');
    expect(still(client)).toBe(
      'Connecting to host 10.0.0.2, port 5201\n' +
        '[  5] local 10.0.0.1 port N connected to 10.0.0.2 port 5201\n' +
        '[ ID] Interval           Transfer     Bitrate         Retr  Cwnd\n' +
        '[  5]   0.00-T sec B R/sec    0 B       \n' +
        '[  5]   0.10-T sec B R/sec    0 B       \n' +
        '- - - - - - - - - - - - - - - - - - - - - - - - -\n' +
        '[ ID] Interval           Transfer     Bitrate         Retr\n' +
        '[  5]   0.00-T sec B R/sec    0             sender\n' +
        '[  5]   0.00-T sec B R/sec                  receiver\n' +
        '\niperf Done.\n',
    );
    expect(still(server)).toContain(
      `${'-'.repeat(59)}\nServer listening on 5201 (test #1)\n${'-'.repeat(59)}\nAccepted connection from 10.0.0.1, port N\n` +
        '[  5] local 10.0.0.2 port 5201 connected to 10.0.0.1 port N\n[ ID] Interval           Transfer     Bitrate\n',
    );
  });

  it('carries as much as the pair lets through, in one direction or the other, over one stream or several', () => {
    const rate = (options: string): number => {
      const { client } = measure(options);
      const lines = client.split('\n').filter((text) => text.endsWith('receiver'));
      const [, number, unit] = / ([\d.]+) ([MG])bits/.exec(lines.at(-1) ?? '') ?? [];
      return Number(number) * (unit === 'G' ? 1000 : 1);
    };
    for (const options of ['-t 0.1', '-t 0.1 -R', '-t 0.1 -P 3']) {
      expect(rate(options)).toBeGreaterThan(1500);
      expect(rate(options)).toBeLessThan(2700);
    }
    expect(rate('-t 0.5 -b 10M')).toBeLessThan(12);
  });

  it('sends datagrams at a rate, and counts those that do not come', () => {
    const { client } = measure('-u -t 0.5 -b 10M');
    const [, lost, all] = /ms {2}(\d+)\/(\d+) \(.*receiver/.exec(client) ?? [];
    expect(Number(lost)).toBe(0);
    expect(Number(all)).toBeGreaterThan(420);
    expect(Number(all)).toBeLessThan(440);
  });

  it.each([
    [
      '-c 10.0.0.3',
      1,
      'iperf3: error - unable to connect to server - server may have stopped running or use a different port, firewall issue, etc.: Connection refused\n',
    ],
    ['-c 10.0.0.3 -J', 125, 'hoplab: not simulated yet: iperf3 -J\n'],
    ['', 1, 'iperf3: parameter error - must either be a client (-c) or server (-s)\n'],
  ])('iperf3 %s', (words, exit, stderr) => {
    const answer = new NetLab().run('c1', `iperf3 ${words}`.trim());
    expect(answer.exit).toBe(exit);
    expect(answer.stderr.startsWith(stderr)).toBe(true);
  });
});

describe('its lines', () => {
  it.each([
    [
      line(5, 'tcp-sender', 0, 1, { bytes: 118_489_088, retransmits: 0, window: 395_264 }),
      '[  5]   0.00-1.00   sec   113 MBytes   948 Mbits/sec    0    386 KBytes       \n',
    ],
    [
      line(5, 'tcp-sender', 0, 10, { bytes: 1_180_000_000, retransmits: 12 }, 'sender'),
      '[  5]   0.00-10.00  sec  1.10 GBytes   944 Mbits/sec   12             sender\n',
    ],
    [
      line('SUM', 'tcp-receiver', 0, 10.04, { bytes: 2_000 }, 'receiver'),
      '[SUM]   0.00-10.04  sec  1.95 KBytes  1.59 Kbits/sec                  receiver\n',
    ],
    [
      line(5, 'udp-receiver', 0, 1, { bytes: 131_072, datagrams: 91, lost: 1, jitter: 0.0123 }),
      '[  5]   0.00-1.00   sec   128 KBytes  1.05 Mbits/sec  0.012 ms  1/91 (1.1%)  \n',
    ],
    [header('udp-sender', true), '[ ID] Interval           Transfer     Bitrate         Total Datagrams\n'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});
