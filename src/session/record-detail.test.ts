import { describe, expect, it } from 'vitest';
import { LabDriver } from '../../tests/lab/driver.ts';
import { inspect } from './inspect.ts';
import type { RecordDetail } from './protocol.ts';
import { recordDetail } from './record-detail.ts';

const driver = new LabDriver();
for (const line of ['docker run -d --name web -p 8080:80 nginx', 'docker exec web ping -c 1 -W 1 192.168.99.1'])
  driver.run(line);
// The lab notes what was typed when it runs on itself.
driver.lab.runUntil(driver.lab.now + 1000);
const { world } = driver.lab;
const details = world.trace
  .records(0, 10_000)
  .flatMap(({ seq }) => recordDetail(world, seq, driver.lab.branch.notes) ?? []);

const find = (kind: string, words: string): RecordDetail | undefined =>
  details.find(({ record }) => record.kind === kind && `${record.why} ${record.info}`.includes(words));

const changesOf = (detail: RecordDetail | undefined): string[] =>
  (detail?.changes ?? []).map(({ label, before, after }) => `${label}: ${before ?? '-'} > ${after ?? '-'}`);

describe('a record from all sides', () => {
  it('of a translation: the address before and after, and that checksums follow', () => {
    const detail = find('netfilter', 'MASQUERADE');
    expect(changesOf(detail)).toEqual([
      expect.stringMatching(/^Header Checksum: /),
      'Source Address: 172.17.0.2 > 192.168.99.101',
    ]);
    expect(detail?.came?.devices).toEqual([expect.stringMatching(/^veth/)]);
    expect(detail?.left?.devices).toEqual(['eth0']);
    expect(detail?.maker).toMatchObject({ kind: 'network', host: 'node1' });
    // Docker's own network was never typed; the container was.
    expect(detail?.typed).toBeUndefined();
    expect(find('route', 'from container web')?.typed?.text).toBe('docker run -d --name web -p 8080:80 nginx');
  });

  it('of a forwarding route: the time to live', () => {
    expect(changesOf(find('route', 'route 192.168.99.0/24 dev eth0'))).toContain('Time to Live: 64 > 63');
  });

  it('of a neighbour: the frame around the packet', () => {
    expect(changesOf(find('neigh', 'lladdr'))[0]).toMatch(/^Ethernet II: - > Src: /);
  });

  it('links to a line that the inspector really shows', () => {
    const links = details.flatMap(({ table }) => table ?? []);
    const missing = links.filter(({ target, section, line, under }) => {
      const text = inspect(world, target)?.sections.find(({ title }) => title === section)?.text ?? '';
      const lines = text.slice(under === undefined ? 0 : text.indexOf(under)).split('\n');
      return !lines.some((one) => (under === undefined ? one.includes(line) : one.startsWith(line)));
    });
    expect(new Set(links.map(({ section }) => section))).toContain('Rules of table nat');
    expect(missing).toEqual([]);
  });
});
