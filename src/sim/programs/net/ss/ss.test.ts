import { describe, expect, it } from 'vitest';
import { NetLab } from '../../../testkit/net-lab.ts';

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

  it('says what it does not do', () => {
    expect(new NetLab().run('c1', 'ss -ltnp')).toMatchObject({
      exit: 125,
      stderr: 'hoplab: not simulated yet: ss -p\n',
    });
  });
});
