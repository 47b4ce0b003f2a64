import { describe, expect, it } from 'vitest';
import { hexDigits } from './bytes.ts';
import { type CaptureDevice, type CapturePacket, pcapng } from './pcapng.ts';

interface Block {
  readonly type: number;
  readonly body: Uint8Array;
}

/** Reads the file back block by block, checking both lengths of each. */
function blocksOf(file: Uint8Array): Block[] {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const blocks: Block[] = [];
  for (let at = 0; at < file.length; ) {
    const length = view.getUint32(at + 4, true);
    expect(length % 4).toBe(0);
    expect(view.getUint32(at + length - 4, true)).toBe(length);
    blocks.push({ type: view.getUint32(at, true), body: file.subarray(at + 8, at + length - 4) });
    at += length;
  }
  return blocks;
}

function optionsOf(body: Uint8Array, from: number): [code: number, text: string][] {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const options: [number, string][] = [];
  for (let at = from; at < body.length; ) {
    const length = view.getUint16(at + 2, true);
    options.push([view.getUint16(at, true), new TextDecoder().decode(body.subarray(at + 4, at + 4 + length))]);
    at += 4 + ((length + 3) & ~3);
  }
  return options;
}

const eth0: CaptureDevice = { name: 'web: eth0', description: 'node1, web, eth0', link: 'ethernet' };
const other: CaptureDevice = { name: 'web: ip', description: 'node1, web', link: 'ip' };
const packet = (device: CaptureDevice, more: Partial<CapturePacket> = {}): CapturePacket => ({
  device,
  time: 1_795_219_200_000_123,
  bytes: Uint8Array.from([1, 2, 3, 4, 5]),
  direction: 'out',
  comments: ['route default via 10.0.0.1', 'drop: nobody hört zu'],
  ...more,
});

describe('a capture file', () => {
  it('begins with a section header and describes each interface once, before its first packet', () => {
    const blocks = blocksOf(pcapng([packet(eth0), packet(other), packet(eth0)]));
    expect(blocks.map(({ type }) => type)).toEqual([0x0a0d0d0a, 1, 6, 1, 6, 6]);
    expect(hexDigits(blocks[0]?.body.subarray(0, 16) ?? new Uint8Array())).toBe('4d3c2b1a01000000ffffffffffffffff');
    const [first, second] = [blocks[1]?.body ?? new Uint8Array(), blocks[3]?.body ?? new Uint8Array()];
    expect([first[0], second[0]]).toEqual([1, 101]);
    expect(optionsOf(first, 8)).toEqual([
      [2, 'web: eth0'],
      [3, 'node1, web, eth0'],
      [0, ''],
    ]);
    expect(blocks.filter(({ type }) => type === 6).map(({ body }) => body[0])).toEqual([0, 1, 0]);
  });

  it('keeps time to the microsecond, the exact bytes and every comment', () => {
    const [, , block] = blocksOf(pcapng([packet(eth0)]));
    const body = block?.body ?? new Uint8Array();
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    expect(view.getUint32(4, true) * 2 ** 32 + view.getUint32(8, true)).toBe(1_795_219_200_000_123);
    expect([view.getUint32(12, true), view.getUint32(16, true)]).toEqual([5, 5]);
    expect([...body.subarray(20, 28)]).toEqual([1, 2, 3, 4, 5, 0, 0, 0]);
    expect(optionsOf(body, 28)).toEqual([
      [1, 'route default via 10.0.0.1'],
      [1, 'drop: nobody hört zu'],
      [2, '\u0002\0\0\0'],
      [0, ''],
    ]);
  });

  it('has no options where there is nothing to say', () => {
    const [, , block] = blocksOf(pcapng([packet(eth0, { comments: [], direction: undefined })]));
    expect(block?.body.length).toBe(28);
  });
});
