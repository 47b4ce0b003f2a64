import { describe, expect, it } from 'vitest';
import { NetLab } from '../../../testkit/net-lab.ts';
import { RCODE_NXDOMAIN, RCODE_SERVFAIL } from '../../../wire/dns.ts';

const VERSION = 'DiG 9.18.49-1~deb12u3-Debian';

function serving(otherwise = RCODE_NXDOMAIN): NetLab {
  const lab = new NetLab();
  lab.serveNames({ web: '10.0.0.2', db: '10.0.0.3' }, otherwise);
  return lab;
}

/** Identifiers and times differ from run to run. */
const still = (text: string): string =>
  text
    .replace(/id: \d+/, 'id: N')
    .replace(/\d+ msec/, '0 msec')
    .replace(/WHEN: .*/, 'WHEN: T');

const header = (status: string, answers: number): string =>
  `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: N\n;; flags: qr rd ra; QUERY: 1, ANSWER: ${answers}, AUTHORITY: 0, ADDITIONAL: 0\n\n`;

describe('dig', () => {
  it('prints an answer whole', () => {
    const answer = serving().run('c1', 'dig web');
    expect(answer.exit).toBe(0);
    expect(still(answer.stdout)).toContain(
      `\n; <<>> ${VERSION} <<>> web\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: N\n`,
    );
    expect(still(answer.stdout)).toContain(
      ';; QUESTION SECTION:\n;web.\t\t\t\tIN\tA\n\n;; ANSWER SECTION:\nweb.\t\t\t600\tIN\tA\t10.0.0.2\n\n' +
        ';; Query time: 0 msec\n;; SERVER: 10.0.0.1#53(10.0.0.1) (UDP)\n;; WHEN: T\n;; MSG SIZE  rcvd: ',
    );
  });

  it.each([
    ['dig +short web', '10.0.0.2\n'],
    ['dig +noall +answer web db', 'web.\t\t\t600\tIN\tA\t10.0.0.2\ndb.\t\t\t600\tIN\tA\t10.0.0.3\n'],
    ['dig +noall +answer -x 10.0.0.2', '2.0.0.10.in-addr.arpa.\t600\tIN\tPTR\tweb.lab.\n'],
    ['dig +noall +answer @10.0.0.1 -t A -q web', 'web.\t\t\t600\tIN\tA\t10.0.0.2\n'],
    ['dig +noall +answer +nottlid web', 'web.\t\t\t\tIN\tA\t10.0.0.2\n'],
    ['dig +noall +answer +multiline web', 'web.\t\t\t600 IN A 10.0.0.2\n'],
    ['dig +noall +question averyveryverylongname.which.fills.tabs', ';averyveryverylongname.which.fills.tabs. IN A\n'],
    ['dig +noall +answer nosuch', ''],
    ['dig +short web AAAA', ''],
    ['dig +noall +comments nosuch', header('NXDOMAIN', 0)],
  ])('%s', (line, stdout) => {
    const answer = serving().run('c1', line);
    expect([still(answer.stdout), answer.stderr, answer.exit]).toEqual([stdout, '', 0]);
  });

  it('says how it fares without a server', () => {
    const lab = new NetLab();
    const refused = ';; communications error to 10.0.0.1#53: connection refused\n';
    expect(lab.run('c1', 'dig +short web')).toEqual({
      stdout: `${refused.repeat(3)};; no servers could be reached\n`,
      stderr: '',
      exit: 9,
    });
    expect(lab.run('c1', 'dig +tries=1 @10.0.0.99 web').stdout).toBe(
      `;; communications error to 10.0.0.99#53: host unreachable\n\n; <<>> ${VERSION} <<>> +tries=1 @10.0.0.99 web\n` +
        '; (1 server found)\n;; global options: +cmd\n;; no servers could be reached\n',
    );
  });

  it.each([
    ['dig +nofoo web', 1, 'Invalid option: +nofoo\nUsage:  dig '],
    ['dig -Z', 1, 'Invalid option: -Z\nUsage:  dig '],
    ['dig a..b', 10, "dig: 'a..b' is not a legal name (empty label)\n"],
    ['dig @nohost web', 1, "dig: couldn't get address for 'nohost': not found\n"],
    ['dig +yaml web', 125, 'hoplab: not simulated yet: dig +yaml\n'],
    ['dig web AXFR', 125, 'hoplab: not simulated yet: dig AXFR and IXFR\n'],
  ])('%s', (line, exit, stderr) => {
    const answer = serving().run('c1', line);
    expect(answer.exit).toBe(exit);
    expect(answer.stderr.startsWith(stderr)).toBe(true);
  });

  it('stops at the first failure of a server', () => {
    expect(serving(RCODE_SERVFAIL).run('c1', 'dig +noall +comments other').stdout).toContain('status: SERVFAIL');
  });
});

