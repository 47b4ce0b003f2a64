// docker rmi, docker image rm
// Source: docker/cli cli/command/image/remove.go.
// Not modelled: other platforms.
import { segment } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Failure, joined } from '../failure.ts';
import { flag } from '../flags.ts';
import { isMissing } from './reference.ts';

/** DELETE /images/{name} */
interface DeletedImage {
  readonly Untagged?: string;
  readonly Deleted?: string;
}

export const rm: Leaf = {
  kind: 'leaf',
  name: 'rm',
  aliases: ['rmi', 'remove'],
  synopsis: '[OPTIONS] IMAGE [IMAGE...]',
  short: 'Remove one or more images',
  aliasText: 'docker image rm, docker image remove, docker rmi',
  args: atLeast(1),
  names: ['image'],
  flags: [
    flag('bool', 'force', 'Force removal of the image', { short: 'f' }),
    flag('bool', 'no-prune', 'Do not delete untagged parents'),
    flag(
      'strings',
      'platform',
      'Remove only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
      { onlySimulated: [] },
    ),
  ],
  *run(client, options) {
    const force = options.bool('force');
    const query = { ...(force && { force: '1' }), ...(options.bool('no-prune') && { noprune: '1' }) };
    const failures: Failure[] = [];
    let fatal = false;
    for (const name of options.args) {
      try {
        const { body } = yield* client.send('DELETE', `/images/${segment('image', name)}`, { query });
        const removed: DeletedImage[] = JSON.parse(body || '[]');
        for (const item of removed) {
          yield* client.print(item.Deleted ? `Deleted: ${item.Deleted}` : `Untagged: ${item.Untagged ?? ''}`);
        }
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        fatal ||= !isMissing(error);
        failures.push(error);
      }
    }
    if (!force || fatal) joined(failures);
    for (const failure of failures) yield* client.warn(failure.message);
    return 0;
  },
};
