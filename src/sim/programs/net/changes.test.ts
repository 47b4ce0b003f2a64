// Sessions of configuring commands on a real kernel, as a person types them; each row sees what the rows above it did.
import { describe, expect, test } from 'vitest';
import { NetLab, type Place } from '../../testkit/net-lab.ts';

type Row = readonly [line: string, answer: string, exit?: number];

/** Runs a session at a place; answers are standard output, then standard error. MAC addresses and times get one form. */
function session(place: Place, rows: readonly Row[], lab = new NetLab()): void {
  for (const [line, expected, exit = 0] of rows) {
    const got = lab.run(place, line);
    const text = (got.stdout + got.stderr)
      .replace(/([0-9a-f]{2}:){5}[0-9a-f]{2}/g, 'MAC')
      .replace(/8000\.[0-9a-f]{12}/g, '8000.ID');
    expect([line, text, got.exit]).toEqual([line, expected, exit]);
  }
}

describe('ip', () => {
  test('addresses', () => {
    session('host', [
      ['ip addr add 10.5.0.1/24 brd + dev br0', ''],
      ['ip addr add 10.5.0.1/24 dev br0', 'RTNETLINK answers: File exists\n', 2],
      ['ip -br -4 addr show br0', 'br0              UP             10.0.0.1/24 10.5.0.1/24 \n'],
      ['ip route show 10.5.0.0/24', '10.5.0.0/24 dev br0 proto kernel scope link src 10.5.0.1 \n'],
      ['ip addr del 10.66.0.1/24 dev br0', 'RTNETLINK answers: Cannot assign requested address\n', 2],
      [
        'ip -s -s addr flush dev br0 to 10.5.0.0/16',
        '2: br0    inet 10.5.0.1/24 brd 10.5.0.255 scope global br0\n       valid_lft forever preferred_lft forever\n\n*** Round 1, deleting 1 addresses ***\n*** Flush is complete after 1 round ***\n'.replace(
          '3: ',
          '2: ',
        ),
      ],
      ['ip -br -4 addr show br0', 'br0              UP             10.0.0.1/24 \n'],
    ]);
  });

  test('devices', () => {
    session('host', [
      ['ip link add a0 type veth peer name a1', ''],
      ['ip link add a0 type bridge', 'RTNETLINK answers: File exists\n', 2],
      ['ip -br link show a0', 'a0@a1            DOWN           MAC <BROADCAST,MULTICAST,M-DOWN> \n'],
      ['ip link set a1 up', ''],
      ['ip link set a0 up mtu 1400', ''],
      ['ip link set a0 address 02:00:00:00:00:44 master br0', ''],
      [
        'ip link show a0',
        '6: a0@a1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc noqueue master br0 state UP mode DEFAULT group default qlen 1000\n    link/ether MAC brd ff:ff:ff:ff:ff:ff\n'.replace(
          'brd ff:ff:ff:ff:ff:ff',
          'brd MAC',
        ),
      ],
      ['ip link set a0 nomaster name b0', 'RTNETLINK answers: Device or resource busy\n', 2],
      ['ip link set br0 master br0', 'Error: Can not enslave a bridge to a bridge.\n', 2],
      ['ip link del a1', ''],
      ['ip link show a0', 'Device "a0" does not exist.\n', 1],
      ['ip link del lo', 'RTNETLINK answers: Operation not supported\n', 2],
    ]);
  });

  test('routes', () => {
    session('c1', [
      ['ip route', 'default via 10.0.0.1 dev eth0 \n10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2 \n'],
      ['ip route add 10.9.0.0/16 via 10.0.0.3', ''],
      ['ip route add 10.9.0.0/16 via 10.0.0.3', 'RTNETLINK answers: File exists\n', 2],
      ['ip route replace 10.9.0.0/16 via 10.0.0.1 metric 0', ''],
      ['ip route get 10.9.1.1', '10.9.1.1 via 10.0.0.1 dev eth0 src 10.0.0.2 uid 0 \n    cache \n'],
      ['ip route get 10.0.0.3', '10.0.0.3 dev eth0 src 10.0.0.2 uid 0 \n    cache \n'],
      ['ip route get 10.0.0.2', 'local 10.0.0.2 dev lo src 10.0.0.2 uid 0 \n    cache <local> \n'],
      ['ip route add 10.8.0.0/16 via 1.2.3.4 dev eth0', 'Error: Nexthop has invalid gateway.\n', 2],
      ['ip route add unreachable 10.7.0.0/16', ''],
      ['ip route get 10.7.0.1', 'RTNETLINK answers: No route to host\n', 2],
      ['ip route del default', ''],
      ['ip route del default', 'RTNETLINK answers: No such process\n', 2],
      ['ip route get 8.8.8.8', 'RTNETLINK answers: Network is unreachable\n', 2],
      [
        'ip route',
        '10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2 \nunreachable 10.7.0.0/16 \n10.9.0.0/16 via 10.0.0.1 dev eth0 \n',
      ],
      [
        'ip route show table local',
        'local 10.0.0.2 dev eth0 proto kernel scope host src 10.0.0.2 \nbroadcast 10.0.0.255 dev eth0 proto kernel scope link src 10.0.0.2 \nlocal 127.0.0.0/8 dev lo proto kernel scope host src 127.0.0.1 \nlocal 127.0.0.1 dev lo proto kernel scope host src 127.0.0.1 \nbroadcast 127.255.255.255 dev lo proto kernel scope link src 127.0.0.1 \n',
      ],
    ]);
  });

  test('neighbours', () => {
    session('c1', [
      ['ip neigh', ''],
      ['ip neigh add 10.0.0.77 lladdr 02:00:00:00:00:99 dev eth0', ''],
      ['ip neigh add 10.0.0.77 lladdr 02:00:00:00:00:99 dev eth0', 'RTNETLINK answers: File exists\n', 2],
      ['ip neigh show 10.0.0.77', '10.0.0.77 dev eth0 lladdr MAC PERMANENT \n'],
      ['ip neigh get 10.0.0.78 dev eth0', 'Error: Neighbour entry not found.\n', 2],
      ['ip neigh flush dev eth0', ''],
      ['ip neigh show', '10.0.0.77 dev eth0 lladdr MAC PERMANENT \n'],
      ['ip neigh del 10.0.0.77 dev eth0', ''],
      ['ip neigh del 10.0.0.78 dev eth0', 'RTNETLINK answers: No such file or directory\n', 2],
    ]);
  });
});

