import { describe, expect, it } from 'vitest';
import { SECOND } from '../../../des/scheduler.ts';
import { NetLab } from '../../../testkit/net-lab.ts';
import { RCODE_NXDOMAIN } from '../../../wire/dns.ts';

/** What tcpdump prints of c1 pinging c2 once, in some place. */
function watching(line: string, place: 'host' | 'c1' = 'c1', traffic = 'ping -n -c 1 10.0.0.3') {
  const lab = new NetLab();
  lab.serveNames({ web: '10.0.0.3' }, RCODE_NXDOMAIN);
  const { scheduler } = lab.lab;
  lab.machine.startTask(
    (function* () {
      yield { on: [], until: scheduler.now + SECOND };
      lab.start('c1', traffic);
    })(),
  );
  return lab.run(place, line, { signal: 'SIGINT', signalAfter: 4 });
}

const still = (text: string): string =>
  text
    .replace(/\d\d:\d\d:\d\d\.\d{6}/g, 'T')
    .replace(/id \d+/g, 'id N')
    .replace(/([0-9a-f]{2}:){5}[0-9a-f]{2}/g, 'M')
    .replace(/\.\d{5}\b/g, '.P')
    .replace(/: \d{1,5}(?=\+| \d\/)/g, ': N');
const listening = (device: string): string =>
  `tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\nlistening on ${device}, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n`;
const counts = (n: number): string =>
  `${n} packet${n === 1 ? '' : 's'} captured\n${n} packet${n === 1 ? '' : 's'} received by filter\n0 packets dropped by kernel\n`;

describe('tcpdump', () => {
  it('prints what passes, and counts on Ctrl-C', () => {
    const answer = watching('tcpdump -n -i eth0');
    expect(still(answer.stdout)).toBe(
      'T ARP, Request who-has 10.0.0.3 tell 10.0.0.2, length 28\n' +
        'T ARP, Reply 10.0.0.3 is-at M, length 28\n' +
        'T IP 10.0.0.2 > 10.0.0.3: ICMP echo request, id N, seq 1, length 64\n' +
        'T IP 10.0.0.3 > 10.0.0.2: ICMP echo reply, id N, seq 1, length 64\n\n',
    );
    expect([answer.stderr, answer.exit]).toEqual([listening('eth0') + counts(4), 0]);
  });

  it('sees on a bridge what the bridge forwards', () => {
    expect(still(watching('tcpdump -nt -i br0 icmp', 'host').stdout)).toBe(
      'IP 10.0.0.2 > 10.0.0.3: ICMP echo request, id N, seq 1, length 64\n' +
        'IP 10.0.0.3 > 10.0.0.2: ICMP echo reply, id N, seq 1, length 64\n\n',
    );
  });

  it('tells on any which device, and which way', () => {
    const { stdout, stderr } = watching('tcpdump -nt -i any icmp');
    expect(still(stdout)).toBe(
      'eth0  Out IP 10.0.0.2 > 10.0.0.3: ICMP echo request, id N, seq 1, length 64\n' +
        'eth0  In  IP 10.0.0.3 > 10.0.0.2: ICMP echo reply, id N, seq 1, length 64\n\n',
    );
    expect(stderr).toContain('tcpdump: data link type LINUX_SLL2\ntcpdump: verbose output suppressed');
  });

  it.each([
    [
      'tcpdump -nte -i eth0 -c 1 arp',
      'M > M, ethertype ARP (0x0806), length 42: Request who-has 10.0.0.3 tell 10.0.0.2, length 28\n',
    ],
    [
      'tcpdump -ntv -i eth0 -c 1 icmp',
      'IP (tos 0x0, ttl 64, id N, offset 0, flags [DF], proto ICMP (1), length 84)\n    10.0.0.2 > 10.0.0.3: ICMP echo request, id N, seq 1, length 64\n',
    ],
    ['tcpdump -t -i eth0 -c 1 icmp', 'IP 10.0.0.2 > web.lab: ICMP echo request, id N, seq 1, length 64\n'],
    ['tcpdump -nt -i eth0 -c 1 -Q in icmp', 'IP 10.0.0.3 > 10.0.0.2: ICMP echo reply, id N, seq 1, length 64\n'],
    [
      'tcpdump -nt -i eth0 -c 1 src host 10.0.0.3 and not arp',
      'IP 10.0.0.3 > 10.0.0.2: ICMP echo reply, id N, seq 1, length 64\n',
    ],
    [
      'tcpdump -nt -i eth0 -c 1 icmp[icmptype] = icmp-echoreply',
      'IP 10.0.0.3 > 10.0.0.2: ICMP echo reply, id N, seq 1, length 64\n',
    ],
    ['tcpdump -nt# -i eth0 -c 1 net 10.0.0.0/24', '    1  ARP, Request who-has 10.0.0.3 tell 10.0.0.2, length 28\n'],
  ])('%s', (line, stdout) => {
    expect(still(watching(line).stdout)).toBe(stdout);
  });

  it('takes DNS apart', () => {
    expect(still(watching('tcpdump -nt -i eth0 -c 2 udp port 53', 'c1', 'nslookup -type=a web').stdout)).toBe(
      'IP 10.0.0.2.P > 10.0.0.1.53: N+ A? web. (21)\nIP 10.0.0.1.53 > 10.0.0.2.P: N 1/0/0 A 10.0.0.3 (37)\n'.replace(
        /N/g,
        () => 'N',
      ),
    );
  });

  it.each([
    ['tcpdump -i nope', 'tcpdump: nope: No such device exists\n(No such device exists)\n'],
    ['tcpdump -i eth0 foo', "tcpdump: can't parse filter expression: syntax error\n"],
    ['tcpdump -i eth0 (icmp', "tcpdump: can't parse filter expression: syntax error\n"],
    ['tcpdump -i eth0 host nohost', "tcpdump: unknown host 'nohost'\n"],
    ['tcpdump -i eth0 net 10.1.1.1/24', 'tcpdump: non-network bits set in "10.1.1.1/24"\n'],
    ['tcpdump -i eth0 icmp host 10.0.0.1', "tcpdump: 'icmp' modifier applied to host\n"],
    ['tcpdump -c x', 'tcpdump: invalid packet count x\n'],
    ['tcpdump -C 1 -w file', 'hoplab: not simulated yet: tcpdump -C\n'],
    ['tcpdump -r nofile', 'tcpdump: nofile: No such file or directory\n'],
    ['tcpdump -r /usr', 'tcpdump: error reading dump file: Is a directory\n'],
    ['tcpdump -r /usr/bin/ip', 'tcpdump: unknown file format\n'],
    ['tcpdump -w /nodir/x -i eth0', 'tcpdump: /nodir/x: No such file or directory\n'],
    ['tcpdump -F nofile -i eth0', "tcpdump: can't open nofile: No such file or directory\n"],
  ])('%s', (line, stderr) => {
    expect(watching(line).stderr).toBe(stderr);
  });
});
