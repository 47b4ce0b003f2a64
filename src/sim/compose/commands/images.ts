// docker compose images
// Source: docker/compose cmd/compose/images.go; pkg/compose/images.go.
// Not modelled: platforms other than the engine's own.
import { parseIso } from '../../base/time.ts';
import { segment } from '../../cli/client.ts';
import { atLeast } from '../../cli/command.ts';
import { Failure } from '../../cli/failure.ts';
import { filtersQuery } from '../../cli/filters.ts';
import { cut, flag } from '../../cli/flags.ts';
import { alignTabs } from '../../cli/formatter/tabwriter.ts';
import { humanDuration, humanSize, truncateId } from '../../cli/formatter/units.ts';
import { familiarName } from '../../cli/image/reference.ts';
import type { ContainerSummary } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import { containerName, label, serviceLabel } from '../backend/containers.ts';
import type { ComposeCommand, Invocation } from '../command.ts';
import { goJson } from '../model/encode.ts';

/** Go's tabwriter settings of Compose's tables. */
const MIN_WIDTH = 20;
const PADDING = 3;
/** Go's time.Time{}: an image that was never tagged here. */
const NEVER = '0001-01-01T00:00:00Z';

/** Go's time.Duration ends at 292 years, in seconds. */
const LONGEST_DURATION = 9_223_372_036;

interface ImageInspect {
  readonly Id: string;
  readonly Created: string;
  readonly Size: number;
  readonly Os: string;
  readonly Architecture: string;
  readonly Metadata: { readonly LastTagTime: string };
}

interface UsedImage {
  readonly container: string;
  readonly repository: string;
  readonly tag: string;
  readonly image: ImageInspect;
}

export const images: ComposeCommand = {
  kind: 'leaf',
  name: 'images',
  synopsis: '[OPTIONS] [SERVICE...]',
  short: 'List images used by the created containers',
  args: atLeast(0),
  services: 'all',
  flags: [
    flag('string', 'format', 'Format the output. Values: [table | json]', { default: 'table' }),
    flag('bool', 'quiet', 'Only display IDs', { short: 'q' }),
  ],
  *run(invocation, options) {
    const { client } = invocation;
    const used = yield* usedImages(invocation, yield* invocation.projectName(), options.args);
    if (options.bool('quiet')) {
      const ids = new Set(used.map(({ image }) => image.Id.replace(/^[^:]*:/, '')));
      yield* client.sys.print([...ids].map((id) => `${id}\n`).join(''));
      return 0;
    }
    const format = options.text('format');
    if (format === 'json') {
      yield* client.print(goJson(used.map(jsonOf)));
      return 0;
    }
    if (!['table', 'pretty', ''].includes(format.toLowerCase())) {
      throw new Failure(`format value ${JSON.stringify(format)} could not be parsed: parsing failed`);
    }
    const now = client.sys.wallClock();
    const rows = used.map((each) => rowOf(each, now)).join('');
    const head = 'CONTAINER\tREPOSITORY\tTAG\tPLATFORM\tIMAGE ID\tSIZE\tCREATED\n';
    yield* client.sys.print(alignTabs(head + rows, MIN_WIDTH, PADDING));
    return 0;
  },
};

function* usedImages({ client }: Invocation, project: string, services: readonly string[]): Blocking<UsedImage[]> {
  const query = { all: '1', ...filtersQuery([`label=${label('project')}=${project.toLowerCase()}`]) };
  const containers = (yield* client.get<ContainerSummary[]>('/containers/json', query))
    .filter((each) => services.length === 0 || services.includes(serviceLabel(each)))
    .sort((a, b) => (containerName(a) < containerName(b) ? -1 : 1));
  const used: UsedImage[] = [];
  for (const each of containers) {
    const image = yield* client.get<ImageInspect>(`/images/${segment('image', each.Image)}/json`);
    const isName = !/^(sha256:)?[0-9a-f]{64}$/.test(each.Image);
    const [repository, tag] = isName ? nameAndTag(familiarName(each.Image)) : ['', ''];
    used.push({ container: containerName(each), repository, tag, image });
  }
  return used;
}

function nameAndTag(name: string): [repository: string, tag: string] {
  const bare = cut(name, '@')[0];
  const at = bare.lastIndexOf(':');
  return at > bare.lastIndexOf('/') ? [bare.slice(0, at), bare.slice(at + 1)] : [bare, 'latest'];
}

function platformOf({ Os, Architecture }: ImageInspect): string {
  return `${Os}/${Architecture}`;
}

function rowOf({ container, repository, tag, image }: UsedImage, now: number): string {
  const age = Math.min((now - (parseIso(image.Metadata.LastTagTime) ?? 0)) / 1000, LONGEST_DURATION);
  const fields = [container, repository || '<none>', tag || '<none>', platformOf(image), truncateId(image.Id)];
  return `${[...fields, humanSize(image.Size, 3), `${humanDuration(age)} ago`].join('\t')}\n`;
}

function jsonOf({ container, repository, tag, image }: UsedImage) {
  const tagged = image.Metadata.LastTagTime;
  return {
    ID: image.Id,
    ContainerName: container,
    Repository: repository,
    Tag: tag,
    Platform: platformOf(image),
    Size: image.Size,
    LastTagTime: tagged === NEVER ? image.Created : tagged,
  };
}
