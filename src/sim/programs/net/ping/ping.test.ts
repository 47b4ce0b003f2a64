import { describe, expect, test } from 'vitest';
import { ip4 } from '../../../base/ip4.ts';
import { NetLab } from '../../../testkit/net-lab.ts';
import { RCODE_NXDOMAIN, RCODE_SERVFAIL } from '../../../wire/dns.ts';
import { freshCounts, milliseconds, roundTripText, summary } from './statistics.ts';

/** Times differ from run to run of a real host; here they are what the kernel's costs make of them. */
const timeless = (text: string): string =>
  text
    .replace(/time=[\d.]+ ms/g, 'time=T ms')
    .replace(/time \d+ms/g, 'time Tms')
    .replace(/= [\d./]+ ms/g, '= T ms');

describe('numbers as ping prints them', () => {
  test.each([
    [45, '0.045'],
    [999, '0.999'],
    [1079, '1.08'],
    [9994, '9.99'],
    [9995, '10.0'],
    [17_435, '17.4'],
    [99_949, '99.9'],
    [99_950, '100'],
    [1_234_567, '1235'],
  ])('%i µs is %s ms', (us, text) => {
    expect(roundTripText(us)).toBe(text);
  });

  test('three decimals, cut off', () => expect(milliseconds(12_005)).toBe('12.005'));

  test('the closing lines of a recorded run', () => {
    const counts = { ...freshCounts(), transmitted: 2, received: 2, min: 1079, max: 6535 };
    counts.sum = 1079 + 6535;
    counts.sumOfSquares = 1079 ** 2 + 6535 ** 2;
    expect(summary('172.17.0.3', counts, true, 1_003_000)).toBe(
      '\n--- 172.17.0.3 ping statistics ---\n2 packets transmitted, 2 received, 0% packet loss, time 1003ms\n' +
        'rtt min/avg/max/mdev = 1.079/3.807/6.535/2.728 ms\n',
    );
  });

  test('errors, a third of the packets lost, and packets in flight', () => {
    const counts = { ...freshCounts(), transmitted: 3, received: 2, errors: 1, pipe: 3 };
    expect(summary('x', counts, false, 2_000_000)).toBe(
      '\n--- x ping statistics ---\n3 packets transmitted, 2 received, +1 errors, 33.3333% packet loss, time 2000ms\npipe 3\n',
    );
  });
});

