// Secrets and configs: lines of their lists, the texts of `inspect --pretty`.
// Source: docker/cli v28.5.2 cli/command/{secret,config}/formatter.go.
// Not modelled: drivers.
import { decodeBase64 } from '../../base/base64.ts';
import { parseIso } from '../../base/time.ts';
import { decodeUtf8 } from '../../base/utf8.ts';
import type { ConfigResource, SecretResource } from '../../engine/api/swarm-types.ts';
import type { FileKind } from '../service/file-references.ts';
import { type ElementView, formatList, joinLabels, type ListKind } from './format.ts';
import { goTime } from './network.ts';
import { naturalOrder } from './order.ts';
import { humanDuration } from './units.ts';

type File = SecretResource | ConfigResource;

const headers = { ID: 'ID', Name: 'NAME', CreatedAt: 'CREATED', UpdatedAt: 'UPDATED', Labels: 'LABELS' };

const lists: Readonly<Record<FileKind, ListKind>> = {
  secret: { type: '*secret.secretContext', hasLabels: true, headers: { ...headers, Driver: 'DRIVER' } },
  config: { type: '*config.configContext', hasLabels: true, headers },
};

const tables: Readonly<Record<FileKind, string>> = {
  secret: 'table {{.ID}}\\t{{.Name}}\\t{{.Driver}}\\t{{.CreatedAt}}\\t{{.UpdatedAt}}',
  config: 'table {{.ID}}\\t{{.Name}}\\t{{.CreatedAt}}\\t{{.UpdatedAt}}',
};

/** The whole list, by name. `now` is in milliseconds since 1970. */
export function fileLines(kind: FileKind, files: readonly File[], format: string, quiet: boolean, now: number): string {
  const real = format === '' || format === 'table' ? (quiet ? '{{.ID}}' : tables[kind]) : format;
  const sorted = [...files].sort((a, b) => naturalOrder(a.Spec.Name, b.Spec.Name));
  return formatList(
    real,
    lists[kind],
    sorted.map((file) => fileView(kind, file, now)),
  );
}

function fileView(kind: FileKind, file: File, now: number): ElementView {
  const ago = (time: string): string => `${humanDuration((now - (parseIso(time) ?? now)) / 1000)} ago`;
  return {
    labels: file.Spec.Labels,
    fields: {
      ID: file.ID,
      Name: file.Spec.Name,
      ...(kind === 'secret' && { Driver: '' }),
      CreatedAt: ago(file.CreatedAt),
      UpdatedAt: ago(file.UpdatedAt),
      Labels: joinLabels(file.Spec.Labels),
    },
  };
}

export function prettyFile(kind: FileKind, file: File): string {
  const labels = Object.entries(file.Spec.Labels).sort(([a], [b]) => (a < b ? -1 : 1));
  const labelLines =
    labels.length === 0
      ? []
      : ['Labels:', ...labels.map(([key, value]) => ` - ${key}${value === '' ? '' : `=${value}`}`)];
  const [created, updated] = [file.CreatedAt, file.UpdatedAt].map((time) => goTime(time).toLowerCase());
  if (kind === 'secret') {
    return [
      `ID:              ${file.ID}`,
      `Name:              ${file.Spec.Name}`,
      ...labelLines,
      'Driver:            ',
      `Created at:        ${created}`,
      `Updated at:        ${updated}`,
    ].join('\n');
  }
  return [
    `ID:\t\t\t${file.ID}`,
    `Name:\t\t\t${file.Spec.Name}`,
    ...labelLines,
    `Created at:            \t${created}`,
    `Updated at:            \t${updated}`,
    'Data:',
    decodeUtf8(Uint8Array.from(decodeBase64(file.Spec.Data ?? '') ?? [])),
  ].join('\n');
}