describe('busybox ip', () => {
  test('a container', () => {
    session('c2', [
      ['ip route', 'default via 10.0.0.1 dev eth0 \n10.0.0.0/24 dev eth0 scope link  src 10.0.0.3 \n'],
      [
        'ip -o -4 addr show eth0',
        '2: eth0    inet 10.0.0.3/24 scope global eth0\\       valid_lft forever preferred_lft forever\n',
      ],
      ['ip addr add 10.5.5.5/24 dev eth0', ''],
      ['ip addr add 10.5.5.5/24 dev eth0', 'ip: RTNETLINK answers: File exists\n', 2],
      ['ip addr add 10.5.5.5/24 dev nope', "ip: can't find device 'nope'\n", 1],
      ['ip route add 10.3.0.0/16 via 1.2.3.4 dev eth0', 'ip: RTNETLINK answers: Network is unreachable\n', 2],
      ['ip route del 10.3.0.0/16', 'ip: RTNETLINK answers: No such process\n', 2],
      ['ip route get 10.0.0.2', '10.0.0.2 dev eth0  src 10.0.0.3 \n'],
      ['ip link set nope up', 'ip: SIOCGIFFLAGS: No such device\n', 2],
      ['ip link set eth0 mtu 9', 'ip: SIOCSIFMTU: Invalid argument\n', 2],
      ['ip link set eth0 mtu 1400', ''],
      ['ip addr foo', "ip: invalid argument 'foo' to 'ip'\n", 1],
      ['ip addr flush dev eth0', ''],
      ['ip route', ''],
    ]);
  });
});

