// docker load, docker image load
// Source: docker/cli v28.5.2 cli/command/image/load.go.
// Not modelled: progress bars, other platforms.
import { readArchiveFile } from '../archive-file.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag } from '../flags.ts';

export const load: Leaf = {
  kind: 'leaf',
  name: 'load',
  synopsis: '[OPTIONS]',
  short: 'Load an image from a tar archive or STDIN',
  aliasText: 'docker image load, docker load',
  args: exactly(0),
  flags: [
    flag('string', 'input', 'Read from tar archive file, instead of STDIN', { short: 'i' }),
    flag(
      'string',
      'platform',
      'Load only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
      { onlySimulated: ['linux/amd64'] },
    ),
    flag('bool', 'quiet', 'Suppress the load output', { short: 'q' }),
  ],
  *run(client, options) {
    const input = options.text('input');
    if (input === '' && client.stdin) throw new Failure('requested load from stdin, but stdin is empty');
    const raw = yield* readArchiveFile(client, input === '' ? undefined : input);
    const { body = '' } = yield* client.send('POST', '/images/load', { raw });
    const answer: { stream: string } = JSON.parse(body);
    yield* client.sys.print(answer.stream);
    return 0;
  },
};
