import { expect, it } from 'vitest';
import { NetLab } from '../testkit/net-lab.ts';
import { captureFile } from './capture.ts';

const ENHANCED_PACKET = 6;

/** How many blocks of each type a file has, and its text as far as it is plain. */
function read(file: Uint8Array): { readonly packets: number; readonly text: string } {
  const view = new DataView(file.buffer);
  let packets = 0;
  for (let at = 0; at < file.length; at += view.getUint32(at + 4, true)) {
    if (view.getUint32(at, true) === ENHANCED_PACKET) packets++;
  }
  return { packets, text: String.fromCharCode(...file) };
}

it('holds each frame where it left, where it arrived and on the bridge between, with the reasons of decisions and drops', () => {
  const lab = new NetLab();
  expect(read(captureFile(lab.lab.trace, 0)).packets).toBe(0);
  lab.run('c1', 'ping -c 1 10.0.0.3');
  const { trace } = lab.lab;
  const crossings = 2 * trace.hops + trace.records(0, 1000).filter(({ kind }) => kind === 'bridge').length;
  const { packets, text } = read(captureFile(lab.lab.trace, 1_795_219_200_000_000));
  expect(packets).toBe(crossings);
  expect(text).toContain('node1/c1:eth0');
  expect(text).toContain('fdb of br0:');
  lab.run('c1', 'ping -c 1 -W 1 10.9.9.9');
  expect(read(captureFile(lab.lab.trace, 0)).text).toContain('drop (NO_ROUTE)');
});
