// One image name as a line of `docker images`.
// Source: docker/cli cli/command/formatter/image.go.
// Not modelled: manifests of several platforms.
import type { ImageSummary } from '../../engine/api/types.ts';
import type { ElementView, ListKind } from './format.ts';
import { goTimeOf } from './network.ts';
import { humanDuration, humanSize, truncateId } from './units.ts';

export const imageList: ListKind = {
  type: '*formatter.imageContext',
  headers: {
    ID: 'IMAGE ID',
    Repository: 'REPOSITORY',
    Tag: 'TAG',
    Digest: 'DIGEST',
    CreatedSince: 'CREATED',
    CreatedAt: 'CREATED AT',
    Size: 'SIZE',
    Containers: 'CONTAINERS',
    VirtualSize: 'SIZE',
    SharedSize: 'SHARED SIZE',
    UniqueSize: 'UNIQUE SIZE',
  },
};

const AGE_AND_SIZE = '{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\\t{{.Size}}';

/** The real format behind the words that --format takes. */
export function imageFormat(format: string, quiet: boolean, digests: boolean): string {
  switch (format) {
    case '':
    case 'table':
      if (quiet) return '{{.ID}}';
      return `table {{.Repository}}\\t{{.Tag}}\\t${digests ? '{{.Digest}}\\t' : ''}{{.ID}}\\t${AGE_AND_SIZE}`;
    case 'raw': {
      if (quiet) return 'image_id: {{.ID}}';
      const digest = digests ? 'digest: {{.Digest}}\n' : '';
      const rest = 'image_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n';
      return `repository: {{ .Repository }}\ntag: {{.Tag}}\n${digest}${rest}`;
    }
    default:
      return format;
  }
}

/** A line for each name; one for an image without a name. */
export function imageViews(image: ImageSummary, truncate: boolean, now: number): ElementView[] {
  const tags = image.RepoTags ?? [];
  if (tags.length === 0) return [view(image, '<none>', '<none>', truncate, now)];
  return tags.map((name) => {
    const colon = name.lastIndexOf(':');
    return view(image, name.slice(0, colon), name.slice(colon + 1), truncate, now);
  });
}

function view(image: ImageSummary, repository: string, tag: string, truncate: boolean, now: number): ElementView {
  const digest = (image.RepoDigests ?? []).find((d) => d.startsWith(`${repository}@`));
  const known = (size: number) => (size === -1 ? 'N/A' : humanSize(size));
  return {
    fields: {
      ID: truncate ? truncateId(image.Id) : image.Id,
      Repository: repository,
      Tag: tag,
      Digest: digest?.slice(digest.indexOf('@') + 1) ?? '<none>',
      CreatedSince: `${humanDuration(now / 1000 - image.Created)} ago`,
      CreatedAt: goTimeOf(image.Created * 1000),
      Size: humanSize(image.Size, 3),
      Containers: image.Containers === -1 ? 'N/A' : String(image.Containers),
      VirtualSize: humanSize(image.Size),
      SharedSize: known(image.SharedSize),
      UniqueSize: image.SharedSize === -1 ? 'N/A' : humanSize(image.Size - image.SharedSize),
    },
  };
}