/** A name server that says nothing of MX and IPv6 but that there is none, and a closed port beside it. */
const SERVER = 'Server:\t\t10.0.0.1\nAddress:\t10.0.0.1#53\n\n';

describe('nslookup', () => {
  it.each([
    ['nslookup web', `${SERVER}Non-authoritative answer:\nName:\tweb\nAddress: 10.0.0.2\n\n`, 0],
    ['nslookup web 10.0.0.1', `${SERVER}Non-authoritative answer:\nName:\tweb\nAddress: 10.0.0.2\n\n`, 0],
    ['nslookup nosuch', `${SERVER}** server can't find nosuch: NXDOMAIN\n\n`, 1],
    ['nslookup 10.0.0.2', '2.0.0.10.in-addr.arpa\tname = web.lab.\n\nAuthoritative answers can be found from:\n\n', 0],
    ['nslookup -type=aaaa web', `${SERVER}Non-authoritative answer:\n*** Can't find web: No answer\n\n`, 0],
    [
      'nslookup -q=ptr 10.0.0.2',
      `${SERVER}Non-authoritative answer:\n2.0.0.10.in-addr.arpa\tname = web.lab.\n\nAuthoritative answers can be found from:\n\n`,
      0,
    ],
    [
      'nslookup -zzz -type=a web',
      `*** Invalid option: zzz\n${SERVER}Non-authoritative answer:\nName:\tweb\nAddress: 10.0.0.2\n\n`,
      0,
    ],
  ])('%s', (line, stdout, exit) => {
    expect(serving().run('c1', line)).toEqual({ stdout, stderr: '', exit });
  });

  it('tells of failing servers', () => {
    expect(serving(RCODE_SERVFAIL).run('c1', 'nslookup other').stdout).toBe(
      `;; Got SERVFAIL reply from 10.0.0.1\n${SERVER}** server can't find other: SERVFAIL\n\n`,
    );
    const refused = ';; communications error to 10.0.0.1#53: connection refused\n';
    expect(new NetLab().run('c1', 'nslookup web')).toEqual({
      stdout: `${refused.repeat(3)};; no servers could be reached\n\n`,
      stderr: '',
      exit: 1,
    });
  });
});

describe('host', () => {
  it.each([
    ['host web', 'web has address 10.0.0.2\n', 0],
    ['host nosuch', 'Host nosuch not found: 3(NXDOMAIN)\n', 1],
    ['host 10.0.0.2', '2.0.0.10.in-addr.arpa domain name pointer web.lab.\n', 0],
    ['host -t aaaa web', 'web has no AAAA record\n', 0],
    [
      'host -t a web 10.0.0.1',
      'Using domain server:\nName: 10.0.0.1\nAddress: 10.0.0.1#53\nAliases: \n\nweb has address 10.0.0.2\n',
      0,
    ],
  ])('%s', (line, stdout, exit) => {
    expect(serving().run('c1', line)).toEqual({ stdout, stderr: '', exit });
  });

  it('walks the search list', () => {
    const lab = new NetLab();
    lab.serveNames({ 'web.lab': '10.0.0.2' }, RCODE_NXDOMAIN);
    lab.useResolvConf('search example.com lab\nnameserver 10.0.0.1\n');
    expect(lab.run('c1', 'host web').stdout).toBe('web.lab has address 10.0.0.2\n');
    expect(lab.run('c1', 'nslookup web').stdout).toContain('Name:\tweb.lab\n');
    expect(lab.run('c1', 'dig +short web').stdout).toBe('');
    expect(lab.run('c1', 'dig +short +search web').stdout).toBe('10.0.0.2\n');
  });
});

describe('nslookup of busybox', () => {
  const head = 'Server:\t\t10.0.0.1\nAddress:\t10.0.0.1:53\n\n';
  const nothing = ';; connection timed out; no servers could be reached\n\n';
  it.each([
    [
      'nslookup web',
      `${head}Non-authoritative answer:\nName:\tweb\nAddress: 10.0.0.2\n\nNon-authoritative answer:\n\n`,
      0,
    ],
    ['nslookup nosuch', `${head}${"** server can't find nosuch: NXDOMAIN\n\n".repeat(2)}`, 1],
    ['nslookup 10.0.0.2', `${head}Non-authoritative answer:\n2.0.0.10.in-addr.arpa\tname = web.lab\n\n`, 0],
    ['nslookup -type=a web 10.0.0.1', `${head}Non-authoritative answer:\nName:\tweb\nAddress: 10.0.0.2\n\n`, 0],
  ])('%s', (line, stdout, exit) => {
    expect(serving().run('c2', line)).toEqual({ stdout, stderr: '', exit });
  });

  it('sends twice', () => {
    expect(new NetLab().run('c2', 'nslookup -type=a web')).toEqual({
      stdout: nothing,
      stderr: 'nslookup: read: Connection refused\n'.repeat(2),
      exit: 1,
    });
  });
});
