// docker volume create
// Source: docker/cli v28.5.2 cli/command/volume/create.go.
// Not modelled: cluster volumes.
import type { VolumeResource } from '../../engine/api/types.ts';
import { checkLabel } from '../checks.ts';
import { atMost, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag, keyValues } from '../flags.ts';

export const create: Leaf = {
  kind: 'leaf',
  name: 'create',
  synopsis: '[OPTIONS] [VOLUME]',
  short: 'Create a volume',
  args: atMost(1),
  flags: [
    flag('string', 'driver', 'Specify volume driver name', { short: 'd', default: 'local' }),
    flag('list', 'label', 'Set metadata for a volume', { check: checkLabel }),
    flag('string', 'name', 'Specify volume name', { hidden: true }),
    flag('map', 'opt', 'Set driver specific options', { short: 'o' }),
  ],
  *run(client, options) {
    const [name] = options.args;
    if (name !== undefined && options.text('name') !== '') {
      throw new Failure(
        'conflicting options: cannot specify a volume-name through both --name and as a positional arg',
      );
    }
    const labels = keyValues(options.list('label'));
    const body = {
      Driver: options.text('driver'),
      ...(options.changed('opt') && { DriverOpts: options.map('opt') }),
      ...(Object.keys(labels).length > 0 && { Labels: labels }),
      Name: name ?? options.text('name'),
    };
    yield* client.print((yield* client.post<VolumeResource>('/volumes/create', { body })).Name);
    return 0;
  },
};
