// docker swarm unlock-key
// Source: docker/cli cli/command/swarm/unlock_key.go.
// Not modelled: nothing.
import type { SwarmResource, SwarmUnlockRequest } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag } from '../flags.ts';

export const unlockKey: Leaf = {
  kind: 'leaf',
  name: 'unlock-key',
  swarm: 'manager',
  synopsis: '[OPTIONS]',
  short: 'Manage the unlock key',
  args: exactly(0),
  flags: [flag('bool', 'quiet', 'Only display token', { short: 'q' }), flag('bool', 'rotate', 'Rotate unlock key')],
  *run(client, options) {
    if (options.bool('rotate')) {
      const swarm = yield* client.get<SwarmResource>('/swarm');
      if (!swarm.Spec.EncryptionConfig.AutoLockManagers)
        throw new Failure('cannot rotate because autolock is not turned on');
      yield* client.send('POST', '/swarm/update', {
        query: { version: String(swarm.Version.Index), rotateManagerUnlockKey: 'true' },
        body: swarm.Spec,
      });
      if (!options.bool('quiet')) yield* client.print('Successfully rotated manager unlock key.\n');
    }
    const { UnlockKey } = yield* client.get<SwarmUnlockRequest>('/swarm/unlockkey');
    if (UnlockKey === '') throw new Failure('no unlock key is set');
    if (options.bool('quiet')) yield* client.print(UnlockKey);
    else yield* printUnlockCommand(client);
    return 0;
  },
};

/** What to type on a manager that has been restarted. */
export function* printUnlockCommand(client: Client): Blocking<void> {
  const { UnlockKey } = yield* client.get<SwarmUnlockRequest>('/swarm/unlockkey');
  if (UnlockKey === '') return;
  yield* client.print(
    [
      'To unlock a swarm manager after it restarts, run the `docker swarm unlock`',
      'command and provide the following key:',
      '',
      `    ${UnlockKey}`,
      '',
      'Remember to store this key in a password manager, since without it you',
      'will not be able to restart the manager.',
    ].join('\n'),
  );
}
