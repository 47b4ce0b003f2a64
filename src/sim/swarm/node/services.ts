// What the leader answers to other managers and to nodes, by the names under which calls travel.
// Source: swarmkit api/{control,dispatcher,logbroker,resource,ca,raft}.proto: one method of each service a line.
// Not modelled: watches.
import type { Blocking } from '../../des/task.ts';
import type { ControlApi } from '../control.ts';
import type { Caller, DispatcherApi, ResourceApi, SessionRequest, Subscription } from '../dispatcher/protocol.ts';
import { SwarmError } from '../errors.ts';
import type { LogBrokerApi, LogsApi } from '../logbroker/protocol.ts';
import type { NetworkAttachmentConfig } from '../objects.ts';
import type { LeaderServices } from './leader-door.ts';

type Arguments = readonly unknown[];
type PublishArguments = Parameters<LogBrokerApi['publish']>;

/** Each method of the control API, called with what has come over the network. */
const control: {
  readonly [K in keyof ControlApi]: (api: ControlApi, args: Parameters<ControlApi[K]>) => Blocking<unknown>;
} = {
  find: (api, args) => api.find(...args),
  list: (api, args) => api.list(...args),
  createService: (api, args) => api.createService(...args),
  updateService: (api, args) => api.updateService(...args),
  removeService: (api, args) => api.removeService(...args),
  createNetwork: (api, args) => api.createNetwork(...args),
  removeNetwork: (api, args) => api.removeNetwork(...args),
  updateNode: (api, args) => api.updateNode(...args),
  removeNode: (api, args) => api.removeNode(...args),
  updateCluster: (api, args) => api.updateCluster(...args),
  createSecret: (api, args) => api.createSecret(...args),
  updateSecret: (api, args) => api.updateSecret(...args),
  removeSecret: (api, args) => api.removeSecret(...args),
  createConfig: (api, args) => api.createConfig(...args),
  updateConfig: (api, args) => api.updateConfig(...args),
  removeConfig: (api, args) => api.removeConfig(...args),
};

const dispatcherCalls: Readonly<Record<string, (api: DispatcherApi, args: never) => Blocking<unknown>>> = {
  heartbeat: (api, [sessionId]: [string]) => api.heartbeat(sessionId),
  updateTaskStatus: (api, args: Parameters<DispatcherApi['updateTaskStatus']>) => api.updateTaskStatus(...args),
};

const dispatcherStreams: Readonly<
  Record<string, (api: DispatcherApi, args: never) => Blocking<Subscription<unknown>>>
> = {
  session: (api, [request]: [SessionRequest]) => api.session(request),
  assignments: (api, [sessionId]: [string]) => api.assignments(sessionId),
};

const resources: Readonly<Record<string, (api: ResourceApi, args: never) => Blocking<unknown>>> = {
  attach: (api, [config, containerId]: [NetworkAttachmentConfig, string]) => api.attachNetwork(config, containerId),
  detach: (api, [attachmentId]: [string]) => api.detachNetwork(attachmentId),
};

/** Streams beside the dispatcher's, by their whole names. */
const logStreams: Readonly<
  Record<string, (parts: LeaderParts, caller: Caller, args: never) => Blocking<Subscription<unknown>>>
> = {
  'logs.subscribe': (parts, _caller, args: Parameters<LogsApi['subscribe']>) => parts.logs().subscribe(...args),
  'logBroker.listen': (parts, caller) => parts.logBroker(caller).listen(),
};

/** The parts of a leader that answer. */
export interface LeaderParts {
  control(): ControlApi;
  dispatcher(caller: Caller): DispatcherApi;
  resources(caller: Caller): ResourceApi;
  logs(): LogsApi;
  logBroker(caller: Caller): LogBrokerApi;
  /** Certificates and membership: what the manager itself does while it leads. */
  readonly own: Readonly<Record<string, (args: Arguments, caller: Caller) => Blocking<unknown>>>;
}

/** The same as one door: `control.list`, `dispatcher.heartbeat`, `ca.issue` … */
export function leaderServices(parts: LeaderParts): LeaderServices {
  return {
    call(method, body, caller) {
      const [service = '', name = ''] = method.split('.');
      const args = (Array.isArray(body) ? body : []) as never;
      if (service === 'control' && Object.hasOwn(control, name)) {
        const handler = control[name as keyof ControlApi] as (api: ControlApi, args: never) => Blocking<unknown>;
        return handler(parts.control(), args);
      }
      const call = service === 'dispatcher' && Object.hasOwn(dispatcherCalls, name) ? dispatcherCalls[name] : undefined;
      if (call !== undefined) return call(parts.dispatcher(caller), args);
      const resource = service === 'resources' && Object.hasOwn(resources, name) ? resources[name] : undefined;
      if (resource !== undefined) return resource(parts.resources(caller), args);
      if (method === 'logBroker.publish') return parts.logBroker(caller).publish(...(args as PublishArguments));
      const own = Object.hasOwn(parts.own, method) ? parts.own[method] : undefined;
      if (own !== undefined) return own(args, caller);
      throw new SwarmError('Unimplemented', `unknown method ${method}`);
    },
    stream(method, body, caller) {
      const args = (Array.isArray(body) ? body : []) as never;
      const logs = Object.hasOwn(logStreams, method) ? logStreams[method] : undefined;
      if (logs !== undefined) return logs(parts, caller, args);
      const [service, name = ''] = method.split('.');
      const stream =
        service === 'dispatcher' && Object.hasOwn(dispatcherStreams, name) ? dispatcherStreams[name] : undefined;
      if (stream === undefined) throw new SwarmError('Unimplemented', `unknown method ${method}`);
      return stream(parts.dispatcher(caller), args);
    },
  };
}
