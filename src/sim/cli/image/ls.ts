// docker images, docker image ls
// Source: docker/cli cli/command/image/list.go.
// Not modelled: --tree.
import type { ImageSummary } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { atMost, type Leaf, shortcut } from '../command.ts';
import { filtersQuery } from '../filters.ts';
import { flag, type Options } from '../flags.ts';
import { formatList } from '../formatter/format.ts';
import { imageFormat, imageList, imageViews } from '../formatter/image.ts';
import { listFormatFlag } from '../formatter/inspect.ts';

export const ls: Leaf = {
  kind: 'leaf',
  name: 'ls',
  aliases: ['list'],
  synopsis: '[OPTIONS] [REPOSITORY[:TAG]]',
  short: 'List images',
  aliasText: 'docker image ls, docker image list, docker images',
  args: atMost(1),
  names: ['image'],
  flags: [
    flag('bool', 'all', 'Show all images (default hides intermediate images)', { short: 'a' }),
    flag('bool', 'digests', 'Show digests'),
    flag('filter', 'filter', 'Filter output based on conditions provided', { short: 'f' }),
    listFormatFlag,
    flag('bool', 'no-trunc', "Don't truncate output"),
    flag('bool', 'quiet', 'Only show image IDs', { short: 'q' }),
    flag('bool', 'tree', 'List multi-platform images as a tree (EXPERIMENTAL)', { onlySimulated: [] }),
  ],
  *run(client, options) {
    yield* listImages(client, options);
    return 0;
  },
};

/** `docker images` also hints at sub-commands that were taken for names. */
export const images: Leaf = {
  ...shortcut(ls, 'images'),
  *run(client, options) {
    const count = yield* listImages(client, options);
    const [name] = options.args;
    const commands = ['build', 'history', 'import', 'inspect', 'list', 'load', 'ls', 'prune', 'pull', 'push', 'rm'];
    if (count === 0 && name !== undefined && [...commands, 'save', 'tag'].includes(name)) {
      const hint = `did you mean "docker image ${name}"?`;
      yield* client.warn(`\nNo images found matching ${JSON.stringify(name)}: ${hint}`);
    }
    return 0;
  },
};

/** Prints the list; answers how many images it has. */
function* listImages(client: Client, options: Options): Blocking<number> {
  const [name] = options.args;
  const filters = [...options.list('filter'), ...(name === undefined ? [] : [`reference=${name}`])];
  const query = { ...(options.bool('all') && { all: '1' }), ...filtersQuery(filters) };
  const found = yield* client.get<ImageSummary[]>('/images/json', query);
  const now = client.sys.wallClock();
  const views = found.flatMap((image) => imageViews(image, !options.bool('no-trunc'), now));
  const format = imageFormat(options.text('format'), options.bool('quiet'), options.bool('digests'));
  yield* client.sys.print(formatList(format, imageList, views));
  return found.length;
}
