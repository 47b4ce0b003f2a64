import { describe, expect, it } from 'vitest';
import { SECOND } from '../../../des/scheduler.ts';
import { worlds } from '../../../scenario/worlds.ts';
import { NetLab } from '../../../testkit/net-lab.ts';
import { playStep } from '../../../testkit/recording.ts';
import { World } from '../../../world.ts';

describe('ss', () => {
  it('lists listeners as iproute2 lays them out', () => {
    const lab = new NetLab();
    lab.start('c1', 'nginx');
    expect(lab.run('c1', 'ss -ltn').stdout).toBe(
      'State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n' +
        'LISTEN 0      511          0.0.0.0:80        0.0.0.0:*          \n',
    );
    expect(lab.run('c1', 'ss -tulnH').stdout).toBe('tcp LISTEN 0      511    0.0.0.0:80 0.0.0.0:*\n');
    expect(lab.run('c1', 'ss -ltH').stdout).toBe('LISTEN 0      511    0.0.0.0:http 0.0.0.0:*\n');
    expect(lab.run('c1', 'ss -tn').stdout).toBe('State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n');
  });

  it('shows who has just talked', () => {
    const lab = new NetLab();
    lab.start('c2', 'nginx');
    lab.run('c1', 'curl -s 10.0.0.3/host');
    expect(lab.run('c1', 'ss -tanH').stdout).toMatch(/^TIME-WAIT 0 {6}0 {6}10\.0\.0\.2:\d{5} 10\.0\.0\.3:80\n$/);
  });

  it('agrees with netstat', () => {
    const lab = new NetLab();
    for (const place of ['c1', 'c2'] as const) {
      lab.start(place, 'nginx');
      lab.lab.run(1000);
      const pad = place === 'c1' ? '' : ' ';
      expect(lab.run(place, 'netstat -tln').stdout).toBe(
        'Active Internet connections (only servers)\n' +
          `Proto Recv-Q Send-Q Local Address           Foreign Address         State      ${pad}\n` +
          `tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN     ${pad}\n`,
      );
    }
  });

  it('names the processes that have sockets open, and nobody once they are closed', () => {
    const spec = worlds.get('three-hosts');
    if (spec === undefined) throw new Error('the world of the recordings is gone');
    const world = new World(spec, 1);
    world.runUntil(5 * SECOND);
    const run = (cmd: string): string => playStep(world, { host: 'node1', cmd }).stdout;
    expect(
      run("nc -l 9000 & sleep .1; ss -tlnp 'sport = :9000'").replace(/ *\n|\d{3}(?=,fd)/g, (part) =>
        part.endsWith('\n') ? '\n' : 'P',
      ),
    ).toBe(
      'State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n' +
        'LISTEN 0      1            0.0.0.0:9000      0.0.0.0:*    users:(("nc",pid=P,fd=3))\n',
    );
    expect(run('netstat -tlnp')).toMatch(
      /State {7}PID\/Program name {4}\ntcp {8}0 {6}0 0\.0\.0\.0:9000 {12}0\.0\.0\.0:\* {15}LISTEN {6}\d+\/nc +\n$/,
    );
    run('pkill nc');
    expect(run('ss -tlnpH')).toBe('');
    run('docker run -d -p 8080:80 nginx');
    expect(run('ss -tlnpH4')).toMatch(/0\.0\.0\.0:8080 0\.0\.0\.0:\* users:\(\("docker-proxy",pid=\d+,fd=7\)\)\n$/);
    run('curl -s localhost:8080');
    expect(run('ss -tanpH state time-wait')).toMatch(/^0 {6}0 +127\.0\.0\.1:\d+ +127\.0\.0\.1:8080 *\n/);
  });

  it.each([
    ['ss -tanH state listening', '0      511    0.0.0.0:80 0.0.0.0:*\n'],
    ['ss -tnH state established', ''],
    ['ss -tanH exclude time-wait', 'LISTEN 0      511    0.0.0.0:80 0.0.0.0:*\n'],
    ['ss -ltnH sport = :80', 'LISTEN 0      511    0.0.0.0:80 0.0.0.0:*\n'],
    ['ss -ltnH sport = :http', 'LISTEN 0      511    0.0.0.0:80 0.0.0.0:*\n'],
    ['ss -ltnH sport ge 81', ''],
    ['ss -ltnH ( sport = :81 or sport lt 81 ) and not dport = :9', 'LISTEN 0      511    0.0.0.0:80 0.0.0.0:*\n'],
    ['ss -ltnH src 0.0.0.0:80', 'LISTEN 0      511    0.0.0.0:80 0.0.0.0:*\n'],
    ['ss -ltnH src 10.0.0.0/8', ''],
  ])('%s', (line, stdout) => {
    const lab = new NetLab();
    lab.start('c1', 'nginx');
    lab.lab.run(1000);
    expect(lab.run('c1', line)).toEqual({ stdout, stderr: '', exit: 0 });
  });

  it.each([
    ['ss -t state nope', 'ss: wrong state name: nope\n'],
    ['ss -t sport', 'ss: bison bellows (while parsing filter): "syntax error!"\n'],
    ['ss -t foo bar', 'ss: bison bellows (while parsing filter): "syntax error!"\n'],
    ['ss -ti', 'hoplab: not simulated yet: ss -i\n'],
  ])('%s', (line, stderr) => {
    expect(new NetLab().run('c1', line).stderr).toBe(stderr);
  });
});
