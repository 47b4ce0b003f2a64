// docker pull
// Source: docker/cli cli/command/image/pull.go.
// Not modelled: --all-tags, other platforms, content trust.
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag } from '../flags.ts';
import { canonicalName, hasTag, pullImage, referenceError } from './reference.ts';

export const pull: Leaf = {
  kind: 'leaf',
  name: 'pull',
  synopsis: '[OPTIONS] NAME[:TAG|@DIGEST]',
  short: 'Download an image from a registry',
  aliasText: 'docker image pull, docker pull',
  args: exactly(1),
  names: ['image'],
  flags: [
    flag('bool', 'all-tags', 'Download all tagged images in the repository', { short: 'a', onlySimulated: [] }),
    flag('bool', 'disable-content-trust', 'Skip image verification', { default: 'true' }),
    flag('string', 'platform', 'Set platform if server is multi-platform capable', { onlySimulated: ['linux/amd64'] }),
    flag('bool', 'quiet', 'Suppress verbose output', { short: 'q' }),
  ],
  *run(client, options) {
    const [name = ''] = options.args;
    const wrong = referenceError(name);
    if (wrong !== undefined) throw new Failure(wrong);
    if (!hasTag(name) && !options.bool('quiet')) yield* client.print('Using default tag: latest');
    yield* pullImage(client, name, options.bool('quiet'), true);
    yield* client.print(canonicalName(name));
    return 0;
  },
};
