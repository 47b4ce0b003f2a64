// /exec: more processes in running containers.
// Source: moby api/server/router/container/exec.go.
// Not modelled: nothing known.
import { createExec, getExec, inspectExec, startExec } from '../../containers/exec-session.ts';
import { numberOf, readBody, readOptionalBody } from '../body.ts';
import { immediate, json, param, type Route } from '../route.ts';
import { execCreate, execStart } from '../schemas.ts';

export const execRoutes: readonly Route[] = [
  immediate('POST', '/containers/{id}/exec', 'Prepare a process', (call) => {
    const body = readBody(call.request, execCreate, 'ExecOptions');
    const session = createExec(call.daemon, call.daemon.containers.get(param(call, 'id')), body);
    return json(201, { Id: session.id });
  }),
  immediate('POST', '/exec/{id}/start', 'Start it', (call) => {
    const { Detach, ConsoleSize } = readOptionalBody(call.request, execStart, 'ExecStartOptions');
    return startExec(call.daemon, getExec(call.daemon, param(call, 'id')), Detach, ConsoleSize ?? undefined);
  }),
  immediate('GET', '/exec/{id}/json', 'Inspect it', (call) =>
    json(200, inspectExec(getExec(call.daemon, param(call, 'id')))),
  ),
  immediate('POST', '/exec/{id}/resize', 'Resize its terminal', (call) => {
    const session = getExec(call.daemon, param(call, 'id'));
    session.launched?.resize(numberOf(call.request, 'w') ?? 0, numberOf(call.request, 'h') ?? 0);
    return { status: 200 };
  }),
];
