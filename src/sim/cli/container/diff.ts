// docker diff
// Source: docker/cli v28.5.2 cli/command/container/{diff,formatter_diff}.go.
// Not modelled: nothing.
import { exactly, type Leaf } from '../command.ts';
import { containerPath } from './api-calls.ts';

/** container.ChangeType */
const LETTERS = ['C', 'A', 'D'];

export const diff: Leaf = {
  kind: 'leaf',
  name: 'diff',
  synopsis: 'CONTAINER',
  short: "Inspect changes to files or directories on a container's filesystem",
  aliasText: 'docker container diff, docker diff',
  args: exactly(1),
  names: ['container'],
  flags: [],
  *run(client, options) {
    const path = containerPath(options.args[0] ?? '', 'changes');
    const changes = yield* client.get<readonly { Path: string; Kind: number }[] | null>(path);
    for (const { Path, Kind } of changes ?? []) yield* client.print(`${LETTERS[Kind] ?? ''} ${Path}`);
    return 0;
  },
};