describe('ping on a kernel', () => {
  test('a neighbour answers', () => {
    const { stdout, stderr, exit } = new NetLab().run('c1', 'ping -c 2 10.0.0.3');
    expect(timeless(stdout)).toBe(
      'PING 10.0.0.3 (10.0.0.3) 56(84) bytes of data.\n64 bytes from 10.0.0.3: icmp_seq=1 ttl=64 time=T ms\n' +
        '64 bytes from 10.0.0.3: icmp_seq=2 ttl=64 time=T ms\n\n--- 10.0.0.3 ping statistics ---\n' +
        '2 packets transmitted, 2 received, 0% packet loss, time Tms\nrtt min/avg/max/mdev = T ms\n',
    );
    expect([stderr, exit]).toEqual(['', 0]);
  });

  test('requests leave a second apart and the last answer ends it', () => {
    const lab = new NetLab();
    const before = lab.lab.scheduler.now;
    lab.run('c1', 'ping -c 3 10.0.0.3');
    expect(Math.round((lab.lab.scheduler.now - before) / 1_000_000)).toBe(2);
  });

  test('busybox counts from 0 and uses other words', () => {
    const { stdout, exit } = new NetLab().run('c2', 'ping -c 1 10.0.0.2');
    expect(timeless(stdout)).toBe(
      'PING 10.0.0.2 (10.0.0.2): 56 data bytes\n64 bytes from 10.0.0.2: seq=0 ttl=64 time=T ms\n\n--- 10.0.0.2 ping statistics ---\n' +
        '1 packets transmitted, 1 packets received, 0% packet loss\nround-trip min/avg/max = T ms\n',
    );
    expect(exit).toBe(0);
  });

  test('nobody has the address: the own host says so after three questions', () => {
    const { stdout, exit } = new NetLab().run('c1', 'ping -c 1 10.0.0.99');
    expect(timeless(stdout)).toBe(
      'PING 10.0.0.99 (10.0.0.99) 56(84) bytes of data.\nFrom 10.0.0.2 icmp_seq=1 Destination Host Unreachable\n\n' +
        '--- 10.0.0.99 ping statistics ---\n1 packets transmitted, 0 received, +1 errors, 100% packet loss, time Tms\n\n',
    );
    expect(exit).toBe(1);
  });

  test('several are under way when the errors come', () => {
    const { stdout } = new NetLab().run('c1', 'ping -c 3 -q 10.0.0.99');
    expect(timeless(stdout)).toContain(
      '3 packets transmitted, 0 received, +3 errors, 100% packet loss, time Tms\npipe 3\n',
    );
  });

  test('a router says that time is over', () => {
    const lab = new NetLab();
    lab.net('host').addLink({ kind: 'dummy', name: 'd0' });
    lab.net('host').setLink(lab.net('host').link('d0')?.ifindex ?? 0, { up: true });
    lab.net('host').addAddress(lab.net('host').link('d0')?.ifindex ?? 0, ip4('10.9.0.1'), 24);
    expect(lab.run('c1', 'ping -c 1 -t 1 10.9.0.2').stdout).toContain(
      'From 10.0.0.1 icmp_seq=1 Time to live exceeded\n',
    );
  });

  test.each([
    ['ping', 1, 'ping: usage error: Destination address required\n'],
    ['ping -c 0 x', 1, "ping: invalid argument: '0': out of range: 1 <= value <= 9223372036854775807\n"],
    ['ping -c x h', 1, "ping: invalid argument: 'x'\n"],
    ['ping -t 999 h', 1, "ping: invalid argument: '999': out of range: 0 <= value <= 255\n"],
    ['ping -I nope -c 1 127.0.0.1', 2, 'ping: SO_BINDTODEVICE nope: No such device\n'],
    ['ping -I 9.9.9.9 -c 1 127.0.0.1', 2, 'ping: bind: Cannot assign requested address\n'],
    ['ping -M foo 127.0.0.1', 2, 'ping: invalid -M argument: foo\n'],
    ['ping 8.8.8.8', 2, 'ping: connect: Network is unreachable\n'],
    ['ping -f 10.0.0.2', 125, 'hoplab: not simulated yet: ping -f\n'],
  ])('%s', (line, exit, stderr) => {
    expect(new NetLab().run('host', line)).toEqual({ stdout: '', stderr, exit });
  });

  test('0 is this host', () => {
    expect(new NetLab().run('c1', 'ping -c 1 0').stdout).toContain(
      'PING 0 (127.0.0.1) 56(84) bytes of data.\n64 bytes from 127.0.0.1:',
    );
  });

  test('Ctrl-C sums up', () => {
    const { stdout, exit } = new NetLab().run('c1', 'ping 10.0.0.3', { signal: 'SIGINT', signalAfter: 1.5 });
    expect(timeless(stdout)).toContain(
      '\n--- 10.0.0.3 ping statistics ---\n2 packets transmitted, 2 received, 0% packet loss, time Tms\n',
    );
    expect(exit).toBe(0);
  });

  test('busybox sums up on Ctrl-C too', () => {
    const { stdout, exit } = new NetLab().run('c2', 'ping 10.0.0.1', { signal: 'SIGINT', signalAfter: 0.5 });
    expect(stdout).toContain('1 packets transmitted, 1 packets received, 0% packet loss\n');
    expect(exit).toBe(0);
  });

  test('a packet that must not be cut and is too long', () => {
    const { stderr, exit } = new NetLab().run('c1', 'ping -c 1 -M do -s 2000 10.0.0.3');
    expect([stderr, exit]).toEqual(['ping: local error: message too long, mtu=1500\n', 1]);
  });
});

