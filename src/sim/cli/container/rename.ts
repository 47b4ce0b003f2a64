// docker rename
// Source: docker/cli cli/command/container/rename.go.
// Not modelled: nothing.
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { containerPath } from './api-calls.ts';

export const rename: Leaf = {
  kind: 'leaf',
  name: 'rename',
  synopsis: 'CONTAINER NEW_NAME',
  short: 'Rename a container',
  aliasText: 'docker container rename, docker rename',
  args: exactly(2),
  names: ['container'],
  flags: [],
  *run(client, options) {
    const [from = '', to = ''] = options.args.map((name) => name.trim());
    if (from === '' || to === '') throw new Failure('Error: Neither old nor new names may be empty');
    try {
      yield* client.send('POST', containerPath(from, 'rename'), { query: { name: to } });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      yield* client.warn(error.message);
      throw new Failure(`Error: failed to rename container named ${from}`);
    }
    return 0;
  },
};
