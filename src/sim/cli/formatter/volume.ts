// One volume as a line of `docker volume ls`.
// Source: docker/cli v28.5.2 cli/command/formatter/volume.go.
// Not modelled: cluster volumes; sizes, which only `docker system df` asks for.
import type { VolumeResource } from '../../engine/api/types.ts';
import { type ElementView, joinLabels, type ListKind } from './format.ts';

export const volumeList: ListKind = {
  type: '*formatter.volumeContext',
  hasLabels: true,
  headers: {
    Name: 'VOLUME NAME',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    Availability: 'AVAILABILITY',
    Mountpoint: 'MOUNTPOINT',
    Labels: 'LABELS',
    Group: 'GROUP',
    Links: 'LINKS',
    Size: 'SIZE',
    Status: 'STATUS',
  },
};

/** The real format behind the words that --format takes. */
export function volumeFormat(format: string, quiet: boolean): string {
  switch (format) {
    case '':
    case 'table':
      return quiet ? '{{.Name}}' : 'table {{.Driver}}\\t{{.Name}}';
    case 'raw':
      return quiet ? 'name: {{.Name}}' : 'name: {{.Name}}\\ndriver: {{.Driver}}\\n';
    default:
      return format;
  }
}

export function volumeView(volume: VolumeResource): ElementView {
  return {
    labels: volume.Labels ?? {},
    fields: {
      Name: volume.Name,
      Driver: volume.Driver,
      Scope: volume.Scope,
      Availability: 'N/A',
      Mountpoint: volume.Mountpoint,
      Labels: joinLabels(volume.Labels ?? {}),
      Group: 'N/A',
      Links: 'N/A',
      Size: 'N/A',
      Status: 'N/A',
    },
  };
}
