import { describe, expect, it } from 'vitest';
import { NetLab } from '../../../testkit/net-lab.ts';

/** A lab whose c2 serves. */
function serving(): NetLab {
  const lab = new NetLab();
  lab.start('c2', 'nginx');
  return lab;
}

describe('curl', () => {
  it('prints what a server says, and who asked whom', () => {
    const lab = serving();
    expect(lab.run('c1', 'curl -s 10.0.0.3/host')).toEqual({
      stdout: 'c2 10.0.0.3 10.0.0.2\n',
      stderr: '',
      exit: 0,
    });
    expect(lab.run('c1', 'curl -s web/host', { hosts: '10.0.0.3\tweb\n' }).stdout).toBe('c2 10.0.0.3 10.0.0.2\n');
  });

  it.each([
    ['curl -s -o /dev/null -w %{http_code}\\n 10.0.0.3/host', '200\n', '', 0],
    ['curl -sf 10.0.0.3/nowhere', '', '', 22],
    ['curl -sSf 10.0.0.3/nowhere', '', 'curl: (22) The requested URL returned error: 404\n', 22],
    [
      'curl -sS 10.0.0.3:81',
      '',
      'curl: (7) Failed to connect to 10.0.0.3 port 81 after 0 ms: Could not connect to server\n',
      7,
    ],
    [
      'curl -sS -m 1.5 192.0.2.1',
      '',
      'curl: (7) Failed to connect to 192.0.2.1 port 80 after 0 ms: Could not connect to server\n',
      7,
    ],
    ['curl -sS bad_name..x', '', 'curl: (6) Could not resolve host: bad_name..x\n', 6],
    ['curl -sS https://10.0.0.3', '', 'hoplab: not simulated yet: curl with https\n', 125],
    ['curl -sS gopherx://10.0.0.3', '', 'curl: (1) Protocol "gopherx" not supported\n', 1],
    [
      'curl --bogus',
      '',
      "curl: option --bogus: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
      2,
    ],
    ['curl', '', "curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n", 2],
    ['curl -s -u a:b 10.0.0.3', '', 'hoplab: not simulated yet: curl -u\n', 125],
  ])('%s', (line, stdout, stderr, exit) => {
    expect(serving().run('c1', line)).toEqual({ stdout, stderr, exit });
  });

  it('shows heads', () => {
    const answer = serving().run('c1', 'curl -sI 10.0.0.3/host');
    expect(answer.stdout).toMatch(
      /^HTTP\/1\.1 200 OK\r\nServer: nginx\/1\.30\.6\r\nDate: Sat, 21 Nov 2026 00:00:\d\d GMT\r\nContent-Type: text\/plain\r\nContent-Length: 21\r\nConnection: keep-alive\r\n\r\n$/,
    );
  });

  it('has no more patience than it is told', () => {
    const lab = new NetLab();
    // Nobody answers there, not even ARP; the neighbour fails after three seconds only.
    const answer = lab.run('c1', 'curl -sS --connect-timeout 2 10.0.0.99');
    expect(answer).toMatchObject({ exit: 28, stderr: 'curl: (28) Connection timed out after 2000 milliseconds\n' });
    const unreachable = lab.run('c1', 'curl -sS 10.0.0.98');
    expect(unreachable.exit).toBe(7);
    expect(unreachable.stderr).toMatch(/^curl: \(7\) Failed to connect to 10\.0\.0\.98 port 80 after 3\d\d\d ms/);
  });
});
