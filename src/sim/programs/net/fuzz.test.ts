// Whatever is typed, a tool answers: text and a status, never an exception, and JSON that parses.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Netlink } from '../../linux/netlink.ts';
import { NetLab } from '../../testkit/net-lab.ts';
import { runBrctl } from './brctl/brctl.ts';
import { runBridge } from './bridge/bridge.ts';
import { runBusyboxBrctl } from './busybox/brctl.ts';
import { runBusyboxIp } from './busybox/ip.ts';
import { runIp } from './ip/ip.ts';
import { runIfconfig } from './nettools/ifconfig.ts';
import type { Answer } from './tool.ts';

const tools: readonly (readonly [name: string, run: (net: Netlink, argv: readonly string[]) => Answer])[] = [
  ['ip', runIp],
  ['ip', runBusyboxIp],
  ['bridge', runBridge],
  ['brctl', runBrctl],
  ['brctl', runBusyboxBrctl],
  ['ifconfig', runIfconfig],
];

const vocabulary = (
  'addr link route neigh fdb rule show add del set get flush replace dev eth0 br0 lo nope via 10.0.0.1 10.0.0.2 10.0.0.0/24 10.9.0.0/16 0/0 default ' +
  'up down master nomaster mtu 1400 9 type bridge veth dummy peer name v0 v1 lladdr 02:00:00:00:00:01 zz nud stale all scope host brd + - -4 -6 -o -j -p -s -d -br ' +
  'table local metric 5 src to label br vlan 1 addbr delbr addif delif showmacs showstp stp on off setageing netmask 255.255.255.0 hw ether promisc / : ::1 300.1.1.1 ' +
  'vxlan id 42 dstport 4789 remote proxy append dst vni port xfrm state policy spi 0x1 reqid mode transport aead rfc4106(gcm(aes)) 0x0011 64 tmpl dir out proto esp udp dport sel mask count'
).split(' ');

const word = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...vocabulary) }, fc.string({ maxLength: 8 }));

test.each(tools.map(([name, run], at) => [`${name} (${at})`, name, run] as const))('%s', (_title, name, run) => {
  const lab = new NetLab();
  fc.assert(
    fc.property(fc.array(word, { maxLength: 9 }), fc.constantFrom('host' as const, 'c1' as const), (words, place) => {
      const answer = run(lab.net(place), [name, ...words]);
      expect(Number.isInteger(answer.status) && answer.status >= 0 && answer.status < 256).toBe(true);
      expect(
        answer.status !== 0 && (answer.stderr ?? '') === '' && (answer.stdout ?? '') === '' && !quiet(name, words),
      ).toBe(false);
      if (answer.status === 0 && words[0] === '-j' && answer.stdout?.startsWith('[')) JSON.parse(answer.stdout);
    }),
    { numRuns: 1500, seed: 20261121 },
  );
});

/** busybox `ip link del` without a device says nothing and fails: so does the real one. */
const quiet = (name: string, words: readonly string[]): boolean =>
  name === 'ip' && words.some((typed) => typed.startsWith('d') || typed.startsWith('l'));