describe('names', () => {
  test('from DNS, with the name of whoever answers looked up once', () => {
    const lab = new NetLab();
    lab.serveNames({ c2: '10.0.0.3' }, RCODE_NXDOMAIN);
    const { stdout } = lab.run('c1', 'ping -c 2 c2');
    expect(timeless(stdout)).toContain(
      'PING c2 (10.0.0.3) 56(84) bytes of data.\n64 bytes from c2.lab (10.0.0.3): icmp_seq=1 ttl=64 time=T ms\n64 bytes from c2.lab (10.0.0.3): icmp_seq=2',
    );
  });

  test('from /etc/hosts', () => {
    const { stdout } = new NetLab().run('c1', 'ping -c 1 db', { hosts: '10.0.0.3\tdatabase db\n' });
    expect(stdout).toContain(
      'PING database (10.0.0.3) 56(84) bytes of data.\n64 bytes from database (10.0.0.3): icmp_seq=1',
    );
  });

  test('along the search list', () => {
    const lab = new NetLab();
    lab.useResolvConf('search example.org\nnameserver 10.0.0.1\n');
    lab.serveNames({ 'web.example.org': '10.0.0.3' }, RCODE_NXDOMAIN);
    expect(lab.run('c1', 'ping -c 1 -n web').stdout).toContain('PING web.example.org (10.0.0.3)');
  });

  test.each([
    ['nobody listens', undefined, 'ping: c9: Temporary failure in name resolution\n'],
    ['the server fails', RCODE_SERVFAIL, 'ping: c9: Temporary failure in name resolution\n'],
    ['there is no such name', RCODE_NXDOMAIN, 'ping: c9: Name or service not known\n'],
  ])('%s', (_what, rcode, stderr) => {
    const lab = new NetLab();
    if (rcode !== undefined) lab.serveNames({}, rcode);
    expect(lab.run('c1', 'ping -c 1 c9')).toEqual({ stdout: '', stderr, exit: 2 });
    expect(lab.run('c2', 'ping -c 1 c9')).toEqual({ stdout: '', stderr: "ping: bad address 'c9'\n", exit: 1 });
  });

  test('a silent server costs two times five seconds', () => {
    const lab = new NetLab();
    lab.useResolvConf('nameserver 10.0.0.3\n');
    lab.net('c2').setLink(lab.net('c2').link('eth0')?.ifindex ?? 0, { arpOn: true });
    const before = lab.lab.scheduler.now;
    lab
      .net('c1')
      .addNeighbour(lab.net('c1').link('eth0')?.ifindex ?? 0, ip4('10.0.0.3'), 0x020000000099, 'PERMANENT', true);
    expect(lab.run('c1', 'ping -c 1 c9').exit).toBe(2);
    expect(Math.round((lab.lab.scheduler.now - before) / 1_000_000)).toBe(10);
  });

  test('getent tells what programs see', () => {
    const lab = new NetLab();
    lab.serveNames({ c2: '10.0.0.3' }, RCODE_NXDOMAIN);
    expect(lab.run('c1', 'getent hosts c2')).toEqual({ stdout: '10.0.0.3        c2\n', stderr: '', exit: 0 });
    expect(lab.run('c1', 'getent hosts 10.0.0.3').stdout).toBe('10.0.0.3        c2.lab\n');
    expect(lab.run('c1', 'getent ahosts c2').stdout).toBe(
      '10.0.0.3        STREAM c2\n10.0.0.3        DGRAM  \n10.0.0.3        RAW    \n',
    );
    expect(lab.run('c1', 'getent hosts c9').exit).toBe(2);
    expect(lab.run('c1', 'getent hosts localhost').stdout).toBe('127.0.0.1       localhost\n');
  });
});
