// The leader's services as those who use them see them, whatever lies between: a manager's own door, or a connection.
// Source: swarmkit api/*.pb.go (generated clients). Not modelled: metadata of calls.
import type { Blocking } from '../../des/task.ts';
import { findObject } from '../control/find.ts';
import type { ControlApi } from '../control.ts';
import type {
  AssignmentsMessage,
  Caller,
  DispatcherApi,
  ResourceApi,
  SessionMessage,
  Subscription,
} from '../dispatcher/protocol.ts';
import type { LogBrokerApi, LogMessage, LogsApi, SubscriptionMessage } from '../logbroker/protocol.ts';
import type { Connection } from '../rpc/client.ts';
import type { LeaderDoor } from './leader-door.ts';

/** A way to the leader's services: names of methods with their arguments go in. */
export interface Line {
  call(method: string, args: readonly unknown[]): Blocking<unknown>;
  stream(method: string, args: readonly unknown[]): Blocking<Subscription<unknown>>;
}

/** Over a manager's own door. */
export function doorLine(door: LeaderDoor, caller: Caller): Line {
  return {
    call: (method, args) => door.call(method, args, caller),
    stream: (method, args) => door.stream(method, args, caller),
  };
}

/** Over a connection to a manager. */
export function connectionLine(connection: Connection): Line {
  return {
    call: (method, args) => connection.call(method, args),
    // biome-ignore lint/correctness/useYield: the stream is open at once, its failure comes with its first item
    *stream(method, args) {
      return connection.subscribe(method, args);
    },
  };
}

export function dispatcherClient(line: Line): DispatcherApi {
  return {
    session: (request) => line.stream('dispatcher.session', [request]) as Blocking<Subscription<SessionMessage>>,
    heartbeat: (sessionId) => line.call('dispatcher.heartbeat', [sessionId]) as Blocking<number>,
    updateTaskStatus: (...args) => line.call('dispatcher.updateTaskStatus', args) as Blocking<void>,
    assignments: (sessionId) =>
      line.stream('dispatcher.assignments', [sessionId]) as Blocking<Subscription<AssignmentsMessage>>,
  };
}

export function resourceClient(line: Line): ResourceApi {
  return {
    attachNetwork: (...args) => line.call('resources.attach', args) as Blocking<string>,
    detachNetwork: (...args) => line.call('resources.detach', args) as Blocking<void>,
  };
}

export function logBrokerClient(line: Line): LogBrokerApi {
  return {
    listen: () => line.stream('logBroker.listen', []) as Blocking<Subscription<SubscriptionMessage>>,
    publish: (...args) => line.call('logBroker.publish', args) as Blocking<void>,
  };
}

export function logsClient(line: Line): LogsApi {
  return {
    subscribe: (...args) => line.stream('logs.subscribe', args) as Blocking<Subscription<readonly LogMessage[]>>,
  };
}

export function controlClient(line: Line): ControlApi {
  const ask =
    <K extends keyof ControlApi>(name: K) =>
    (...args: Parameters<ControlApi[K]>): ReturnType<ControlApi[K]> =>
      line.call(`control.${name}`, args) as ReturnType<ControlApi[K]>;
  const list = ask('list') as ControlApi['list'];
  return {
    // As in moby, the manager that was asked makes sense of a term: what it says when it cannot is no answer of the leader's.
    *find(table, term) {
      return findObject(table, yield* list(table), term);
    },
    list,
    createService: ask('createService'),
    updateService: ask('updateService'),
    removeService: ask('removeService'),
    createNetwork: ask('createNetwork'),
    removeNetwork: ask('removeNetwork'),
    updateNode: ask('updateNode'),
    removeNode: ask('removeNode'),
    updateCluster: ask('updateCluster'),
    createSecret: ask('createSecret'),
    updateSecret: ask('updateSecret'),
    removeSecret: ask('removeSecret'),
    createConfig: ask('createConfig'),
    updateConfig: ask('updateConfig'),
    removeConfig: ask('removeConfig'),
  };
}
