import { expect, it } from 'vitest';
import { NetLab } from '../../../testkit/net-lab.ts';

const still = (text: string): string =>
  text
    .replace(/\[([0-9a-f]{2}:){5}[0-9a-f]{2}\]/g, '[mac]')
    .replace(/\[([0-9A-F]{2}:){5}[0-9A-F]{2}\]/g, '[MAC]')
    .replace(/\d+\.\d{3}ms/g, 'Tms');

it.each([
  [
    'c1',
    'arping -c 2 -I eth0 10.0.0.3',
    0,
    'ARPING 10.0.0.3 from 10.0.0.2 eth0\nUnicast reply from 10.0.0.3 [MAC]  Tms\nUnicast reply from 10.0.0.3 [MAC]  Tms\nSent 2 probes (1 broadcast(s))\nReceived 2 response(s)\n',
  ],
  [
    'c1',
    'arping -b -c 2 10.0.0.3',
    0,
    'ARPING 10.0.0.3 from 10.0.0.2 eth0\nUnicast reply from 10.0.0.3 [MAC]  Tms\nUnicast reply from 10.0.0.3 [MAC]  Tms\nSent 2 probes (2 broadcast(s))\nReceived 2 response(s)\n',
  ],
  [
    'c1',
    'arping -c 2 -w 2 -I eth0 10.0.0.77',
    1,
    'ARPING 10.0.0.77 from 10.0.0.2 eth0\nSent 2 probes (2 broadcast(s))\nReceived 0 response(s)\n',
  ],
  [
    'c1',
    'arping -D -c 1 -I eth0 10.0.0.3',
    1,
    'ARPING 10.0.0.3 from 0.0.0.0 eth0\nUnicast reply from 10.0.0.3 [MAC]  Tms\nSent 1 probes (1 broadcast(s))\nReceived 1 response(s)\n',
  ],
  [
    'c1',
    'arping -D -c 1 -I eth0 10.0.0.78',
    0,
    'ARPING 10.0.0.78 from 0.0.0.0 eth0\nSent 1 probes (1 broadcast(s))\nReceived 0 response(s)\n',
  ],
  [
    'c1',
    'arping -U -c 1 -I eth0 10.0.0.2',
    0,
    'ARPING 10.0.0.2 from 10.0.0.2 eth0\nSent 1 probes (1 broadcast(s))\nReceived 0 response(s)\n',
  ],
  [
    'c1',
    'arping -f -I eth0 10.0.0.3',
    0,
    'ARPING 10.0.0.3 from 10.0.0.2 eth0\nUnicast reply from 10.0.0.3 [MAC]  Tms\nSent 1 probes (1 broadcast(s))\nReceived 1 response(s)\n',
  ],
  ['c1', 'arping -q -c 1 10.0.0.3', 0, ''],
  [
    'c2',
    'arping -c 2 10.0.0.2',
    0,
    'ARPING 10.0.0.2 from 10.0.0.3 eth0\nUnicast reply from 10.0.0.2 [mac] Tms\nUnicast reply from 10.0.0.2 [mac] Tms\nSent 2 probe(s) (0 broadcast(s))\nReceived 2 response(s) (0 request(s), 0 broadcast(s))\n',
  ],
  [
    'c2',
    'arping -f 10.0.0.2',
    0,
    'ARPING 10.0.0.2 from 10.0.0.3 eth0\nUnicast reply from 10.0.0.2 [mac] Tms\nSent 1 probe(s) (1 broadcast(s))\nReceived 1 response(s) (0 request(s), 0 broadcast(s))\n',
  ],
] as const)('in %s: %s', (place, line, exit, stdout) => {
  const answer = new NetLab().run(place, line);
  expect([still(answer.stdout), answer.stderr, answer.exit]).toEqual([stdout, '', exit]);
});

it.each([
  ['c1', 'arping -I nope 10.0.0.3', 'arping: Device nope not available.\n'],
  ['c1', 'arping -I lo 127.0.0.1', 'Interface "lo" is not ARPable\n'],
  ['c2', 'arping -I nope 10.0.0.3', 'arping: interface nope not found: No such device\n'],
] as const)('in %s: %s', (place, line, stderr) => {
  expect(new NetLab().run(place, line)).toEqual({ stdout: '', stderr, exit: 2 });
});
