// docker import, docker image import
// Source: docker/cli v28.5.2 cli/command/image/import.go; moby client/image_import.go.
// Not modelled: archives from the network (the engine says so), other platforms.
import { readArchiveFile } from '../archive-file.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag } from '../flags.ts';
import { referenceError, repositoryAndTag } from './reference.ts';

export const importImage: Leaf = {
  kind: 'leaf',
  name: 'import',
  synopsis: '[OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
  short: 'Import the contents from a tarball to create a filesystem image',
  aliasText: 'docker image import, docker import',
  args: atLeast(1),
  flags: [
    flag('list', 'change', 'Apply Dockerfile instruction to the created image', { short: 'c' }),
    flag('string', 'message', 'Set commit message for imported image', { short: 'm' }),
    flag('string', 'platform', 'Set platform if server is multi-platform capable', { onlySimulated: ['linux/amd64'] }),
  ],
  *run(client, options) {
    const [source = '', name = ''] = options.args;
    const wrong = name === '' ? undefined : referenceError(name);
    if (wrong !== undefined) throw new Failure(wrong);
    const isUrl = /^https?:\/\//.test(source);
    const raw = isUrl ? '' : yield* readArchiveFile(client, source === '-' ? undefined : source);
    const query = {
      ...{ fromSrc: isUrl ? source : '-', message: options.text('message') },
      ...(name !== '' && repositoryAndTag(name)),
      ...(options.list('change').length > 0 && { changes: options.list('change').join('\n') }),
    };
    const { body = '' } = yield* client.send('POST', '/images/create', { query, raw });
    const answer: { status: string } = JSON.parse(body);
    yield* client.print(answer.status);
    return 0;
  },
};
