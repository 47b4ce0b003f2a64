// Rules of every match and target: as they are typed, as -S writes them, as -L lists them; what is written reads back to itself.

import { expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { addBridge, addContainer, echoRequest, KernelLab, openSocket } from '../../testkit/kernel-lab.ts';
import type { NfTable } from '../netfilter.ts';
import { matchKinds } from './matches/table.ts';
import { targetKinds } from './targets/table.ts';

const net = () => new KernelLab().kernel('node1').rootNs.net;

/** Table and chain, what is typed, what -S writes, what -L lists behind the columns. */
const rules: readonly (readonly [where: string, typed: string, saved: string, listed: string])[] = [
  [
    'filter INPUT',
    '-m mac --mac-source 02:00:00:00:00:0A',
    '-m mac --mac-source 02:00:00:00:00:0a',
    'MAC 02:00:00:00:00:0a',
  ],
  [
    'filter FORWARD',
    '-p tcp -m conntrack --ctorigdst 198.51.100.2 --ctorigdstport 80 --ctdir original',
    '-p tcp -m conntrack --ctorigdst 198.51.100.2 --ctorigdstport 80 --ctdir ORIGINAL',
    'ctorigdst 198.51.100.2 ctorigdstport 80 ctdir ORIGINAL',
  ],
  [
    'filter INPUT',
    '-m conntrack --ctexpire 5:10 ! --ctstatus SEEN_REPLY ! --ctreplsrcport 7:9 --ctorigsrc 10.1.2.3/8 --ctstate NEW --ctproto udp',
    '-m conntrack --ctstate NEW --ctproto 17 --ctorigsrc 10.1.2.3/8 ! --ctreplsrcport 7:9 ! --ctstatus SEEN_REPLY --ctexpire 5:10',
    'ctstate NEW ctproto 17 ctorigsrc 10.1.2.3/8 ! ctreplsrcport 7:9 ! ctstatus SEEN_REPLY ctexpire 5:10',
  ],
  ['filter INPUT', '-m length --length 100:', '-m length --length 100:65535', 'length 100:65535'],
  ['filter INPUT', '-m length ! --length 64', '-m length ! --length 64', 'length !64'],
  ['filter INPUT', '-m ttl --ttl 5', '-m ttl --ttl-eq 5', 'TTL match TTL == 5'],
  ['filter INPUT', '-m ttl --ttl-lt 5', '-m ttl --ttl-lt 5', 'TTL match TTL < 5'],
  [
    'filter INPUT',
    '-m string --string GET --algo bm',
    '-m string --string "GET" --algo bm',
    'STRING match  "GET" ALGO name bm',
  ],
  [
    'filter INPUT',
    '-m statistic --mode nth --every 3',
    '-m statistic --mode nth --every 3 --packet 0',
    'statistic mode nth every 3',
  ],
  [
    'filter INPUT',
    '-m statistic --mode random --probability 0.5',
    '-m statistic --mode random --probability 0.50000000000',
    'statistic mode random probability 0.50000000000',
  ],
  ['filter INPUT', '-m connmark --mark 1/0xff', '-m connmark --mark 0x1/0xff', 'connmark match  0x1/0xff'],
  ['mangle PREROUTING', '-j CONNMARK --set-mark 7', '-j CONNMARK --set-xmark 0x7/0xffffffff', 'CONNMARK set 0x7'],
  [
    'mangle PREROUTING',
    '-j CONNMARK --restore-mark',
    '-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff',
    'CONNMARK restore',
  ],
  [
    'mangle PREROUTING',
    '-j CONNMARK --save-mark',
    '-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff',
    'CONNMARK save',
  ],
  [
    'nat PREROUTING',
    '-d 10.1.0.0/16 -j NETMAP --to 10.2.0.0/16',
    '-d 10.1.0.0/16 -j NETMAP --to 10.2.0.0/16',
    'to:10.2.0.0/16',
  ],
  [
    'filter INPUT',
    '-j LOG --log-prefix x --log-macdecode',
    '-j LOG --log-prefix x --log-macdecode',
    'LOG flags 16 level 4 prefix "x"',
  ],
  [
    'mangle FORWARD',
    '-p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
    '-p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
    'tcp flags:0x06/0x02 TCPMSS clamp to PMTU',
  ],
  ['mangle PREROUTING', '-j TTL --ttl-set 65', '-j TTL --ttl-set 65', 'TTL set to 65'],
];

it.each(rules)('%s: %s', (where, typed, saved, listed) => {
  const [table, chain] = where.split(' ') as [NfTable, string];
  const { netfilter } = net();
  expect(netfilter.append(table, chain, typed.split(' '))).toBeUndefined();
  const written = () => netfilter.chains(table).find(({ name }) => name === chain)?.rules ?? [];
  expect(written()[0]?.text).toBe(saved);
  expect(written()[0]?.columns.details(true)).toBe(listed);
  expect(netfilter.append(table, chain, saved.replaceAll('"', '').split(' '))).toBeUndefined();
  expect(written()[1]?.text).toBe(saved);
});

it('names no kind twice', () => {
  for (const kinds of [matchKinds, targetKinds]) expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
});

it('lets every third packet pass', () => {
  const lab = new KernelLab();
  const kernel = lab.kernel('node1');
  const bridge = addBridge(kernel, 'br0', '10.0.0.1');
  const socket = openSocket(addContainer(kernel, 'c1', bridge, '10.0.0.2'), { type: 'ping' });
  const { netfilter } = kernel.rootNs.net;
  netfilter.append('filter', 'INPUT', '-m statistic --mode nth ! --every 3 -j DROP'.split(' '));
  let answers = 0;
  for (let i = 1; i <= 9; i++) {
    socket.send(echoRequest(i), { address: ip4('10.0.0.1'), port: 0 });
    lab.run(100_000);
    while (socket.receive() !== undefined) answers++;
  }
  expect(answers).toBe(3);
});

it('changes the packet that goes on', () => {
  const lab = new KernelLab();
  const kernel = lab.kernel('node1');
  const bridge = addBridge(kernel, 'br0', '10.0.0.1');
  const socket = openSocket(addContainer(kernel, 'c1', bridge, '10.0.0.2'), { type: 'ping' });
  kernel.rootNs.net.netfilter.append('mangle', 'OUTPUT', '-j TTL --ttl-set 9'.split(' '), 'a test');
  socket.send(echoRequest(1), { address: ip4('10.0.0.1'), port: 0 });
  lab.run(100_000);
  expect(socket.receive()?.ttl).toBe(9);
  expect(lab.records().find(({ kind }) => kind === 'netfilter')?.why).toContain('-j TTL --ttl-set 9, from a test');
});

it('knows senders by their MAC addresses, where packets have come in', () => {
  const lab = new KernelLab();
  const kernel = lab.kernel('node1');
  const bridge = addBridge(kernel, 'br0', '10.0.0.1');
  const socket = openSocket(addContainer(kernel, 'c1', bridge, '10.0.0.2', undefined, 0x02000000000a), {
    type: 'ping',
  });
  const { netfilter } = kernel.rootNs.net;
  const words = '-m mac --mac-source 02:00:00:00:00:0a -j DROP'.split(' ');
  expect(netfilter.append('filter', 'OUTPUT', words)?.message).toContain('Invalid argument');
  expect(netfilter.append('filter', 'INPUT', words)).toBeUndefined();
  socket.send(echoRequest(1), { address: ip4('10.0.0.1'), port: 0 });
  lab.run(100_000);
  expect(socket.receive()).toBeUndefined();
  netfilter.flush('filter', 'INPUT');
  socket.send(echoRequest(2), { address: ip4('10.0.0.1'), port: 0 });
  lab.run(100_000);
  expect(socket.receive()).toBeDefined();
});
