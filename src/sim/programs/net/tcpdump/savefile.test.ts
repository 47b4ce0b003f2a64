import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../base/utf8.ts';
import { SECOND } from '../../../des/scheduler.ts';
import { NetLab } from '../../../testkit/net-lab.ts';
import { parsePcap } from '../../../wire/pcap.ts';

/** c1 pings c2 while tcpdump writes; then the lab, with a file. */
function captured(line: string): { lab: NetLab; stderr: string; stdout: string } {
  const lab = new NetLab();
  const { scheduler } = lab.lab;
  lab.machine.startTask(
    (function* () {
      yield { on: [], until: scheduler.now + SECOND };
      lab.start('c1', 'ping -n -c 1 10.0.0.3');
    })(),
  );
  return { lab, ...lab.run('host', line, { signal: 'SIGINT', signalAfter: 4 }) };
}

const still = (text: string): string =>
  text
    .replace(/\d\d:\d\d:\d\d\.\d{6}/g, 'T')
    .replace(/id \d+/g, 'id N')
    .replace(/([0-9a-f]{2}:){5}[0-9a-f]{2}/g, 'M');

describe('capture files', () => {
  it('are written without printing', () => {
    const { stdout, stderr } = captured('tcpdump -i br0 -w /srv/x.pcap icmp');
    expect(stdout).toBe('\n');
    expect(stderr).toBe(
      'tcpdump: listening on br0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n2 packets captured\n2 packets received by filter\n0 packets dropped by kernel\n',
    );
  });

  it.each([
    [
      'tcpdump -nr /srv/x.pcap',
      'T ARP, Request who-has 10.0.0.3 tell 10.0.0.2, length 28\nT ARP, Reply 10.0.0.3 is-at M, length 28\n' +
        'T IP 10.0.0.2 > 10.0.0.3: ICMP echo request, id N, seq 1, length 64\nT IP 10.0.0.3 > 10.0.0.2: ICMP echo reply, id N, seq 1, length 64\n',
    ],
    ['tcpdump -ntr /srv/x.pcap -c 1 icmp', 'IP 10.0.0.2 > 10.0.0.3: ICMP echo request, id N, seq 1, length 64\n'],
    ['tcpdump -nr /srv/x.pcap --count arp', '2 packets\n'],
    [
      'tcpdump -nter /srv/x.pcap -c 1 icmp',
      'M > M, ethertype IPv4 (0x0800), length 98: 10.0.0.2 > 10.0.0.3: ICMP echo request, id N, seq 1, length 64\n',
    ],
  ])('are read again: %s', (line, stdout) => {
    const { lab } = captured('tcpdump -i br0 -U -w /srv/x.pcap');
    const answer = lab.run('host', line);
    expect(still(answer.stdout)).toBe(stdout);
    expect(answer.stderr).toBe('reading from file /srv/x.pcap, link-type EN10MB (Ethernet), snapshot length 262144\n');
  });

  it('of all devices tell which', () => {
    const { lab } = captured('tcpdump -i any -w /srv/x.pcap icmp and host 10.0.0.2');
    const { stdout, stderr } = lab.run('host', 'tcpdump -nter /srv/x.pcap -c 1');
    expect(still(stdout)).toMatch(
      /^\S+ +\w+ +ifindex \d+ M ethertype IPv4 \(0x0800\), length 104: 10\.0\.0\.2 > 10\.0\.0\.3: ICMP echo request/,
    );
    expect(stderr).toBe(
      'reading from file /srv/x.pcap, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144\nWarning: interface names might be incorrect\n',
    );
  });

  it('lose what was still buffered when the program is killed', () => {
    const lab = new NetLab();
    const { scheduler } = lab.lab;
    const capture = lab.start('host', 'tcpdump -i br0 -w /srv/x.pcap');
    scheduler.runUntil(scheduler.now + SECOND);
    lab.start('c1', 'ping -n -c 1 10.0.0.3');
    scheduler.runUntil(scheduler.now + SECOND);
    capture.kill('SIGKILL');
    scheduler.runUntil(scheduler.now + SECOND);
    expect(lab.run('host', 'tcpdump -r /srv/x.pcap').stderr).toBe(
      'tcpdump: truncated dump file; tried to read 4 file header bytes, only got 0\n',
    );
  });

  it('hold frames as they were', () => {
    const { lab } = captured('tcpdump -i br0 -w /srv/x.pcap icmp');
    const text = lab.machine.enclosure.fs.readFile('/srv/x.pcap');
    const file = parsePcap(encodeUtf8(text.ok ? text.value : ''));
    expect(file).toMatchObject({ link: 1, snapshot: 262_144, records: [{ length: 98 }, { length: 98 }] });
  });
});
