// docker inspect: of whatever the name means
// Source: docker/cli cli/command/system/inspect.go.
// Not modelled: nothing; a bare name is not tried among plugins, as there are none.
import type { SwarmInfo } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { inspectedContainer } from '../container/api-calls.ts';
import { ApiFailure, Failure } from '../failure.ts';
import { flag } from '../flags.ts';
import { type Inspected, inspectFormatFlag, inspect as inspectObjects } from '../formatter/inspect.ts';
import { inspectedImage } from '../image/inspect.ts';
import { inspectedNetwork } from '../network/inspect.ts';
import { inspectedPlugin } from '../plugin/group.ts';
import { inspectedService } from '../service/inspect.ts';
import { inspectedVolume } from '../volume/inspect.ts';

type Finder = (client: Client, name: string, sized: boolean) => Blocking<Inspected>;

const ofSwarm = (path: string, type: string): Finder =>
  function* (client, name) {
    return { json: yield* client.text(`/${path}/${encodeURIComponent(name)}`), type: `swarm.${type}` };
  };

/** In the order in which a bare name is tried. */
const finders: readonly (readonly [string, Finder])[] = [
  ['container', inspectedContainer],
  ['image', inspectedImage],
  ['network', inspectedNetwork],
  ['volume', inspectedVolume],
];

/** After those, where the engine is a manager. */
const swarmFinders: readonly (readonly [string, Finder])[] = [
  ['service', inspectedService],
  ['task', ofSwarm('tasks', 'Task')],
  ['node', ofSwarm('nodes', 'Node')],
  ['secret', ofSwarm('secrets', 'Secret')],
  ['config', ofSwarm('configs', 'Config')],
];

const pluginFinder: readonly [string, Finder] = ['plugin', inspectedPlugin];

const types = ['config', 'container', 'image', 'network', 'node', 'plugin', 'secret', 'service', 'task', 'volume'];

export const inspect: Leaf = {
  kind: 'leaf',
  name: 'inspect',
  synopsis: '[OPTIONS] NAME|ID [NAME|ID...]',
  short: 'Return low-level information on Docker objects',
  args: atLeast(1),
  names: ['container'],
  flags: [
    inspectFormatFlag,
    flag('bool', 'size', 'Display total file sizes if the type is container', { short: 's' }),
    flag('string', 'type', 'Only inspect objects of the given type'),
  ],
  run(client, options) {
    const type = options.text('type');
    if (type !== '' && !types.includes(type)) {
      throw new Failure(`unknown type: ${JSON.stringify(type)}: must be one of "${types.join('", "')}"`);
    }
    const sized = options.bool('size');
    return inspectObjects(client, options.args, options.text('format'), (name) => find(client, name, type, sized));
  },
};

function* find(client: Client, name: string, type: string, sized: boolean): Blocking<Inspected> {
  if (type !== '') {
    const finder = [...finders, ...swarmFinders, pluginFinder].find(([kind]) => kind === type)?.[1];
    if (!finder) throw new Failure(`Error: No such object: ${name}`);
    return yield* sizeless(client, type, sized, yield* finder(client, name, sized));
  }
  const found = yield* firstOf(client, finders, name, sized);
  if (found !== undefined) return found;
  const ofManager = (yield* isManager(client)) ? yield* firstOf(client, swarmFinders, name, sized) : undefined;
  if (ofManager !== undefined) return ofManager;
  throw new Failure(`Error: No such object: ${name}`);
}

/** What the first finder finds that knows the name. */
function* firstOf(
  client: Client,
  some: readonly (readonly [string, Finder])[],
  name: string,
  sized: boolean,
): Blocking<Inspected | undefined> {
  for (const [kind, finder] of some) {
    try {
      return yield* sizeless(client, kind, sized, yield* finder(client, name, sized));
    } catch (error) {
      const next =
        error instanceof ApiFailure && (error.notFound || error.message.includes('invalid reference format'));
      if (!next) throw error;
    }
  }
  return undefined;
}

/** Only containers have sizes to show. */
function* sizeless(client: Client, kind: string, sized: boolean, found: Inspected): Blocking<Inspected> {
  if (sized && kind !== 'container') yield* client.warn(`WARNING: --size ignored for ${kind}`);
  return found;
}

function* isManager(client: Client): Blocking<boolean> {
  try {
    const { Swarm } = yield* client.get<{ Swarm?: SwarmInfo }>('/info');
    return Swarm?.ControlAvailable ?? false;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    yield* client.warn(error.message);
    return false;
  }
}
