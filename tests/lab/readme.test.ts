import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LabDriver } from './driver.ts';

it('the commands of the first minute do what the README promises', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const section = readme.split('## First minute')[1]?.split('\n## ')[0] ?? '';
  const commands = [...section.matchAll(/`((?:docker|curl) [^`]+)`/g)].map((match) => match[1] ?? '');
  expect(commands.length).toBeGreaterThan(2);
  const driver = new LabDriver();
  for (const command of commands) {
    driver.run(command);
    expect(driver.run('echo "status $?"'), command).toContain('status 0');
  }
});
