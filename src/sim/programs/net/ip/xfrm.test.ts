import { expect, test } from 'vitest';
import { NetLab } from '../../../testkit/net-lab.ts';

const KEY = '0x000102030405060708090a0b0c0d0e0f10111213';
const STATE = 'src 192.168.99.101 dst 192.168.99.102 proto esp spi 0xabc reqid 13681891 mode transport';
const POLICY = 'src 192.168.99.101/32 dst 192.168.99.102/32 proto udp dport 4789 dir out mark 0xd0c4e3 mask 0xffffffff';
const TEMPLATE = 'tmpl src 192.168.99.101 dst 192.168.99.102 proto esp spi 0xabc reqid 13681891 mode transport';

const rows: readonly (readonly [line: string, answer: string, exit?: number])[] = [
  ['ip xfrm state', ''],
  [`ip xfrm state add ${STATE} aead rfc4106(gcm(aes)) ${KEY} 64`, ''],
  [`ip xfrm state add ${STATE} aead rfc4106(gcm(aes)) ${KEY} 64`, 'RTNETLINK answers: File exists\n', 2],
  [`ip xfrm policy add ${POLICY} ${TEMPLATE}`, ''],
  [`ip xfrm policy add ${POLICY} ${TEMPLATE}`, 'RTNETLINK answers: File exists\n', 2],
  [
    'ip x s',
    `src 192.168.99.101 dst 192.168.99.102
	proto esp spi 0x00000abc reqid 13681891 mode transport
	replay-window 0 
	aead rfc4106(gcm(aes)) ${KEY} 64
	anti-replay context: seq 0x0, oseq 0x0, bitmap 0x00000000
	sel src 0.0.0.0/0 dst 0.0.0.0/0 
`,
  ],
  [
    'ip xfrm policy',
    `src 192.168.99.101/32 dst 192.168.99.102/32 proto udp dport 4789 
	dir out priority 0 ptype main 
	mark 0xd0c4e3/0xffffffff 
	tmpl src 192.168.99.101 dst 192.168.99.102
		proto esp spi 0x00000abc reqid 13681891 mode transport
`,
  ],
  ['ip xfrm policy list dir in', ''],
  ['ip xfrm state count', '\t SAD count 1\n'],
  ['ip xfrm policy count', '\t SPD IN  0 OUT 1 FWD 0\n'],
  ['ip xfrm policy add src 1.2.3.4/32 dst 0.0.0.0/0', 'Not enough information: DIR is required.\n', 1],
  [
    'ip xfrm state add src 1.2.3.4 dst 1.2.3.5 proto esp spi 1 mode tunnel',
    'hoplab: not simulated yet: ip xfrm with mode tunnel\n',
    125,
  ],
  ['ip xfrm state delete src 192.168.99.101 dst 192.168.99.102 proto esp spi 0xabc', ''],
  [
    'ip xfrm state delete src 192.168.99.101 dst 192.168.99.102 proto esp spi 0xabc',
    'RTNETLINK answers: No such process\n',
    2,
  ],
  [
    'ip xfrm policy delete src 192.168.99.101/32 dst 192.168.99.102/32 proto udp dport 4789 dir out',
    'RTNETLINK answers: No such file or directory\n',
    2,
  ],
  [`ip xfrm policy delete ${POLICY}`, ''],
  ['ip xfrm foo', 'Object "foo" is unknown, try "ip xfrm help".\n', 255],
];

test('ip xfrm, as a person types it', () => {
  const lab = new NetLab();
  for (const [line, expected, exit = 0] of rows) {
    const got = lab.run('host', line);
    expect([line, got.stdout + got.stderr, got.exit]).toEqual([line, expected, exit]);
  }
});

test('ip xfrm monitor tells of changes until it is interrupted', () => {
  const lab = new NetLab();
  const watcher = lab.start('host', 'ip xfrm monitor');
  lab.lab.run(1000);
  lab.run('host', `ip xfrm state add ${STATE} aead rfc4106(gcm(aes)) ${KEY} 64`);
  lab.run('host', `ip xfrm policy add ${POLICY} ${TEMPLATE}`);
  lab.run('host', 'ip xfrm state delete src 192.168.99.101 dst 192.168.99.102 proto esp spi 0xabc');
  lab.run('host', 'ip xfrm policy flush');
  lab.lab.run(1000);
  watcher.kill('SIGINT');
  const output = { text: '' };
  lab.machine.startTask(
    (function* () {
      for (let piece = yield* watcher.read(); piece !== undefined; piece = yield* watcher.read())
        output.text += piece.text;
    })(),
  );
  lab.lab.run(10_000);
  expect(output.text.match(/^(Deleted |Flushed )?(src|state|policy)/gm)).toEqual([
    'src',
    'src',
    'Deleted src',
    'Flushed policy',
  ]);
});
