import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINKTYPE_ETHERNET, parsePcap, pcapHeader, pcapRecord } from './pcap.ts';

const frame = Uint8Array.from({ length: 60 }, (_, at) => at);
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const file = joined(pcapHeader(LINKTYPE_ETHERNET, 262_144), pcapRecord(1_795_219_200_000_123, frame, 262_144));

describe('pcap files', () => {
  it('are laid out as libpcap lays them out', () => {
    expect([...file.subarray(0, 40)]).toEqual([
      ...[0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0],
      ...[0x00, 0xdf, 0x00, 0x6b, 123, 0, 0, 0, 60, 0, 0, 0, 60, 0, 0, 0],
    ]);
  });

  it('are read back', () => {
    expect(parsePcap(file)).toEqual({
      link: LINKTYPE_ETHERNET,
      snapshot: 262_144,
      records: [{ time: 1_795_219_200_000_123, bytes: frame, length: 60 }],
    });
  });

  it('keep no more than the snapshot', () => {
    const cut = parsePcap(joined(pcapHeader(LINKTYPE_ETHERNET, 20), pcapRecord(5, frame, 20)));
    expect(cut).toMatchObject({ snapshot: 20, records: [{ bytes: frame.subarray(0, 20), length: 60 }] });
  });

  it.each([
    [0, { kind: 'short', wanted: 4, there: 0 }],
    [10, { kind: 'short', wanted: 20, there: 6 }],
    [24, { records: [] }],
    [30, { records: [], cut: { what: 'header', wanted: 16, there: 6 } }],
    [50, { records: [], cut: { what: 'captured', wanted: 60, there: 10 } }],
  ])('of %i bytes', (length, what) => {
    expect(parsePcap(file.subarray(0, length))).toMatchObject(what);
  });

  it('of any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(parsePcap(bytes)).toBeDefined();
        expect(parsePcap(joined(file.subarray(0, 24), bytes))).toHaveProperty('records');
      }),
    );
  });
});
