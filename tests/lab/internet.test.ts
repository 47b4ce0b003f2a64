// The small internet behind the app's router: names, sites, and what packets look like on the way there.
import { describe, expect, it } from 'vitest';
import { oneHost } from '../../src/sim/scenario/worlds.ts';
import { runCommand } from '../../src/sim/testkit/machine.ts';
import { World } from '../../src/sim/world.ts';

const world = new World(oneHost, 1);
const machine = world.machine('node1');
if (!machine) throw new Error('no host');

function run(command: string): string {
  if (!machine) throw new Error('no host');
  const { stdout, stderr, exit } = runCommand(machine, command);
  return `${stdout}${stderr}${exit === 0 ? '' : `exit ${exit}\n`}`;
}

run('docker network create web; docker run -d --name c1 --network web ubuntu sleep infinity');

describe('names', () => {
  it.each([
    ['dig +short example.com', '203.0.113.80\n'],
    ['dig +short example.com AAAA', '2001:db8:113::80\n'],
    ['dig +short example.com MX', '10 mail.example.com.\n20 backup.example.org.\n'],
    ['dig +short example.com TXT', '"v=spf1 mx -all"\n'],
    ['dig +short www.example.com', 'example.com.\n203.0.113.80\n'],
    ['dig +short pool.example.net | sort', '203.0.113.81\n203.0.113.82\n203.0.113.83\n'],
    ['dig +short -x 203.0.113.80', 'example.com.\n'],
    ['dig +noall +comments nosuch.example.com | grep -o NXDOMAIN', 'NXDOMAIN\n'],
    ['dig +noall +comments broken.example.net | grep -o SERVFAIL', 'SERVFAIL\n'],
    ['dig slow.example.net | grep -c "Query time: [0-9][0-9][0-9][0-9] msec"', '1\n'],
    ['dig +noedns +short big.example.com TXT | wc -l', '5\n'],
    [
      'dig +noedns +ignore +noall +comments big.example.com TXT | grep flags:',
      ';; flags: qr tc rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0\n',
    ],
    ['dig +tcp example.com | grep SERVER', ';; SERVER: 198.51.100.53#53(198.51.100.53) (TCP)\n'],
    ['host -T example.org', 'example.org has address 203.0.113.80\n'],
    ['nslookup -vc -type=ns example.com | grep nameserver', 'example.com\tnameserver = ns1.example.com.\n'],
    [
      'dig +trace example.com | grep Received | grep -o "(.*)"',
      '(198.51.100.53)\n(a.root-servers.example)\n(a.registry.example)\n(ns1.example.com)\n',
    ],
    ['getent hosts old.example.com', '203.0.113.80    old.example.com\n'],
  ])('%s', (command, answer) => {
    expect(run(command)).toBe(answer);
  });

  it('are remembered, for as long as they may be', () => {
    run('dig example.org');
    run('sleep 10');
    expect(run('dig +noall +answer example.org')).toMatch(/example\.org\.\t\t2\d\d\tIN\tA\t203\.0\.113\.80/);
  });
});

describe('sites', () => {
  it.each([
    ['curl -s http://example.com/ | grep "<h1>"', '<h1>Example Domain</h1>\n'],
    ['curl -sL www.example.com | grep "<h1>"', '<h1>Example Domain</h1>\n'],
    ['curl -s -o /dev/null -w "%{http_code}" http://example.com/nosuch', '404'],
    ['curl -s http://example.com/large | wc -c', '100000\n'],
    ['curl -s http://example.com:8080/ | grep -c Example', '2\n'],
    ['curl -s -m 2 http://example.com:81/', 'exit 7\n'],
    ['ping -c 1 example.com | head -1', 'PING example.com (203.0.113.80) 56(84) bytes of data.\n'],
    ['traceroute -n example.com | grep -c ms', '3\n'],
  ])('%s', (command, answer) => {
    expect(run(command)).toBe(answer);
  });
});

describe('a name with several addresses', () => {
  run('for n in p1 p2 p3; do docker run -d --network web --network-alias pool --name $n nginx; done');
  const choices = (): string[] => {
    const records = world.trace.records(0, 1_000_000);
    const first = records.flatMap(({ kind, why }) =>
      kind === 'send' ? (/pool[^:]*: chose .*[^)]/.exec(why)?.[0] ?? []) : [],
    );
    return [...new Set(first)];
  };

  it('is sorted by getaddrinfo: on the own subnet one address is always first', () => {
    // c1 is 172.18.0.2, the pool .3, .4 and .5: .3 differs from .2 in the last bit alone.
    const hit = new Set(Array.from({ length: 6 }, () => run('docker exec c1 curl -s pool/host').split(' ')[1]));
    expect([...hit]).toEqual(['172.18.0.3']);
    expect(choices()).toEqual([
      'pool: chose 172.18.0.3 of 3 addresses, RFC 6724 rule 9: it has the longest prefix in common with 172.18.0.2',
    ]);
  });

  it('comes in the order of the reply where nothing tells its addresses apart, or where gethostbyname asks', () => {
    const firsts = (command: string) => new Set(Array.from({ length: 12 }, () => run(command)));
    expect(firsts('getent ahosts pool.example.net | head -1').size).toBe(3);
    expect(firsts('docker exec c1 getent hosts pool | head -1').size).toBe(3);
    run('curl -s http://pool.example.net/');
    expect(choices().at(-1)).toMatch(
      /^pool\.example\.net: chose 203\.0\.113\.8[123] of 3 addresses, the first in the reply$/,
    );
  });
});

describe('containers', () => {
  it.each([
    ['docker run --rm busybox nslookup -type=a example.com | tail -3', 'Name:\texample.com\nAddress: 203.0.113.80\n\n'],
    ['docker run --rm busybox ping -c 1 example.com | head -1', 'PING example.com (203.0.113.80): 56 data bytes\n'],
    [
      'docker exec c1 curl -s http://whoami.example.net/ | grep Remote | sed s/:[0-9]*$//',
      'RemoteAddr: 192.168.99.101\n',
    ],
    ['docker exec c1 dig +noall +stats example.com | grep SERVER', ';; SERVER: 127.0.0.11#53(127.0.0.11) (UDP)\n'],
    ['docker exec c1 dig +noedns +short big.example.com TXT | wc -l', '5\n'],
    ['docker run --rm --dns 203.0.113.53 busybox nslookup -type=a example.com | head -1', 'Server:\t\t203.0.113.53\n'],
    ['docker run --rm --network web --dns 203.0.113.53 ubuntu dig +short example.com', '203.0.113.80\n'],
  ])('%s', (command, answer) => {
    expect(run(command)).toBe(answer);
  });

  it('leave with the host’s address, and answers find back', () => {
    const capture = run(
      'tcpdump -ni eth0 icmp > /tmp/cap 2>/dev/null & sleep 1; docker exec c1 ping -c 1 203.0.113.80 > /dev/null; sleep 1; kill %1; wait; cut -d" " -f2-5,6- /tmp/cap | sed "s/id [0-9]*/id N/"',
    );
    expect(capture).toContain('192.168.99.101 > 203.0.113.80: ICMP echo request, id N');
    expect(capture).toContain('203.0.113.80 > 192.168.99.101: ICMP echo reply, id N');
    expect(run('conntrack -L -p icmp 2>/dev/null')).toMatch(
      /src=172\.18\.0\.2 dst=203\.0\.113\.80 .* src=203\.0\.113\.80 dst=192\.168\.99\.101 /,
    );
  });
});
