import { describe, expect, it } from 'vitest';
import { LabDriver } from './driver.ts';

describe('a command that would never end', () => {
  it.each([
    'while :; do :; done',
    'yes',
    'yes > /dev/null',
    "awk 'BEGIN{while(1);}'",
    "jq -n 'def f: f; f'",
    'f() { f; }; f',
    'sleep infinity',
    'ping -i 0.01 127.0.0.1',
  ])('%s: Ctrl-C or its own end brings the prompt back, and the world lives on', (command) => {
    const driver = new LabDriver();
    const { lab } = driver;
    lab.apply({ kind: 'tty.data', tty: 't1', text: `${command}\r` });
    const before = driver.text.length;
    driver.pass(2);
    expect(driver.text.length - before).toBeLessThan(2_000_000);
    lab.apply({ kind: 'tty.data', tty: 't1', text: '\x03' });
    driver.settle(90);
    expect(driver.run('echo still $((40 + 2))')).toContain('still 42');
  });
});

describe('a fork bomb', () => {
  const processes = ({ lab }: LabDriver): number => lab.world.machine('node1')?.enclosure.processes().length ?? 0;

  function withBomb(): LabDriver {
    const driver = new LabDriver();
    driver.lab.apply({ kind: 'tty.data', tty: 't1', text: ':(){ :|:& };:\r' });
    driver.pass(10);
    expect(processes(driver)).toBeGreaterThan(1000);
    expect(driver.text).toContain('bash: fork: retry: Resource temporarily unavailable');
    return driver;
  }

  it('stays within bounds, and its shell still takes commands', () => {
    const driver = withBomb();
    const before = [processes(driver), process.memoryUsage().heapUsed] as const;
    driver.pass(120);
    expect(processes(driver)).toBeLessThanOrEqual(before[0] + 10);
    expect(process.memoryUsage().heapUsed - before[1]).toBeLessThan(200_000_000);
    driver.text = '';
    driver.lab.apply({ kind: 'tty.data', tty: 't1', text: '\x03echo still $((40 + 2))\r' });
    driver.pass(5);
    expect(driver.text).toContain('still 42');
  });

  it('ends with its terminal', () => {
    const driver = withBomb();
    driver.lab.apply({ kind: 'tty.close', tty: 't1' });
    driver.pass(1);
    expect(processes(driver)).toBeLessThan(20);
  });

  it('can be killed from another terminal', () => {
    const driver = withBomb();
    driver.lab.apply({ kind: 'tty.open', tty: 't2', host: 'node1', columns: 100, rows: 30 });
    driver.lab.apply({ kind: 'tty.data', tty: 't2', text: 'pkill bash\r' });
    driver.pass(5);
    expect(processes(driver)).toBeLessThan(20);
    driver.text = '';
    expect(driver.run('(echo alive)')).toContain('alive');
  });
});

describe('a program that uses up the memory it can have', () => {
  it('dies alone, as the kernel would have it', () => {
    const driver = new LabDriver();
    expect(driver.run('bash -c \'x=a; for i in $(seq 60); do x=$x$x; done\'; echo "status $?"')).toMatch(
      /Killed[\s\S]*status 137/,
    );
  });
});
