import { expect, test } from 'vitest';
import { NetLab } from '../../../testkit/net-lab.ts';

/** A session on a host, each line with what it answers; MAC addresses get one form. */
const rows: readonly (readonly [line: string, answer: string, exit?: number])[] = [
  ['ip link add vx0 type vxlan dstport 4789', 'vxlan: missing virtual network identifier\n', 255],
  ['ip link add vx0 type vxlan id 42 dstport 4789 proxy l2miss l3miss', ''],
  [
    'ip link add vx1 type vxlan id 42 dstport 4789',
    'Error: A VXLAN device with the specified VNI already exists.\n',
    2,
  ],
  ['ip link set vx0 mtu 1450 up', ''],
  [
    'ip -d link show vx0',
    '5: vx0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n    link/ether MAC brd MAC promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535 \n    vxlan id 42 srcport 0 0 dstport 4789 proxy l2miss l3miss addrgenmode eui64 numtxqueues 1 numrxqueues 1 gso_max_size 65536 gso_max_segs 65535 tso_max_size 65536 tso_max_segs 65535 gro_max_size 65536 \n',
  ],
  ['bridge fdb add 02:00:00:00:00:09 dev vx0 dst 10.0.0.2 self permanent', ''],
  ['bridge fdb add 02:00:00:00:00:09 dev vx0 dst 10.0.0.2', 'RTNETLINK answers: File exists\n', 255],
  ['bridge fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.2', ''],
  ['bridge fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.3 port 8472 vni 7', ''],
  [
    'bridge fdb show dev vx0',
    '02:00:00:00:00:09 dst 10.0.0.2 self permanent\n00:00:00:00:00:00 dst 10.0.0.2 self permanent\n00:00:00:00:00:00 dst 10.0.0.3 port 8472 vni 7 self permanent\n'.replaceAll(
      /([0-9a-f]{2}:){5}[0-9a-f]{2}/g,
      'MAC',
    ),
  ],
  ['bridge fdb del 00:00:00:00:00:00 dev vx0 dst 10.0.0.2', ''],
  ['bridge fdb del 02:00:00:00:00:09 dev vx0', ''],
  ['bridge fdb del 02:00:00:00:00:09 dev vx0', 'RTNETLINK answers: No such file or directory\n', 255],
  ['bridge fdb show dev vx0', 'MAC dst 10.0.0.3 port 8472 vni 7 self permanent\n'],
  [
    'ip link add vx2 type vxlan id 43 remote 10.0.0.3 dev br0',
    "vxlan: destination port not specified\nWill use Linux kernel default (non-standard value)\nUse 'dstport 4789' to get the IANA assigned value\nUse 'dstport 0' to get default and quiet this message\n",
  ],
  [
    'ip -o link show vx2',
    '6: vx2: <BROADCAST,MULTICAST> mtu 1450 qdisc noop state DOWN mode DEFAULT group default qlen 1000\\    link/ether MAC brd MAC\n',
  ],
  ['ip link del vx0', ''],
];

test('vxlan devices, as a person types them', () => {
  const lab = new NetLab();
  for (const [line, expected, exit = 0] of rows) {
    const got = lab.run('host', line);
    const text = (got.stdout + got.stderr).replace(/([0-9a-f]{2}:){5}[0-9a-f]{2}/g, 'MAC');
    expect([line, text, got.exit]).toEqual([line, expected, exit]);
  }
});
