import { expect, test } from 'vitest';
import { NetLab } from '../../../testkit/net-lab.ts';

const QUEUES =
  'numtxqueues 1 numrxqueues 1 gso_max_size 65536 gso_max_segs 65535 tso_max_size 524280 tso_max_segs 65535 gro_max_size 65536 ';
const LIMITS = 'link/ether MAC brd MAC promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535';

/** A session on a host, each line with what it answers; MAC addresses get one form. */
const rows: readonly (readonly [line: string, answer: string, exit?: number])[] = [
  ['ip link add d0 type dummy', ''],
  ['ip link set d0 up', ''],
  ['ip link add link d0 name m0 type macvlan mode bridge', ''],
  ['ip link set m0 up', ''],
  [
    'ip -d link show m0',
    `6: m0@d0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000\n    ${LIMITS} \n    macvlan mode bridge bcqueuelen 1000 usedbcqueuelen 1000 addrgenmode eui64 ${QUEUES}\n`,
  ],
  ['bridge fdb show dev d0', 'MAC self permanent\nMAC self permanent\nMAC self permanent\nMAC self permanent\n'],
  ['ip link add link d0 name i0 type ipvlan', 'RTNETLINK answers: Device or resource busy\n', 2],
  ['ip link add link d0 name p0 type macvlan mode passthru', 'RTNETLINK answers: Invalid argument\n', 2],
  ['ip link set d0 master br0', 'RTNETLINK answers: Device or resource busy\n', 2],
  ['ip link set m0 mtu 1600', 'RTNETLINK answers: Invalid argument\n', 2],
  ['ip link set m0 type macvlan mode private', ''],
  [
    'ip link set m0 type macvlan mode odd',
    'Error: argument of "mode" must be "private", "vepa", "bridge", "passthru" or "source", not "odd"\n',
    1,
  ],
  ['ip link set d0 mtu 1400', ''],
  ['ip -br link show m0', 'm0@d0            UP             MAC <BROADCAST,MULTICAST,UP,LOWER_UP> \n'],
  ['ip link set d0 down', ''],
  ['ip link del m0', ''],
  ['ip link add link d0 name i0 type ipvlan mode l3s private', ''],
  [
    'ip -d link show i0',
    `7: i0@d0: <BROADCAST,MULTICAST,NOARP,M-DOWN> mtu 1400 qdisc noop state DOWN mode DEFAULT group default qlen 1000\n    ${LIMITS} \n    ipvlan  mode l3s private addrgenmode eui64 ${QUEUES}\n`,
  ],
  ['ip link set i0 address 02:00:00:00:00:01', 'RTNETLINK answers: Operation not supported\n', 2],
  ['ip link add link d0 name d0.7 type vlan id 7', ''],
  ['ip link add link d0 name v7 type vlan id 7', 'Error: 8021q: VLAN device already exists.\n', 2],
  ['ip link add link d0 name v type vlan id 4095', 'Error: 8021q: Invalid VLAN id.\n', 2],
  ['ip link add name v type vlan id 8', 'Error: 8021q: link not specified.\n', 2],
  ['ip link set d0.7 up', 'RTNETLINK answers: Network is down\n', 2],
  ['ip link set d0 up', ''],
  [
    'ip -d link show type vlan',
    `8: d0.7@d0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc noqueue state UP mode DEFAULT group default qlen 1000\n    link/ether MAC brd MAC promiscuity 0  allmulti 0 minmtu 0 maxmtu 65535 \n    vlan protocol 802.1Q id 7 <REORDER_HDR> addrgenmode eui64 ${QUEUES}\n`,
  ],
  ['ip link del d0', ''],
  ['ip link show d0.7', 'Device "d0.7" does not exist.\n', 1],
];

test('devices on devices, as a person types them', () => {
  const lab = new NetLab();
  for (const [line, expected, exit = 0] of rows) {
    const got = lab.run('host', line);
    const text = (got.stdout + got.stderr).replace(/([0-9a-f]{2}:){5}[0-9a-f]{2}/g, 'MAC');
    expect([line, text, got.exit]).toEqual([line, expected, exit]);
  }
});