describe('brctl and bridge', () => {
  test('a bridge of one’s own', () => {
    session('host', [
      [
        'brctl show',
        'bridge name\tbridge id\t\tSTP enabled\tinterfaces\nbr0\t\t8000.ID\tno\t\tvc1\n\t\t\t\t\t\t\tvc2\n',
      ],
      ['brctl addbr br1', ''],
      ['brctl addbr br1', "device br1 already exists; can't create bridge with the same name\n", 1],
      ['brctl addif br1 vc1', "device vc1 is already a member of a bridge; can't add it to bridge br1.\n", 1],
      ['brctl delif br0 vc1', ''],
      ['brctl addif br1 vc1', ''],
      ['brctl stp br1 on', ''],
      ['brctl show br1', 'bridge name\tbridge id\t\tSTP enabled\tinterfaces\nbr1\t\t8000.ID\tyes\t\tvc1\n'],
      ['brctl show nope', 'bridge nope does not exist!\n', 1],
      [
        'brctl stp br1',
        'Incorrect number of arguments for command\nUsage: brctl stp <bridge> {on|off}\tturn stp on/off\n',
        1,
      ],
      ['brctl delbr br0', "bridge br0 is still up; can't delete it\n", 1],
      ['brctl delbr nope', "bridge nope doesn't exist; can't delete it\n", 1],
      ['brctl delbr br1', ''],
      ['bridge link set dev vc2 hairpin on', ''],
      ['bridge link set dev vc1 hairpin on', 'RTNETLINK answers: Operation not supported\n', 255],
      ['bridge fdb add 02:00:00:00:aa:02 dev vc2 master static', ''],
      ['bridge fdb add 02:00:00:00:aa:02 dev vc2 master', 'RTNETLINK answers: File exists\n', 255],
      ['bridge fdb show dev vc2 state static', 'MAC master br0 static\n'],
      ['bridge fdb del 02:00:00:00:aa:77 dev vc2 master', 'RTNETLINK answers: No such file or directory\n', 255],
      ['bridge fdb show br nope', 'Cannot find bridge device "nope"\n', 255],
      ['bridge mdb', 'hoplab: not simulated yet: bridge mdb\n', 125],
    ]);
  });

  test('what a bridge learns, and from which port', () => {
    const lab = new NetLab();
    lab.run('c1', 'ping -c 1 10.0.0.3');
    const learnt = lab.run('host', 'bridge fdb show br br0 dynamic').stdout.split('\n').slice(0, -1);
    expect(learnt.map((line) => line.replace(/^\S+/, 'MAC')).sort()).toEqual([
      'MAC dev vc1 master br0 ',
      'MAC dev vc2 master br0 ',
    ]);
    const macs = lab.run('host', 'brctl showmacs br0').stdout;
    expect(macs.split('\n')[0]).toBe('port no\tmac addr\t\tis local?\tageing timer');
    expect(macs.match(/\tno\t\t {3}\d\.\d\d\n/g)).toHaveLength(2);
  });
});

