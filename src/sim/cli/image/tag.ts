// docker tag, docker image tag
// Source: docker/cli v28.5.2 cli/command/image/tag.go; moby client/image_tag.go.
// Not modelled: nothing.
import { segment } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { referenceError, repositoryAndTag } from './reference.ts';

export const tag: Leaf = {
  kind: 'leaf',
  name: 'tag',
  synopsis: 'SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  short: 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE',
  aliasText: 'docker image tag, docker tag',
  args: exactly(2),
  names: ['image'],
  flags: [],
  *run(client, options) {
    const [source = '', target = ''] = options.args;
    for (const name of [source, target]) {
      const wrong = referenceError(name);
      if (wrong === undefined) continue;
      throw new Failure(`Error parsing reference: ${JSON.stringify(name)} is not a valid repository/tag: ${wrong}`);
    }
    yield* client.send('POST', `/images/${segment('image', source)}/tag`, { query: repositoryAndTag(target) });
    return 0;
  },
};
