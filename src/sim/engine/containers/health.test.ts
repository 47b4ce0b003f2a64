import { describe, expect, it } from 'vitest';
import { EngineLab } from '../../testkit/engine.ts';

const SECOND_NS = 1e9;

function stateOf(lab: EngineLab, name: string): Record<string, unknown> {
  return (lab.json('GET', `/containers/${name}/json`).body as { State: Record<string, unknown> }).State;
}

function statusOf(lab: EngineLab): string {
  return (lab.json('GET', '/containers/json').body as { Status: string }[])[0]?.Status ?? '';
}

describe('a health check', () => {
  it('runs in the container and decides by its exit status', () => {
    const lab = new EngineLab();
    const check = { Test: ['CMD', 'cat', '/etc/ok'], Interval: SECOND_NS, Retries: 2 };
    lab.container('web', { Healthcheck: check });
    expect(statusOf(lab)).toMatch(/\(health: starting\)$/);
    lab.pass(1.5);
    expect(stateOf(lab, 'web').Health).toMatchObject({ Status: 'starting', FailingStreak: 1 });
    lab.pass(1);
    expect(statusOf(lab)).toMatch(/\(unhealthy\)$/);
    const { fs } = lab.engine.daemon.containers.get('web');
    fs?.writeFile('/etc/ok', 'fine\n');
    lab.pass(1);
    expect(stateOf(lab, 'web').Health).toMatchObject({
      Status: 'healthy',
      FailingStreak: 0,
      Log: [{ ExitCode: 1 }, { ExitCode: 1 }, { ExitCode: 0, Output: 'fine\n' }],
    });
    expect(lab.json('GET', '/containers/json?filters={"health":["healthy"]}').body).toHaveLength(1);
  });

  it('forgives failures while the container is young, and kills a check that takes too long', () => {
    const lab = new EngineLab();
    const slow = { Test: ['CMD', 'sleep', '60'], Interval: SECOND_NS, Timeout: SECOND_NS, StartPeriod: 4 * SECOND_NS };
    lab.container('web', { Healthcheck: { ...slow, StartInterval: SECOND_NS } });
    lab.pass(2.5);
    expect(stateOf(lab, 'web').Health).toMatchObject({
      Status: 'starting',
      FailingStreak: 0,
      Log: [{ ExitCode: -1, Output: 'Health check exceeded timeout (1s)' }],
    });
  });

  it('is not looked after while the container is paused', () => {
    const lab = new EngineLab();
    lab.container('web', { Healthcheck: { Test: ['CMD', 'true'], Interval: SECOND_NS } });
    lab.pass(1.5);
    lab.send('POST', '/containers/web/pause');
    expect(stateOf(lab, 'web')).toMatchObject({ Status: 'paused', Paused: true, Health: { Status: 'unhealthy' } });
    lab.send('POST', '/containers/web/unpause');
    lab.pass(1.5);
    expect(statusOf(lab)).toMatch(/\(healthy\)$/);
  });
});

describe('a paused container', () => {
  it('runs nothing until it goes on, and then notices what has come meanwhile', () => {
    const lab = new EngineLab();
    lab.container('c1', { Cmd: ['polite'] });
    lab.pass(1);
    lab.send('POST', '/containers/c1/pause');
    expect(lab.error('POST', '/containers/c1/exec', { Cmd: ['true'] })).toMatch(
      /^409 Container [0-9a-f]{64} is paused, unpause the container before exec$/,
    );
    expect(lab.error('POST', '/containers/c1/start')).toBe('409 cannot start a paused container, try unpause instead');
    expect(lab.error('DELETE', '/containers/c1')).toMatch(/container is paused and must be unpaused first$/);
    lab.send('POST', '/containers/c1/stop');
    expect(stateOf(lab, 'c1')).toMatchObject({ Status: 'exited', ExitCode: 0 });
  });
});
