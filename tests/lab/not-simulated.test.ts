import { expect, it } from 'vitest';
import { LabDriver } from './driver.ts';

it.each([
  ['declare -i n=1+1', 'declare -i'],
  ['f() { local -u name=x; }; f', 'local -u'],
  ['ulimit -n', 'ulimit'],
  ['docker run --isolation hyperv busybox true', '--isolation'],
  ['docker run --gpus all busybox true', '--gpus'],
  ['docker run --user 1000 busybox true', 'users other than root'],
])('%s says that it is not simulated, and does not pretend', (command, what) => {
  const driver = new LabDriver();
  const said = driver.run(`${command}; echo "status $?"`);
  expect(said).toMatch(/hoplab: not simulated yet: /);
  expect(said).toContain(what);
  expect(said).toContain('status 125');
});
