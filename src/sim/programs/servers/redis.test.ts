import { expect, it } from 'vitest';
import { NetLab } from '../../testkit/net-lab.ts';

it('redis keeps what it is told', () => {
  const lab = new NetLab();
  lab.start('c2', 'redis-server --protected-mode no');
  const ask = (words: string): string => lab.run('c1', `redis-cli -h 10.0.0.3 ${words}`).stdout;
  expect(
    [
      'PING',
      'SET name Zoë',
      'GET name',
      'GET none',
      'INCR n',
      'INCR n',
      'INCR name',
      'KEYS n*',
      'DEL name n x',
      'BOGUS a b',
      'GET',
    ].map(ask),
  ).toEqual([
    'PONG\n',
    'OK\n',
    'Zoë\n',
    '\n',
    '1\n',
    '2\n',
    'ERR value is not an integer or out of range\n\n',
    'name\nn\n',
    '2\n',
    "ERR unknown command 'BOGUS', with args beginning with: 'a' 'b' \n\n",
    "ERR wrong number of arguments for 'get' command\n\n",
  ]);
  expect(lab.run('c1', 'redis-cli -p 1 ping')).toEqual({
    stdout: '',
    stderr: 'Could not connect to Redis at 127.0.0.1:1: Connection refused\n',
    exit: 1,
  });
});
