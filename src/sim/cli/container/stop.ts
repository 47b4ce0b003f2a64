// docker stop and docker restart
// Source: docker/cli cli/command/container/stop.go, restart.go.
// Not modelled: nothing.
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag, type Options } from '../flags.ts';
import { containerPath } from './api-calls.ts';
import { forEachName } from './each.ts';

const flags = [
  flag('string', 'signal', 'Signal to send to the container', { short: 's' }),
  flag('int', 'time', 'Seconds to wait before killing the container (deprecated: use --timeout)', {
    sameAs: 'timeout',
    deprecated: 'use --timeout instead',
  }),
  flag('int', 'timeout', 'Seconds to wait before killing the container', { short: 't' }),
];

export const stop: Leaf = {
  kind: 'leaf',
  name: 'stop',
  synopsis: '[OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Stop one or more running containers',
  aliasText: 'docker container stop, docker stop',
  args: atLeast(1),
  names: ['running'],
  flags,
  run: (client, options) => stopEach(client, options, 'stop'),
};

export const restart: Leaf = {
  kind: 'leaf',
  name: 'restart',
  synopsis: '[OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Restart one or more containers',
  aliasText: 'docker container restart, docker restart',
  args: atLeast(1),
  names: ['container'],
  flags,
  run: (client, options) => stopEach(client, options, 'restart'),
};

function stopEach(client: Client, options: Options, action: string) {
  if (options.given.has('time') && options.given.has('timeout')) {
    throw new Failure('conflicting options: cannot specify both --timeout and --time');
  }
  const query = {
    ...(options.changed('signal') && { signal: options.text('signal') }),
    ...(options.changed('timeout') && { t: String(options.int('timeout')) }),
  };
  const act = (name: string) => client.send('POST', containerPath(name, action), { query });
  return forEachName(client, options.args, act, { inTurn: action === 'restart' });
}
