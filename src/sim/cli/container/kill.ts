// docker kill
// Source: docker/cli cli/command/container/kill.go.
// Not modelled: nothing.
import { atLeast, type Leaf } from '../command.ts';
import { flag } from '../flags.ts';
import { containerPath } from './api-calls.ts';
import { forEachName } from './each.ts';

export const kill: Leaf = {
  kind: 'leaf',
  name: 'kill',
  synopsis: '[OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Kill one or more running containers',
  aliasText: 'docker container kill, docker kill',
  args: atLeast(1),
  names: ['running'],
  flags: [flag('string', 'signal', 'Signal to send to the container', { short: 's' })],
  run(client, options) {
    const query: Record<string, string> = options.changed('signal') ? { signal: options.text('signal') } : {};
    return forEachName(client, options.args, (name) => client.send('POST', containerPath(name, 'kill'), { query }));
  },
};
