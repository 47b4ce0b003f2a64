import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NetLab } from '../../../testkit/net-lab.ts';
import { ToolExit } from '../tool.ts';
import { parseArguments } from './arguments.ts';

type Row = readonly [line: string, answer: string, exit?: number];

function session(rows: readonly Row[], lab = new NetLab()): NetLab {
  for (const [line, expected, exit = 0] of rows) {
    const got = lab.run('host', line);
    const text = (got.stdout + got.stderr).replace(/10\.0\.0\.2:\d{5}/, '10.0.0.2:PORT ');
    expect([line, text, got.exit]).toEqual([line, expected, exit]);
  }
  return lab;
}

const HEAD = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
`;

test('services and servers', () => {
  session([
    ['ipvsadm', HEAD],
    ['ipvsadm -A -f 264 -s rr', ''],
    ['ipvsadm -A -f 264 -s rr', 'Service already exists\n', 255],
    ['ipvsadm -a -f 264 -r 10.0.9.4 -m', ''],
    ['ipvsadm -a -f 264 -r 10.0.9.3 -m -w 2', ''],
    ['ipvsadm -a -f 264 -r 10.0.9.3 -m', 'Destination already exists\n', 255],
    ['ipvsadm -A -t 10.0.0.1:80', ''],
    ['ipvsadm -a -t 10.0.0.1:80 -r 10.0.0.2:8080 -m', ''],
    [
      'ipvsadm -Ln',
      `${HEAD}TCP  10.0.0.1:80 wlc
  -> 10.0.0.2:8080                Masq    1      0          0         
FWM  264 rr
  -> 10.0.9.3:0                   Masq    2      0          0         
  -> 10.0.9.4:0                   Masq    1      0          0         
`,
    ],
    [
      'ipvsadm -L -t 10.0.0.1:80',
      `Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  10.0.0.1:http wlc
  -> 10.0.0.2:http-alt            Masq    1      0          0         
`,
    ],
    [
      'ipvsadm -S -n',
      `-A -t 10.0.0.1:80 -s wlc
-a -t 10.0.0.1:80 -r 10.0.0.2:8080 -m -w 1
-A -f 264 -s rr
-a -f 264 -r 10.0.9.3:0 -m -w 2
-a -f 264 -r 10.0.9.4:0 -m -w 1
`,
    ],
    ['ipvsadm -e -f 264 -r 10.0.9.3 -m -w 0', ''],
    ['ipvsadm -d -f 264 -r 10.0.9.4', ''],
    ['ipvsadm -d -f 264 -r 10.0.9.4', 'No such destination\n', 255],
    ['ipvsadm -E -f 9 -s rr', 'No such service\n', 255],
    ['ipvsadm -D -f 264', ''],
    ['ipvsadm -C', ''],
    ['ipvsadm -ln', HEAD],
    ['ipvsadm -L --timeout', 'Timeout (tcp tcpfin udp): 900 120 300\n'],
    ['ipvsadm --set 600 0 60', ''],
    ['ipvsadm -L --timeout', 'Timeout (tcp tcpfin udp): 600 120 60\n'],
  ]);
});

test('what ipvsadm refuses, in its own words', () => {
  session([
    ['ipvsadm -x', "Try `ipvsadm -h' or 'ipvsadm --help' for more information.\n", 255],
    ['ipvsadm -A', "You need to supply the 'service-address' option for the 'add-service' command\n", 2],
    ['ipvsadm -A -t 10.0.0.1', 'Zero port specified for non-persistent service\n', 2],
    ['ipvsadm -A -t nowhere:80', 'illegal virtual server address[:port] specified\n', 2],
    ['ipvsadm -A -f 0', "invalid fwmark value `0' specified\n", 2],
    ['ipvsadm -A -f 1 -s foo', 'Scheduler or persistence engine not found\n', 255],
    ['ipvsadm -A -f 1 -s mh', 'hoplab: not simulated yet: ipvsadm with the scheduler mh\n', 125],
    ['ipvsadm -a -f 1 -r 10.0.0.2', 'Service not defined\n', 255],
    ['ipvsadm -D -f 1 -w 3', "Illegal 'weight' option with the 'delete-service' command\n", 2],
    ['ipvsadm -A -f 1 -p', 'hoplab: not simulated yet: ipvsadm -p\n', 125],
  ]);
});

test('connections and counters of what went through', () => {
  const lab = new NetLab();
  session(
    [
      ['ipvsadm -A -u 10.0.0.1:53 -s rr', ''],
      ['ipvsadm -a -u 10.0.0.1:53 -r 10.0.0.3:53 -m', ''],
    ],
    lab,
  );
  lab.run('c1', 'dig +tries=1 +time=1 @10.0.0.1 web');
  session(
    [
      [
        'ipvsadm -Lnc',
        `IPVS connection entries
pro expire state       source             virtual            destination
UDP 04:58  UDP         10.0.0.2:PORT      10.0.0.1:53        10.0.0.3:53
`,
      ],
      [
        'ipvsadm -Ln --stats',
        `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
  -> RemoteAddress:Port
UDP  10.0.0.1:53                         1        1        0       72        0
  -> 10.0.0.3:53                         1        1        0       72        0
`,
      ],
      ['ipvsadm -Z', ''],
      [
        'ipvsadm -Ln --stats -u 10.0.0.1:53',
        `Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
  -> RemoteAddress:Port
UDP  10.0.0.1:53                         0        0        0        0        0
  -> 10.0.0.3:53                         0        0        0        0        0
`,
      ],
    ],
    lab,
  );
});

test('whatever is typed is understood or refused', () => {
  const vocabulary =
    '-A -E -D -C -a -e -d -L -Ln -lnc -Z -S -R --set -t -u -f -s -r -m -g -i -w -x -y -n -c --stats --rate --timeout --exact rr wlc 10.0.0.1:80 10.0.0.2 264 0 constructor toString __proto__';
  const word = fc.oneof(fc.constantFrom(...vocabulary.split(' ')), fc.string({ maxLength: 6 }));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      try {
        expect(parseArguments(words).command).toBeTruthy();
      } catch (exit) {
        expect(exit).toBeInstanceOf(ToolExit);
      }
    }),
    { numRuns: 2000, seed: 20261121 },
  );
});
