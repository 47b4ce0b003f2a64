// What the page exports, read as others read it: Wireshark's tshark where it is installed, and an own check of all checksums.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pcapng } from '../../src/sim/wire/pcapng.ts';
import { frameFaults, packetFaults } from './checksums.ts';
import { scenes } from './export-scenes.ts';
import { type ExportedFile, readPcapng } from './pcapng.ts';

const LINKTYPE_ETHERNET = 1;
/** PI_ERROR of Wireshark's epan/proto.h. */
const ERROR = 8_388_608;
const badChecksum = ['ip', 'tcp', 'udp', 'icmp'].map((name) => `${name}.checksum.status == "Bad"`).join(' || ');
const checked = ['ip', 'tcp', 'udp'].flatMap((name) => ['-o', `${name}.check_checksum:TRUE`]);

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
if (!hasTshark) console.warn('tshark is not installed: exported captures are checked by our own reader alone');
const folder = mkdtempSync(join(tmpdir(), 'hoplab-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What tshark prints about a capture file, a line each. */
function tshark(file: Uint8Array, ...options: readonly string[]): string[] {
  const path = join(folder, 'export.pcapng');
  writeFileSync(path, file);
  const { status, stdout, stderr } = spawnSync('tshark', ['-r', path, ...checked, ...options], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.split('\n').filter((line) => line !== '');
}

/** What one interface saw, as its own file: Wireshark takes the same packet on other interfaces for a repetition. */
function seenBy({ interfaces, packets }: ExportedFile, at: number): Uint8Array {
  const { name = '', description = '', link } = interfaces[at] ?? {};
  const device = { name, description, link: link === LINKTYPE_ETHERNET ? 'ethernet' : 'ip' } as const;
  const own = packets.filter((packet) => packet.at === at);
  return pcapng(own.map(({ time, bytes }) => ({ device, time, bytes, direction: undefined, comments: [] })));
}

describe.each(scenes)('an export of $name', ({ file: make, protocols, devices, comments }) => {
  const file = make();
  const read = readPcapng(file);

  it('has one interface a device, each with host, namespace and kind', () => {
    const described = read.interfaces.map(({ description, link }) => `${description} ${link}`);
    expect(new Set(described).size).toBe(described.length);
    expect(new Set(read.interfaces.map(({ name }) => name)).size).toBe(described.length);
    for (const device of devices) expect(described.join('\n')).toContain(device);
  });

  it('holds no wrong checksum or length', () => {
    const faults = read.packets.flatMap(({ at, bytes }, number) => {
      const framed = read.interfaces[at]?.link === LINKTYPE_ETHERNET;
      return (framed ? frameFaults(bytes) : packetFaults(bytes)).map((fault) => `packet ${number + 1}: ${fault}`);
    });
    expect(faults).toEqual([]);
  });

  it('tells in the order of time what was decided', () => {
    const times = read.packets.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const said = read.packets.flatMap((packet) => packet.comments).join('\n');
    for (const comment of comments) expect(said).toContain(comment);
  });

  it.skipIf(!hasTshark)('is read by tshark without a malformed frame or a wrong checksum', () => {
    // On the next interface the same segment is a repetition to Wireshark: streams are put together below, one interface at a time.
    const apart = ['-o', 'tcp.desegment_tcp_streams:FALSE'];
    expect(tshark(file, ...apart, '-Y', `_ws.malformed || ${badChecksum}`)).toEqual([]);
    const stacks = tshark(file, '-T', 'fields', '-e', 'frame.protocols').join(':').split(':');
    expect(stacks).toEqual(expect.arrayContaining([...protocols]));
  });

  it.skipIf(!hasTshark).each(devices)('has nothing wrong in Wireshark’s eyes on %s', (device) => {
    const at = read.interfaces.findIndex(({ description }) => description.includes(device));
    expect(
      tshark(seenBy(read, at), '-Y', `_ws.malformed || _ws.expert.severity >= ${ERROR} || ${badChecksum}`),
    ).toEqual([]);
  });
});

describe('the check of checksums', () => {
  const { interfaces, packets } = readPcapng(scenes[4]?.file() ?? new Uint8Array());
  const framed = packets.filter(({ at, bytes }) => interfaces[at]?.link === LINKTYPE_ETHERNET && bytes.length > 60);

  it('finds every flipped bit behind the Ethernet header', () => {
    for (const { bytes } of framed.slice(0, 20)) {
      if (bytes[23] === 50) continue; // ESP has a check value of its own
      for (let at = 14; at < bytes.length; at++) {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ 0x10;
        expect(frameFaults(changed), `byte ${at} of ${bytes.length}`).not.toEqual([]);
      }
    }
  });
});
