import { describe, expect, it } from 'vitest';
import { NetLab } from '../../testkit/net-lab.ts';

function serving(): NetLab {
  const lab = new NetLab();
  lab.start('c1', 'nginx');
  lab.start('c2', 'nginx');
  return lab;
}

describe('both wgets', () => {
  it.each([
    ['c1', 'wget -q -O- 10.0.0.3/host', 'c2 10.0.0.3 10.0.0.2\n', '', 0],
    ['c1', 'wget -q -O- 10.0.0.3/nope', '', '', 8],
    ['c1', 'wget -q 10.0.0.3:81', '', '', 4],
    [
      'c1',
      'wget',
      '',
      "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n",
      1,
    ],
    ['c2', 'wget -qO- http://10.0.0.2/host', 'c1 10.0.0.2 10.0.0.3\n', '', 0],
    ['c2', 'wget --spider 10.0.0.2/host', '', 'Connecting to 10.0.0.2 (10.0.0.2:80)\nremote file exists\n', 0],
    ['c2', 'wget -q -O- 10.0.0.2/nope', '', 'wget: server returned error: HTTP/1.1 404 Not Found\n', 1],
    ['c2', 'wget -q 10.0.0.2:81', '', "wget: can't connect to remote host (10.0.0.2): Connection refused\n", 1],
    ['c2', 'wget -q nobody..here', '', "wget: bad address 'nobody..here'\n", 1],
    ['c2', 'wget -T 2 -q 10.0.0.77', '', 'wget: download timed out\n', 1],
  ] as const)('%s: %s', (place, line, stdout, stderr, exit) => {
    expect(serving().run(place, line)).toEqual({ stdout, stderr, exit });
  });

  it('tell what they do', () => {
    expect(serving().run('c1', 'wget -O- 10.0.0.3/host').stderr).toMatch(
      /^--2026-11-21 00:00:00-- {2}http:\/\/10\.0\.0\.3\/host\nConnecting to 10\.0\.0\.3:80\.\.\. connected\.\nHTTP request sent, awaiting response\.\.\. 200 OK\nLength: 21 \[text\/plain\]\nSaving to: ‘STDOUT’\n\n.*\n\n2026-11-21 00:00:00 \(.*\) - written to stdout \[21\/21\]\n\n$/,
    );
    expect(serving().run('c2', 'wget -O- 10.0.0.2/host').stderr).toBe(
      `Connecting to 10.0.0.2 (10.0.0.2:80)\nwriting to stdout\n-                    100% |********************************|    21  0:00:00 ETA\nwritten to stdout\n`,
    );
  });
});
