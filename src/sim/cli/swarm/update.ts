// docker swarm update
// Source: docker/cli cli/command/swarm/update.go.
// Not modelled: external certificate authorities.
import type { SwarmResource } from '../../engine/api/swarm-types.ts';
import { exactly, type Leaf } from '../command.ts';
import { flag } from '../flags.ts';
import { mergedSpec, specFlags } from './spec-flags.ts';
import { printUnlockCommand } from './unlock-key.ts';

export const update: Leaf = {
  kind: 'leaf',
  name: 'update',
  swarm: 'manager',
  synopsis: '[OPTIONS]',
  short: 'Update the swarm',
  args: exactly(0),
  flags: [flag('bool', 'autolock', 'Change manager autolocking setting (true|false)'), ...specFlags],
  *run(client, options) {
    const swarm = yield* client.get<SwarmResource>('/swarm');
    const wasLocked = swarm.Spec.EncryptionConfig.AutoLockManagers;
    const spec = mergedSpec(swarm.Spec, options, false);
    yield* client.send('POST', '/swarm/update', { query: { version: String(swarm.Version.Index) }, body: spec });
    yield* client.print('Swarm updated.');
    if (spec.EncryptionConfig.AutoLockManagers && !wasLocked) yield* printUnlockCommand(client);
    return 0;
  },
};