describe('net-tools', () => {
  test('ifconfig', () => {
    session('c1', [
      ['ifconfig nope', 'nope: error fetching interface information: Device not found\n', 1],
      ['ifconfig nope up', 'nope: ERROR while getting interface flags: No such device\n', 255],
      ['ifconfig eth0 mtu 9', 'SIOCSIFMTU: Invalid argument\n', 1],
      ['ifconfig eth0 10.5.5.5 netmask 255.255.255.0', ''],
      [
        'ip -4 -o addr show eth0',
        '2: eth0    inet 10.5.5.5/24 brd 10.5.5.255 scope global eth0\\       valid_lft forever preferred_lft forever\n',
      ],
      ['ifconfig eth0 down', ''],
      [
        'ifconfig -s',
        'Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\nlo              65536        0      0      0 0             0      0      0      0 LRU\n',
      ],
    ]);
  });

  test('both layouts', () => {
    session('c1', [
      [
        'ifconfig lo',
        'lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536\n        inet 127.0.0.1  netmask 255.0.0.0\n        inet6 ::1  prefixlen 128  scopeid 0x10<host>\n        loop  txqueuelen 1000  (Local Loopback)\n        RX packets 0  bytes 0 (0.0 B)\n        RX errors 0  dropped 0  overruns 0  frame 0\n        TX packets 0  bytes 0 (0.0 B)\n        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n\n',
      ],
    ]);
    session('c2', [
      [
        'ifconfig lo',
        'lo        Link encap:Local Loopback  \n          inet addr:127.0.0.1  Mask:255.0.0.0\n          inet6 addr: ::1/128 Scope:Host\n          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n          RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0\n          collisions:0 txqueuelen:1000 \n          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n',
      ],
    ]);
  });

  test('route', () => {
    const heading =
      'Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n';
    session('c1', [
      ['route add -net 10.55.0.0 netmask 255.255.0.0 gw 10.0.0.3', ''],
      ['route add -host 10.57.0.1 gw 10.0.0.3', ''],
      ['route add -net 10.58.0.0 netmask 255.255.0.0 reject', ''],
      [
        'route -n',
        `${heading}0.0.0.0         10.0.0.1        0.0.0.0         UG    0      0        0 eth0\n10.0.0.0        0.0.0.0         255.255.255.0   U     0      0        0 eth0\n10.55.0.0       10.0.0.3        255.255.0.0     UG    0      0        0 eth0\n10.57.0.1       10.0.0.3        255.255.255.255 UGH   0      0        0 eth0\n10.58.0.0       -               255.255.0.0     !     0      -        0 -\n`,
      ],
      ['route del -net 10.58.0.0 netmask 255.255.0.0 reject', ''],
      ['route del default', ''],
      ['route del -net 10.99.0.0/16', 'SIOCDELRT: No such process\n', 7],
      ['route add -net 10.60.0.0/16 gw 1.2.3.4', 'SIOCADDRT: Network is unreachable\n', 7],
      [
        'netstat -rn',
        'Kernel IP routing table\nDestination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n10.0.0.0        0.0.0.0         255.255.255.0   U         0 0          0 eth0\n10.55.0.0       10.0.0.3        255.255.0.0     UG        0 0          0 eth0\n10.57.0.1       10.0.0.3        255.255.255.255 UGH       0 0          0 eth0\n',
      ],
    ]);
    session('c2', [
      [
        'route -n',
        `${heading}0.0.0.0         10.0.0.1        0.0.0.0         UG    0      0        0 eth0\n10.0.0.0        0.0.0.0         255.255.255.0   U     0      0        0 eth0\n`,
      ],
      ['route del -net 10.99.0.0/16', 'route: SIOCDELRT: No such process\n', 1],
    ]);
  });

  test('arp', () => {
    session('c1', [
      ['arp -n', ''],
      ['arp -s 10.0.0.66 02:00:00:00:00:66', ''],
      [
        'arp -n',
        'Address                  HWtype  HWaddress           Flags Mask            Iface\n10.0.0.66                ether   MAC   CM                    eth0\n',
      ],
      ['arp -an', '? (10.0.0.66) at MAC [ether] PERM on eth0\n'],
      ['arp -n 10.0.0.123', '10.0.0.123 (10.0.0.123) -- no entry\n'],
      ['arp -d 10.0.0.123', 'No ARP entry for 10.0.0.123\n', 255],
      ['arp -d 10.0.0.66', ''],
      ['arp -s 10.0.0.66 zz', 'arp: invalid hardware address\n', 255],
    ]);
    session('c2', [
      ['arp -s 10.0.0.66 02:00:00:00:00:66', ''],
      ['arp -n', '? (10.0.0.66) at MAC [ether] PERM on eth0\n'],
      ['arp -n 10.0.0.3', 'No match found in 1 entries\n'],
      ['arp -d 10.0.0.123', 'arp: SIOCDARP(pub): No such file or directory\n', 1],
    ]);
  });
});
