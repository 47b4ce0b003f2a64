// /services and /tasks: what a swarm shall run, and what of it runs where.
// Source: moby api/server/router/swarm/cluster_routes.go; daemon/cluster/{services,tasks,filters}.go.
// Not modelled: registries' credentials.
import type { Blocking } from '../../../des/task.ts';
import type { HttpResponse } from '../../../host/http.ts';
import type { ControlApi } from '../../../swarm/control.ts';
import { type Service, TASK_STATES, type Task } from '../../../swarm/objects.ts';
import { isDirty } from '../../../swarm/orchestrator/task.ts';
import { withNetworkIds } from '../../cluster/references.ts';
import { serviceResource, taskResource } from '../../cluster/resources.ts';
import { serviceSpec } from '../../cluster/service-requests.ts';
import { serviceSpecOf, withDefaults } from '../../cluster/service-spec.ts';
import { randomName } from '../../containers/names.ts';
import { flagOf, readBody } from '../body.ts';
import { invalid, system } from '../errors.ts';
import { Filters } from '../filters.ts';
import { json, param, queryOf, type Route, type RouteCall } from '../route.ts';
import type { ServiceCreateResponse, ServiceStatus, ServiceUpdateResponse } from '../swarm-types.ts';
import { versionOf } from './swarm.ts';

const SERVICE_FILTERS = ['name', 'id', 'label', 'mode', 'runtime'];
const TASK_FILTERS = ['name', 'id', 'label', 'service', 'node', 'desired-state', '_up-to-date', 'runtime'];

/** States that a filter may name: all but one that swarmkit's protocol has not. */
const STATES = Object.keys(TASK_STATES).filter((state) => state !== 'allocated');

/** `key` or `key=value` among labels. */
export function labelled(labels: Readonly<Record<string, string>>, wanted: string): boolean {
  const [key = '', ...value] = wanted.split('=');
  return key in labels && (value.join('=') === '' || labels[key] === value.join('='));
}

function modeName({ Spec: { Mode } }: Service): string {
  if ('Global' in Mode) return 'global';
  if ('ReplicatedJob' in Mode) return 'replicated-job';
  return 'GlobalJob' in Mode ? 'global-job' : 'replicated';
}

/** How many tasks a service has, and how many it shall have. Source: swarmkit controlapi ListServiceStatuses. */
function statusOf(service: Service, tasks: readonly Task[]): ServiceStatus {
  const { Mode } = service.Spec;
  const iteration = service.JobStatus?.JobIteration.Index;
  const own = tasks.filter(
    (task) => task.ServiceID === service.ID && (iteration === undefined || task.JobIteration?.Index === iteration),
  );
  const completed = own.filter((task) => task.Status.State === 'complete');
  // Of a service on every node the tasks themselves tell how many there shall be.
  const wanted = own.filter(
    ({ DesiredState, Status }) =>
      DesiredState === 'running' || (DesiredState === 'complete' && Status.State !== 'complete'),
  );
  return {
    RunningTasks: own.filter((task) => task.Status.State === 'running').length,
    DesiredTasks:
      'Replicated' in Mode
        ? Mode.Replicated.Replicas
        : 'ReplicatedJob' in Mode
          ? Mode.ReplicatedJob.MaxConcurrent
          : wanted.length,
    CompletedTasks: iteration === undefined ? 0 : completed.length,
  };
}

function* listServices(call: RouteCall): Blocking<HttpResponse> {
  const filters = new Filters(call.request, SERVICE_FILTERS);
  const control = call.daemon.swarm.control();
  const services = (yield* control.list('service')).filter(
    (service) =>
      filters.some('name', (name) => service.Spec.Name.startsWith(name)) &&
      filters.some('id', (id) => service.ID.startsWith(id)) &&
      filters.some('mode', (mode) => modeName(service) === mode) &&
      filters.get('label').every((label) => labelled(service.Spec.Labels, label)),
  );
  const tasks = flagOf(call.request, 'status') ? yield* control.list('task') : undefined;
  return json(
    200,
    services.map((service) => {
      const shown = serviceResource(service);
      return tasks === undefined ? shown : { ...shown, ServiceStatus: statusOf(service, tasks) };
    }),
  );
}

