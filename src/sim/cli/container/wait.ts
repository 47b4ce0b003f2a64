// docker wait
// Source: docker/cli cli/command/container/wait.go.
// Not modelled: nothing.
import { atLeast, type Leaf } from '../command.ts';
import { Failure, joined } from '../failure.ts';
import { waitForExit } from './api-calls.ts';

export const wait: Leaf = {
  kind: 'leaf',
  name: 'wait',
  synopsis: 'CONTAINER [CONTAINER...]',
  short: 'Block until one or more containers stop, then print their exit codes',
  aliasText: 'docker container wait, docker wait',
  args: atLeast(1),
  names: ['running'],
  flags: [],
  *run(client, options) {
    const failures: Failure[] = [];
    for (const name of options.args) {
      try {
        yield* client.print(String((yield* waitForExit(client, name, '')).StatusCode));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(error);
      }
    }
    joined(failures);
    return 0;
  },
};
