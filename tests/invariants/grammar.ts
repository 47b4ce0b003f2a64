// Commands that people type at Docker's networks, drawn at random: sensible ones, and ones that cannot work.

import type { RandomStream } from '../../src/sim/base/random.ts';

/** Text with `<kind>` in it stands for one of that kind, drawn anew each time; `<kind>`s may be nested. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  command: [
    '<container>',
    '<container>',
    '<network>',
    '<traffic>',
    '<traffic>',
    '<link>',
    '<rule>',
    '<rule>',
    '<inside>',
    '<other>',
  ],

  container: [
    'docker run -d --name <c> <at><publish> busybox sleep 1000',
    'docker run -d --name <c> <at><publish> nginx',
    'docker run --rm <at> busybox ping -c 1 -W 1 <host>',
    'docker run -d --name <c> --network container:<c> busybox sleep 1000',
    'docker rm -f <c>',
    'docker stop -t 0 <c>',
    'docker start <c>',
    'docker restart -t 0 <c>',
    'docker pause <c>',
    'docker unpause <c>',
    'docker kill <c>',
    'docker rename <c> <c>',
    'docker container prune -f',
  ],
  at: ['', '', '--network <n> ', '--network <n> ', '--network <n> --ip <ip> ', '--network host ', '--network none '],
  publish: ['', '', '-p <port>:80 ', '-p 127.0.0.1:<port>:80 ', '-p <port>:53/udp ', '-P '],

  network: [
    'docker network create <n>',
    'docker network create --subnet <subnet> <n>',
    'docker network create --internal <n>',
    'docker network create --subnet <subnet> -o com.docker.network.bridge.enable_icc=false <n>',
    'docker network create -o com.docker.network.bridge.enable_ip_masquerade=false <n>',
    'docker network rm <n>',
    'docker network connect <n> <c>',
    'docker network connect --ip <ip> --alias <c> <n> <c>',
    'docker network disconnect <n> <c>',
    'docker network disconnect -f <n> <c>',
    'docker network prune -f',
  ],

  traffic: [
    'ping -c 2 -i 0.2 -W 1 <host>',
    'ping -c 1 -W 1 -s 3000 <host>',
    'ping -c 1 -W 1 -t 1 <host>',
    'curl -s -m 2 -o /dev/null <host>:<dport>',
    'arping -c 1 -w 1 -I <dev> <ip>',
    'traceroute -n -q 1 -w 1 -m 3 <host>',
    'nc -z -w 1 -p 4000 192.168.99.77 80',
    'nc -u -z -w 1 <host> <dport>',
  ],
  inside: [
    'docker exec <c> ping -c 1 -W 1 <host>',
    'docker exec <c> ping -c 1 -W 1 <c>',
    'docker exec <c> wget -q -T 2 -O /dev/null http://<host>:<dport>/',
    'docker exec <c> curl -s -m 2 http://<c>/',
    'docker exec <c> nslookup <c>',
    // one source port for all, so that translation has to tell them apart
    'docker exec <c> nc -w 1 -p 4000 192.168.99.77 80',
    'docker exec <c> nc -w 1 -p 4000 <host> <dport>',
    'docker exec <c> ip link set eth0 down',
    'docker exec <c> ip addr add <ip>/24 dev eth0',
    'docker exec <c> ip addr flush dev eth0',
    'docker exec <c> ip neigh flush all',
  ],

  link: [
    'ip link add <d> type dummy',
    'ip link add <d> type bridge',
    'ip link add <d> type veth peer name <d>',
    'ip link set <dev> up',
    'ip link set <d> down',
    'ip link set <d> master <dev>',
    'ip link set <d> nomaster',
    'ip link set <dev> mtu <mtu>',
    'ip link set <d> address 02:00:00:00:00:0<digit>',
    'ip link del <d>',
    'ip addr add <ip>/24 dev <dev>',
    'ip addr del <ip>/24 dev <dev>',
    'ip route add <subnet> dev <dev>',
    'ip route add <subnet> via <ip>',
    'ip route add blackhole <subnet>',
    'ip route del <subnet>',
    'ip neigh replace <ip> lladdr 02:00:00:00:00:0<digit> dev <dev>',
    'ip neigh flush all',
    'bridge fdb add 02:00:00:00:00:0<digit> dev <d> master static',
    'bridge link set dev <d> hairpin on',
    'bridge link set dev <d> isolated on',
  ],
  rule: [
    'iptables <edit> <chain> <match> -j <verdict>',
    'iptables <edit> <chain> <match> <match> -j <verdict>',
    'iptables -t nat <edit> POSTROUTING <match> -j MASQUERADE',
    'iptables -t nat <edit> POSTROUTING <match> -j SNAT --to-source <ip>',
    'iptables -t nat <edit> PREROUTING -p tcp --dport <dport> -j DNAT --to-destination <ip>:80',
    'iptables -t nat <edit> OUTPUT -p tcp --dport <dport> -j REDIRECT --to-ports 80',
    'iptables -t raw <edit> PREROUTING <match> -j DROP',
    'iptables -P FORWARD <policy>',
    'iptables -N MINE',
    'iptables -A MINE <match> -j RETURN',
    'iptables -F <chain>',
    'iptables -Z',
    'iptables -X MINE',
  ],
  edit: ['-A', '-A', '-I', '-D', '-C'],
  chain: ['INPUT', 'FORWARD', 'OUTPUT', 'DOCKER-USER', 'MINE'],
  verdict: ['ACCEPT', 'DROP', 'DROP', 'REJECT', 'REJECT --reject-with tcp-reset', 'RETURN', 'MINE'],
  policy: ['ACCEPT', 'DROP'],
  match: [
    '-p icmp',
    '-p tcp --dport <dport>',
    '-p udp ! --dport 53',
    '-p tcp --syn',
    '-s <subnet>',
    '-d <ip>',
    '! -i <dev>',
    '-o <dev>',
    '-m conntrack --ctstate NEW,INVALID',
    '-m state --state ESTABLISHED,RELATED',
    '-m comment --comment "a b <digit>"',
    '-m limit --limit <digit>/s',
    '-p tcp -m multiport --dports 80,<dport>',
    '-m addrtype --dst-type LOCAL',
    '-m mark --mark 0x<digit>',
  ],

  other: [
    'sysctl -w net.ipv4.ip_forward=<bit>',
    'sysctl -w net.bridge.bridge-nf-call-iptables=<bit>',
    'conntrack -L',
    'conntrack -D -p icmp',
    'conntrack -F',
    'sleep <digit>',
    'sleep 40',
    'docker ps -a',
    'docker network ls',
    'docker network inspect <n>',
    'docker inspect <c>',
    'ip -s link',
    'bridge fdb show',
    'ss -tuna',
    'iptables -L -n -v',
  ],

  c: ['c1', 'c2', 'c3'],
  n: ['n1', 'n2', 'bridge'],
  d: ['d1', 'd2', 'd3', 'd4'],
  dev: ['docker0', 'eth0', 'lo', '<d>', '<d>'],
  ip: ['10.21.0.<digit>', '10.21.0.<digit>', '10.22.0.<digit>', '172.17.0.<digit>', '172.18.0.<digit>'],
  subnet: ['10.21.0.0/24', '10.22.0.0/24', '172.18.0.0/16', '10.21.0.0/29'],
  host: ['<ip>', '<ip>', '192.168.99.1', '192.168.99.101', '192.168.99.77', '127.0.0.1', '10.99.0.1'],
  port: ['8080', '8081', '53'],
  dport: ['80', '8080', '8081', '53'],
  mtu: ['600', '1400', '1500'],
  digit: ['1', '2', '3', '4', '5'],
  bit: ['0', '1', '1'],
};

/** What most worlds begin with, so that there is something to act upon. */
export const beginnings: readonly (readonly string[])[] = [
  [],
  ['docker run -d --name c1 -p 8080:80 nginx', 'docker run -d --name c2 busybox sleep 1000'],
  [
    'docker network create --subnet 10.21.0.0/24 n1',
    'docker run -d --name c1 --network n1 --ip 10.21.0.2 ubuntu sleep 1000',
    'docker run -d --name c2 --network n1 -p 8080:80 nginx',
  ],
  [
    'docker network create n1',
    'docker network create n2',
    'docker run -d --name c1 --network n1 ubuntu sleep 1000',
    'docker network connect n2 c1',
    'docker run -d --name c2 --network n2 nginx',
    'docker run -d --name c3 -p 8081:80 nginx',
  ],
];

/** One command line; now and then it runs in the background, beside those that follow. */
export function randomCommand(random: RandomStream): string {
  let text = random.int(1, 5) === 1 ? '{ <command>; } > /dev/null 2>&1 &' : '<command>';
  for (let open = /<(\w+)>/.exec(text); open; open = /<(\w+)>/.exec(text)) {
    const choices = kinds[open[1] ?? ''];
    if (choices === undefined) throw new Error(`no such kind: ${open[0]}`);
    text = text.replace(open[0], choices[random.int(0, choices.length - 1)] ?? '');
  }
  return text;
}