function* create(call: RouteCall): Blocking<HttpResponse> {
  const control = call.daemon.swarm.control();
  const body = serviceSpecOf(readBody(call.request, serviceSpec, 'ServiceSpec'));
  const spec =
    body.Name === '' ? { ...body, Name: randomName(call.daemon.random('service names'), () => false) } : body;
  const service = yield* control.createService(yield* withNetworkIds(call.daemon, control, spec));
  const answer: ServiceCreateResponse = { ID: service.ID, Warnings: null };
  return json(201, answer);
}

function* update(call: RouteCall): Blocking<HttpResponse> {
  const control = call.daemon.swarm.control();
  const version = versionOf(call);
  const rollback = queryOf(call, 'rollback');
  if (rollback !== '' && rollback !== 'previous') throw invalid(`unrecognized rollback option ${rollback}`);
  const spec = serviceSpecOf(readBody(call.request, serviceSpec, 'ServiceSpec'));
  const { ID } = yield* control.find('service', param(call, 'id'));
  const resolved = yield* withNetworkIds(call.daemon, control, spec);
  yield* control.updateService(ID, version, resolved, rollback === 'previous');
  const answer: ServiceUpdateResponse = { Warnings: null };
  return json(200, answer);
}

function* listTasks(call: RouteCall): Blocking<HttpResponse> {
  const filters = new Filters(call.request, TASK_FILTERS);
  for (const state of filters.get('desired-state')) {
    if (state !== '' && !STATES.includes(state.toLowerCase())) {
      throw system(`Invalid desired-state filter: '${state}'`);
    }
  }
  const control = call.daemon.swarm.control();
  const services: string[] = [];
  for (const term of filters.get('service')) services.push((yield* control.find('service', term)).ID);
  const nodes: string[] = [];
  for (const term of filters.get('node')) nodes.push((yield* control.find('node', term)).ID);
  const isUpToDate = filters.has('_up-to-date') ? yield* upToDate(control) : () => true;
  const tasks = (yield* control.list('task')).filter(
    (task) =>
      task.Spec.ContainerSpec !== undefined &&
      (services.length === 0 || services.includes(task.ServiceID)) &&
      (nodes.length === 0 || nodes.includes(task.NodeID)) &&
      filters.some('id', (id) => task.ID.startsWith(id)) &&
      filters.some('name', (name) => nameOf(task).startsWith(name)) &&
      filters.some('desired-state', (state) => task.DesiredState === state.toLowerCase()) &&
      filters.get('label').every((label) => labelled(task.serviceAnnotations.Labels, label)) &&
      isUpToDate(task),
  );
  return json(200, tasks.map(taskResource));
}

/** Tells of a task whether it is what its service wants by now. */
function* upToDate(control: ControlApi): Blocking<(task: Task) => boolean> {
  const services = new Map((yield* control.list('service')).map((service) => [service.ID, service]));
  const nodes = new Map((yield* control.list('node')).map((node) => [node.ID, node]));
  return (task) => {
    const service = services.get(task.ServiceID);
    return service !== undefined && !isDirty(service, task, nodes.get(task.NodeID));
  };
}

function nameOf(task: Task): string {
  return `${task.serviceAnnotations.Name}.${task.Slot !== 0 ? task.Slot : task.NodeID}`;
}

export const serviceRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/services', summary: 'List services', handle: listServices },
  { method: 'POST', pattern: '/services/create', summary: 'Create a service', handle: create },
  {
    method: 'GET',
    pattern: '/services/{id}',
    summary: 'Inspect a service',
    *handle(call) {
      const service = yield* call.daemon.swarm.control().find('service', param(call, 'id'));
      const shown = serviceResource(service);
      return json(200, flagOf(call.request, 'insertDefaults') ? { ...shown, Spec: withDefaults(shown.Spec) } : shown);
    },
  },
  {
    method: 'DELETE',
    pattern: '/services/{id}',
    summary: 'Remove a service',
    *handle(call) {
      const control = call.daemon.swarm.control();
      yield* control.removeService((yield* control.find('service', param(call, 'id'))).ID);
      return { status: 200 };
    },
  },
  { method: 'POST', pattern: '/services/{id}/update', summary: 'Change a service', handle: update },
  { method: 'GET', pattern: '/tasks', summary: 'List tasks', handle: listTasks },
  {
    method: 'GET',
    pattern: '/tasks/{id}',
    summary: 'Inspect a task',
    *handle(call) {
      return json(200, taskResource(yield* call.daemon.swarm.control().find('task', param(call, 'id'))));
    },
  },
];
