// What Debian's tools say where CAP_NET_ADMIN is missing and /proc/sys is mounted read-only.
import { expect, test } from 'vitest';
import { fullCapabilities } from '../../host/capabilities.ts';
import { NetLab } from '../../testkit/net-lab.ts';

const refusal = (program: string) =>
  `${program} v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)\n\n`;
const conntrack = (why: string) => `conntrack v1.4.7 (conntrack-tools): ${why}\n`;
const mustBeRoot = conntrack('Operation failed: sorry, you must be root or get CAP_NET_ADMIN capability to do this');

const rows: readonly (readonly [line: string, stderr: string, exit: number])[] = [
  ['brctl addbr br1', 'add bridge failed: Operation not permitted\n', 1],
  ['ifconfig eth0 down', 'SIOCSIFFLAGS: Operation not permitted\n', 1],
  ['route add default gw 10.0.0.9', 'SIOCADDRT: Operation not permitted\n', 7],
  ['arp -d 10.0.0.77', 'SIOCDARP(dontpub): Operation not permitted\n', 255],
  ['ip addr del 10.9.9.9/24 dev eth0', 'RTNETLINK answers: Operation not permitted\n', 2],
  ['iptables -S', refusal('iptables'), 4],
  ['iptables-save', refusal('iptables-save'), 4],
  ['ip6tables -L', refusal('ip6tables'), 4],
  ['conntrack -L', mustBeRoot, 1],
  ['conntrack -F', mustBeRoot, 1],
  ['conntrack -E', conntrack("Can't open handler"), 1],
];

test.each(rows)('%s', (line, stderr, exit) => {
  const capabilities = new Set([...fullCapabilities].filter((each) => each !== 'NET_ADMIN'));
  const given = new NetLab().run('c1', line, { confinement: { capabilities, readOnlySys: true } });
  expect(given).toEqual({ stdout: '', stderr, exit });
});
