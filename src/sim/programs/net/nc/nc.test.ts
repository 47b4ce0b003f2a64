import { describe, expect, it } from 'vitest';
import { NetLab } from '../../../testkit/net-lab.ts';

describe('both netcats', () => {
  it.each([
    ['c1', 'nc -vz 10.0.0.3 80', '', 'Connection to 10.0.0.3 80 port [tcp/http] succeeded!\n', 0],
    ['c1', 'nc -vz 10.0.0.3 81', '', 'nc: connect to 10.0.0.3 port 81 (tcp) failed: Connection refused\n', 1],
    ['c1', 'nc -z 10.0.0.3 81', '', '', 1],
    ['c1', 'nc -z -w 1 10.0.0.99 81', '', '', 1],
    ['c1', 'nc -vzu 10.0.0.3 53', '', '', 1],
    ['c1', 'nc -vzun 10.0.0.3 5353', '', '', 1],
    ['c1', 'nc 10.0.0.3 0', '', 'nc: port number too small: 0\n', 1],
    ['c2', 'nc 10.0.0.2 81', '', "nc: can't connect to remote host (10.0.0.2): Connection refused\n", 1],
    ['c2', 'nc -w 1 10.0.0.99 81', '', 'nc: timed out\n', 1],
  ] as const)('%s: %s', (place, line, stdout, stderr, exit) => {
    const lab = new NetLab();
    lab.start('c2', 'nginx');
    expect(lab.run(place, line)).toEqual({ stdout, stderr, exit });
  });

  it('meet', () => {
    const lab = new NetLab();
    const server = lab.start('c2', 'nc -l -p 9000');
    const caller = lab.start('c1', 'nc -N 10.0.0.3 9000');
    lab.lab.run(2_000_000);
    expect([server.status(), caller.status()]).toEqual([
      { kind: 'exited', status: 0 },
      { kind: 'exited', status: 0 },
    ]);
  });

  it('send datagrams, and receive those of one peer', () => {
    const lab = new NetLab();
    const server = lab.start('c1', 'nc -luv 9000');
    lab.lab.run(1000);
    expect(lab.run('c1', 'nc -vzu 10.0.0.2 9000')).toEqual({
      stdout: '',
      stderr: 'Connection to 10.0.0.2 9000 port [udp/*] succeeded!\n',
      exit: 0,
    });
    expect(server.status()).toBeUndefined();
    server.kill('SIGTERM');
  });
});
