import { expect, it } from 'vitest';
import { LabDriver } from './driver.ts';

it.each([
  ['ulimit -n', 'ulimit'],
  ['docker run --isolation hyperv busybox true', '--isolation'],
  ['docker run --gpus all busybox true', '--gpus'],
  ['docker run --user 1000 busybox true', 'users other than root'],
  ['ping -6 -c 1 ::1', 'ping -6'],
  ['docker run --rm busybox ping6 ::1', 'ping6'],
  ['iptables -A OUTPUT -m owner --uid-owner 0 -j DROP', 'iptables -m owner'],
])('%s says that it is not simulated, and does not pretend', (command, what) => {
  const driver = new LabDriver();
  const said = driver.run(`${command}; echo "status $?"`);
  expect(said).toMatch(/hoplab: not simulated yet: /);
  expect(said).toContain(what);
  expect(said).toContain('status 125');
});
