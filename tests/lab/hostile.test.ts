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

describe('a program that uses up the memory it can have', () => {
  it('dies alone, as the kernel would have it', () => {
    const driver = new LabDriver();
    expect(driver.run('bash -c \'x=a; for i in $(seq 60); do x=$x$x; done\'; echo "status $?"')).toMatch(
      /Killed[\s\S]*status 137/,
    );
  });
});
