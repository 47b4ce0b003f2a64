// What a service of a stack mounts, as the swarm takes it.
// Source: docker/cli v28.5.2 cli/compose/convert/volume.go.
// Not modelled: named pipes, images, cluster volumes; options of volumes are not handed on.
import { Failure, notSimulated } from '../../cli/failure.ts';
import type { Namespace } from '../../cli/stack/namespace.ts';
import type { Mount } from '../../engine/api/swarm-types.ts';
import { mapOf, textOf, type ValueMap } from '../model/values.ts';

const OPTIONS = ['image', 'tmpfs', 'bind', 'volume'];

/** A mount in its long form. Volumes that the file declares get the stack's name before theirs. */
export function convertMount(stack: Namespace, mount: ValueMap, volumes: ValueMap): Mount {
  const type = textOf(mount.type ?? null) || 'volume';
  if (type !== 'volume' && type !== 'bind' && type !== 'tmpfs') {
    if (['image', 'npipe', 'cluster'].includes(type)) throw notSimulated(`mounts of type ${type}`);
    throw new Failure('volume type must be volume, bind, tmpfs, npipe, or cluster');
  }
  const source = textOf(mount.source ?? null);
  if (type === 'bind' && source === '') throw new Failure('invalid bind source, source cannot be empty');
  if (type === 'tmpfs' && source !== '') throw new Failure('invalid tmpfs source, source must be empty');
  for (const option of OPTIONS) {
    if (option in mount && option !== type) throw new Failure(`${option} options are incompatible with type ${type}`);
  }
  return {
    Type: type,
    ...(source !== '' && { Source: type === 'volume' ? volumeName(stack, source, volumes) : source }),
    Target: textOf(mount.target ?? null),
    ...(mount.read_only === true && { ReadOnly: true }),
  };
}

function volumeName(stack: Namespace, source: string, volumes: ValueMap): string {
  if (!(source in volumes)) throw new Failure(`undefined volume ${JSON.stringify(source)}`);
  return textOf(mapOf(volumes[source] ?? null).name ?? null) || stack.scoped(source);
}
