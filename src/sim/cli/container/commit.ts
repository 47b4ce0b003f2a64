// docker commit
// Source: docker/cli v28.5.2 cli/command/container/commit.go; moby client/container_commit.go.
// Not modelled: nothing.
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { between, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag, type Options } from '../flags.ts';
import { referenceError, repositoryAndTag } from '../image/reference.ts';

export const commit: Leaf = {
  kind: 'leaf',
  name: 'commit',
  synopsis: '[OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
  short: "Create a new image from a container's changes",
  aliasText: 'docker container commit, docker commit',
  args: between(1, 2),
  names: ['container', 'image'],
  interspersed: false,
  flags: [
    flag('string', 'author', 'Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")', { short: 'a' }),
    flag('list', 'change', 'Apply Dockerfile instruction to the created image', { short: 'c' }),
    flag('string', 'message', 'Commit message', { short: 'm' }),
    flag('bool', 'pause', 'Pause container during commit', { short: 'p', default: 'true' }),
  ],
  *run(client, options) {
    const [container = '', name = ''] = options.args;
    yield* client.print(yield* commitContainer(client, container, name, options));
    return 0;
  },
};

/** Has the engine make an image of a container, as the options say: its id. */
export function* commitContainer(client: Client, container: string, name: string, options: Options): Blocking<string> {
  const wrong = name === '' ? undefined : referenceError(name);
  if (wrong !== undefined) throw new Failure(wrong);
  const { repo, tag } = name === '' ? { repo: '', tag: '' } : repositoryAndTag(name);
  const query = {
    ...{ container, repo, tag, comment: options.text('message'), author: options.text('author') },
    ...(options.list('change').length > 0 && { changes: options.list('change').join('\n') }),
    ...(!options.bool('pause') && { pause: '0' }),
  };
  return (yield* client.post<{ Id: string }>('/commit', { query })).Id;
}
