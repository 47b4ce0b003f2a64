import { expect, it } from 'vitest';
import { NetLab } from '../../testkit/net-lab.ts';

const still = (text: string): string => text.replace(/ +\d+\.\d{3}ms/g, ' T');
const LOCAL = ' 1?: [LOCALHOST]                      pmtu 1500\n';

it.each([
  [
    'tracepath -n 10.0.0.3',
    `${LOCAL} 1:  10.0.0.3 T reached\n 1:  10.0.0.3 T reached\n     Resume: pmtu 1500 hops 1 back 1 \n`,
  ],
  ['tracepath -n 127.0.0.1', ' 1:  127.0.0.1 T reached\n     Resume: pmtu 65535 hops 1 back 1 \n'],
  ['tracepath -n -l 100 10.0.0.3', ' 1:  10.0.0.3 T reached\n     Resume: pmtu 100 hops 1 back 1 \n'],
  ['tracepath -n 10.9.9.9', `${LOCAL} 1:  10.0.0.1 T !N\n 1:  10.0.0.1 T !N\n     Resume: pmtu 1500 \n`],
  ['tracepath -n 10.0.0.77', `${LOCAL} 1:  10.0.0.2 T !H\n     Resume: pmtu 1500 \n`],
])('%s', (line, stdout) => {
  const answer = new NetLab().run('c1', line);
  expect([still(answer.stdout), answer.stderr, answer.exit]).toEqual([stdout, '', 0]);
});
