import { describe, expect, it } from 'vitest';
import { oneHost } from '../sim/scenario/worlds.ts';
import { Lab } from './lab.ts';
import { processesOf } from './processes.ts';
import { runWords } from './run-words.ts';

const lab = new Lab({ format: 'hoplab', version: 1, seed: 1, world: oneHost, inputs: [], time: 0 });
const containers = () => lab.world.stations.get('node1')?.engine?.daemon.containers.all() ?? [];
lab.apply({ kind: 'tty.open', tty: 'a', host: 'node1', columns: 80, rows: 24 });

function run(command: string): string {
  lab.apply({ kind: 'tty.data', tty: 'a', text: `${command}\r` });
  lab.world.runUntil(lab.world.now + 20_000_000);
  const id = containers().find((one) => one.name === 'c1')?.id ?? '';
  return id;
}

describe('the words that make a copy', () => {
  it.each([
    ['docker run -d --name c1 nginx', ['nginx']],
    ['docker run -d --name c1 busybox sleep 3000', ['busybox', 'sleep', '3000']],
    [
      'docker run -d --name c1 --network front -e A="1 2" -p 8080:80 --restart always nginx',
      ['--network', 'front', '--publish', '80', '--env', 'A=1 2', '--restart', 'always', 'nginx'],
    ],
    ['docker run -d --name c1 --network host busybox sleep 9', ['--network', 'host', 'busybox', 'sleep', '9']],
    [
      'docker run -dit --name c1 --entrypoint sleep nginx 77',
      ['--interactive', '--tty', '--entrypoint', 'sleep', 'nginx', '77'],
    ],
    [
      'docker run -d --name c1 --network front --network-alias db --label a=b redis',
      ['--network', 'name=front,alias=db', '--label', 'a=b', 'redis'],
    ],
    [
      'docker run -d --name c1 --memory 64m --cpus 0.5 --pids-limit 50 --mount type=volume,source=v1,target=/d busybox sleep 9',
      [
        ...['--mount', 'type=volume,source=v1,target=/d', '--memory', '67108864', '--cpus', '0.5'],
        ...['--pids-limit', '50', 'busybox', 'sleep', '9'],
      ],
    ],
    [
      'docker run -d --name c1 --health-cmd "nc -z localhost 80" --health-interval 5s nginx',
      ['--health-cmd', 'nc -z localhost 80', '--health-interval', '5s', 'nginx'],
    ],
  ])('%s', (command, words) => {
    run('docker rm -f c1; docker network create front');
    expect(runWords(lab.world, 'node1', run(command))).toEqual(words);
  });

  it('make the same container, its own name and addresses apart', () => {
    run('docker rm -f c1; docker network create front; docker network create back');
    const id = run(
      'docker run -d --name c1 --network front --network-alias db redis; docker network connect --alias store back c1',
    );
    const words = runWords(lab.world, 'node1', id) ?? [];
    expect(words).toEqual(['--network', 'name=front,alias=db', '--network', 'name=back,alias=store', 'redis']);
    run(`docker run -d --name c2 ${words.join(' ')}`);
    const copy = containers().find((one) => one.name === 'c2')?.id ?? '';
    expect(runWords(lab.world, 'node1', copy)).toEqual(words);
  });

  it('are none for a container that there is not', () => {
    expect(runWords(lab.world, 'node1', 'none')).toBeUndefined();
    expect(runWords(lab.world, 'node9', 'none')).toBeUndefined();
  });
});

it('numbers processes as their container does', () => {
  run('docker rm -f c1');
  const id = run('docker run -d --name c1 busybox sleep 3000');
  expect(processesOf(lab.world, 'node1', id)).toEqual([{ pid: 1, command: 'sleep 3000' }]);
});
