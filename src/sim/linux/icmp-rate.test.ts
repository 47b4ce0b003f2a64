import { expect, it } from 'vitest';
import { ip4 } from '../base/ip4.ts';
import { SECOND } from '../des/scheduler.ts';
import { addBridge, addContainer, KernelLab, openSocket } from '../testkit/kernel-lab.ts';

/** Datagrams to a port where nobody listens, `every` microseconds; how many of them were answered. */
function refusals(datagrams: number, every: number, limit?: string): number {
  const lab = new KernelLab();
  const kernel = lab.kernel('node1');
  const bridge = addBridge(kernel, 'br0', '10.0.0.1');
  const c1 = addContainer(kernel, 'c1', bridge, '10.0.0.2');
  if (limit !== undefined) kernel.rootNs.net.setSysctl('ipv4/icmp_ratelimit', limit);
  const socket = openSocket(c1, { type: 'udp' });
  let heard = 0;
  for (let i = 0; i < datagrams; i++) {
    socket.send(new Uint8Array(4), { address: ip4('10.0.0.1'), port: 9 });
    lab.run(every);
    while (socket.receiveError() !== undefined) heard++;
  }
  return heard;
}

it.each([
  ['a burst of six, then one a second', 20, SECOND / 10, undefined, 7],
  ['all that come slowly', 10, SECOND, undefined, 10],
  ['all, when there is no limit', 20, SECOND / 10, '0', 20],
])('refuses datagrams: %s', (_what, datagrams, every, limit, answers) => {
  expect(refusals(datagrams, every, limit)).toBe(answers);
});
