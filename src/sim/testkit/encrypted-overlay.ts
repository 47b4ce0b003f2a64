// Two hosts with an encrypted overlay between them, made by hand as libnetwork makes it.
// Source: libnetwork/drivers/overlay/encryption.go.
// Not for: swarm, which gives out the keys.
import { invariant } from '../base/bug.ts';
import { ip4 } from '../base/ip4.ts';
import type { Netns } from '../linux/netns.ts';
import { ANY_PACKET } from '../linux/xfrm.ts';
import { OverlayLab, VNI } from './overlay-lab.ts';

/** What was asked for was done. */
function works(failure: unknown): void {
  invariant(failure === undefined, `refused: ${JSON.stringify(failure)}`);
}

const MARK = 13_681_891; // 0xD0C4E3
export const NODE1 = ip4('192.168.99.101');
export const NODE2 = ip4('192.168.99.102');
/** The program that Docker writes: does the VNI behind the UDP header equal this one? */
const byVni = (vni: number) => `7,32 0 0 4294963252,7 0 0 0,64 0 0 4,116 0 0 8,21 1 0 ${vni},6 0 0 0,6 0 0 4294967295`;
export const key = (seed: number) => Uint8Array.from({ length: 20 }, (_, i) => (i * 7 + seed) & 255);

export function addState(ns: Netns, from: number, to: number, spi: number, seed: number, replayWindow = 0): void {
  const spec = { source: from, destination: to, spi, reqid: MARK, key: key(seed), icvBits: 64, replayWindow };
  works(ns.net.xfrm.addState(spec));
}

/** What libnetwork programs for one peer of an encrypted network. */
function encrypt(ns: Netns, local: number, remote: number, out: number, back: number, replayWindow = 0): void {
  addState(ns, remote, local, back, back, replayWindow);
  addState(ns, local, remote, out, out);
  const selector = { ...ANY_PACKET, source: local, sourceLength: 32, destination: remote, destinationLength: 32 };
  const policy = {
    selector: { ...selector, protocol: 17, destinationPort: 4789 },
    direction: 'out',
    priority: 0,
    action: 'allow',
    mark: { value: MARK, mask: 0xffffffff },
    templates: [{ source: local, destination: remote, spi: out, reqid: MARK }],
  } as const;
  works(ns.net.xfrm.addPolicy(policy));
  const { netfilter } = ns.net;
  const udp = ['-p', 'udp', '--dport', '4789', '-m', 'bpf', '--bytecode', byVni(VNI)];
  works(netfilter.append('mangle', 'OUTPUT', [...udp, '-j', 'MARK', '--set-mark', String(MARK)]));
  const clear = ['-m', 'policy', '--dir', 'in', '--pol', 'none', ...udp, '-j', 'DROP'];
  works(netfilter.insert('filter', 'INPUT', 1, clear));
}

export function encrypted(replayWindow = 0): OverlayLab {
  const world = new OverlayLab().introduce();
  encrypt(world.node1.root, NODE1, NODE2, 0x101, 0x202);
  encrypt(world.node2.root, NODE2, NODE1, 0x202, 0x101, replayWindow);
  return world;
}
