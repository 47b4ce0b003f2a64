import { describe, expect, it } from 'vitest';
import { formatIp4, ip4 } from '../../../../base/ip4.ts';
import type { EncryptionKey } from '../../../../swarm/objects.ts';
import { KernelLab } from '../../../../testkit/kernel-lab.ts';
import { OverlayEncryption, spiOf } from './encryption.ts';

const own = ip4('192.168.99.101');
const other = ip4('192.168.99.102');
const PORT = 4789;

/** Three keys of one subsystem and three of the other, as the key manager hands them out. */
const keys = (...times: readonly number[]): EncryptionKey[] =>
  times.flatMap((lamportTime) =>
    (['networking:gossip', 'networking:ipsec'] as const).map((subsystem) => {
      return { subsystem, lamportTime, key: lamportTime.toString(16).padStart(32, '0') };
    }),
  );

function scene() {
  const { net } = new KernelLab(1).kernel('node1').rootNs;
  const encryption = new OverlayEncryption(net);
  encryption.reset(own);
  const tags = new Map<number, string>();
  for (let tag = 0; tag < 10; tag++) {
    tags.set(spiOf(own, other, tag), `sends with ${tag}`);
    tags.set(spiOf(other, own, tag), `reads ${tag}`);
  }
  const states = (): string[] => net.xfrm.states().map(({ spi }) => tags.get(spi) ?? 'unknown');
  const policies = (): string[] =>
    net.xfrm.policies().map(({ selector, templates }) => {
      return `${formatIp4(selector.destination)}: ${tags.get(templates[0]?.spi ?? 0)}`;
    });
  return { encryption, states: () => states().sort(), policies };
}

describe('IPsec of encrypted overlays', () => {
  it('reads three keys, and sends with the second', () => {
    const { encryption, states, policies } = scene();
    expect(encryption.isReady).toBe(false);
    encryption.setKeys(keys(3, 1, 2));
    expect(encryption.isReady).toBe(true);
    encryption.protect(other, PORT);
    encryption.protect(other, PORT);
    expect(states()).toEqual(['reads 1', 'reads 2', 'reads 3', 'sends with 2']);
    expect(policies()).toEqual(['192.168.99.102: sends with 2']);
  });

  it('rotates: the oldest goes, a new one comes, the next one is sent with', () => {
    const { encryption, states, policies } = scene();
    encryption.setKeys(keys(1, 2, 3));
    encryption.protect(other, PORT);
    encryption.setKeys(keys(2, 3, 4));
    expect(states()).toEqual(['reads 2', 'reads 3', 'reads 4', 'sends with 3']);
    expect(policies()).toEqual(['192.168.99.102: sends with 3']);
  });

  it('leaves nothing behind', () => {
    const { encryption, states, policies } = scene();
    encryption.setKeys(keys(1, 2, 3));
    encryption.protect(other, PORT);
    encryption.reset(undefined);
    expect([...states(), ...policies()]).toEqual([]);
    expect(encryption.isReady).toBe(false);
  });
});
