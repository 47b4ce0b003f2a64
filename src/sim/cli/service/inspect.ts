// docker service inspect
// Source: docker/cli v28.5.2 cli/command/service/inspect.go.
// Not modelled: nothing.
import type { ServiceResource } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { ApiFailure, Failure } from '../failure.ts';
import { flag } from '../flags.ts';
import { type Inspected, inspectFormatFlag, inspect as inspectObjects } from '../formatter/inspect.ts';
import { prettyService } from '../formatter/pretty-service.ts';
import { servicePath } from './api-calls.ts';
import { swarmNetwork } from './networks.ts';

/** A service's JSON, with what it does not say as the managers take it. */
export function* inspectedService(client: Client, name: string): Blocking<Inspected> {
  const json = yield* client.text(servicePath(name), { insertDefaults: 'true' });
  return { json, type: 'swarm.Service' };
}

export const inspect: Leaf = {
  kind: 'leaf',
  name: 'inspect',
  synopsis: '[OPTIONS] SERVICE [SERVICE...]',
  short: 'Display detailed information on one or more services',
  args: atLeast(1),
  names: ['service'],
  flags: [inspectFormatFlag, flag('bool', 'pretty', 'Print the information in a human friendly format')],
  *run(client, options) {
    const format = options.text('format');
    const pretty = options.bool('pretty');
    if (pretty && format !== '') throw new Failure('--format is incompatible with human friendly format');
    if (format.startsWith('pretty') && format !== 'pretty') {
      throw new Failure('Cannot supply extra formatting options to the pretty template');
    }
    const find = (name: string) => found(client, name);
    if (!pretty && format !== 'pretty') return yield* inspectObjects(client, options.args, format, find);
    let text = '';
    for (const name of options.args) {
      const service: ServiceResource = JSON.parse((yield* find(name)).json);
      text += `${prettyService(service, yield* networkNames(client, service), client.sys.wallClock())}\n`;
    }
    yield* client.sys.print(text);
    return 0;
  },
};

function* found(client: Client, name: string): Blocking<Inspected> {
  try {
    return { ...(yield* inspectedService(client, name)), onlyTyped: true };
  } catch (error) {
    if (error instanceof ApiFailure && error.notFound) throw new Failure(`Error: no such service: ${name}`);
    throw error;
  }
}

function* networkNames(client: Client, service: ServiceResource): Blocking<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const { Target } of service.Spec.TaskTemplate.Networks ?? []) {
    try {
      const { Id, Name } = yield* swarmNetwork(client, Target);
      names.set(Id, Name);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
  return names;
}
