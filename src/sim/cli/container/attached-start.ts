// Starting a container with one's terminal on it: what `docker start -a` and `docker compose run` share.
// Source: docker/cli cli/command/container/start.go; docker/compose pkg/compose/run.go.
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { Branch, runUntil } from '../concurrent.ts';
import { joinStreams } from '../streams.ts';
import { containerPath, hijack, waitForExit } from './api-calls.ts';
import { exitStatus } from './run.ts';

export interface AttachedStart {
  readonly id: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  /** The container is removed when it ends, so its end is that. */
  readonly removed: boolean;
  /** What detaches: `ctrl-p,ctrl-q` where it is empty. */
  readonly detachKeys: string;
  readonly leavesOnSignal: boolean;
}

/** Attaches, starts and stays until the container ends or is left: its exit status, 0 when it was left. Throws Failure. */
export function* startAndAttach(client: Client, how: AttachedStart): Blocking<number> {
  const { id, stdin, tty, detachKeys, leavesOnSignal } = how;
  const query = { stream: '1', stdout: '1', stderr: '1', ...(stdin && { stdin: '1' }) };
  const stream = yield* hijack(client, containerPath(id, 'attach'), { query });
  const ended = new Branch(waitForExit(client, id, how.removed ? 'removed' : 'next-exit'));
  ended.step();
  try {
    yield* client.send('POST', containerPath(id, 'start'));
  } catch (error) {
    stream.close();
    ended.stop();
    throw error;
  }
  const left = yield* joinStreams(client, {
    stream,
    stdin,
    tty,
    detachKeys,
    leavesOnSignal,
    ...(tty ? { resizePath: containerPath(id, 'resize') } : { killPath: containerPath(id, 'kill') }),
  });
  if (left !== 'closed') {
    ended.stop();
    return 0;
  }
  yield* runUntil([ended], [ended]);
  return yield* exitStatus(client, ended);
}
