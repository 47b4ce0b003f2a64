// Words that may follow a docker command line: commands and flags from the tables, names from the engine.
// Source: docker/cli cli/command/completion/functions.go.
// Not modelled: values of flags other than names of networks and containers.
import type { NodeResource, SecretResource, ServiceResource } from '../engine/api/swarm-types.ts';
import {
  type ContainerSummary,
  DOCKER_SOCKET,
  type ImageSummary,
  type NetworkResource,
  type VolumeResource,
} from '../engine/api/types.ts';
import type { Blocking, Completion, Sys } from '../host/sys.ts';
import { Client } from './client.ts';
import { type Command, findCommand, type Group, type Leaf, type Names } from './command.ts';
import { Failure } from './failure.ts';
import { filtersQuery } from './filters.ts';
import type { Flag } from './flags.ts';
import { globalFlags } from './globals.ts';
import { root } from './root.ts';
import { STACK_LABEL } from './stack/namespace.ts';

/** What the words typed so far mean: the command, and what stands before the unfinished word. */
interface Place {
  readonly command: Command;
  readonly before: readonly string[];
  readonly word: string;
}

function placeOf(top: Group, argv: readonly string[]): Place {
  const word = argv.at(-1) ?? '';
  let before = argv.slice(1, -1);
  let command: Command = top;
  while (command.kind === 'group') {
    const at = before.findIndex((w) => !w.startsWith('-'));
    const next: Command | undefined = at < 0 ? undefined : findCommand(command.commands, before[at] ?? '');
    if (!next) break;
    command = next;
    before = before.slice(at + 1);
  }
  return { command, before, word };
}

/** What a plugin says to the words after its name; undefined where none is meant. */
export function pluginWords(sys: Sys, top: Group, argv: readonly string[]): Completion[] | undefined {
  const at = argv.findIndex((word, i) => i > 0 && !word.startsWith('-'));
  const plugin = at > 0 && at < argv.length - 1 ? findCommand(top.commands, argv[at] ?? '') : undefined;
  return plugin?.kind === 'plugin' ? plugin.complete(sys, argv.slice(at + 1)) : undefined;
}

/** Sub-commands and flags. */
export function commandWords(top: Group, argv: readonly string[]): Completion[] {
  const { command, before, word } = placeOf(top, argv);
  if (word.startsWith('-')) {
    const flags = command.kind === 'leaf' ? command.flags : command === top ? globalFlags : [];
    return flags
      .filter((f) => !f.hidden && f.deprecated === undefined && `--${f.name}`.startsWith(word))
      .map((f) => ({ text: `--${f.name}`, note: f.usage.split('\n')[0] ?? '' }));
  }
  if (command.kind !== 'group' || before.some((w) => !w.startsWith('-'))) return [];
  return command.commands.filter((c) => c.name.startsWith(word)).map((c) => ({ text: c.name, note: c.short }));
}

/** Names of containers, networks and images, asked of the engine. Silent when there is none. */
export function* dynamicWords(sys: Sys, argv: readonly string[]): Blocking<Completion[]> {
  const { command, before, word } = placeOf(root, argv);
  if (command.kind !== 'leaf' || word.startsWith('-')) return [];
  const names = wanted(command, before);
  if (names === undefined) return [];
  try {
    const found = yield* namesOf(new Client(sys, DOCKER_SOCKET), names);
    return found.filter((c) => c.text.startsWith(word) && !before.includes(c.text));
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

/** Flags whose value is a name. */
const namedFlags: Readonly<Record<string, Names>> = {
  network: 'network',
  net: 'network',
  link: 'container',
  'network-add': 'network',
  'network-rm': 'network',
  image: 'image',
  secret: 'secret',
  'secret-add': 'secret',
  config: 'config',
  'config-add': 'config',
};

function wanted(command: Leaf, before: readonly string[]): Names | undefined {
  const last = flagOf(command, before.at(-1) ?? '');
  if (last && last.type !== 'bool') return namedFlags[last.name];
  let count = 0;
  for (let i = 0; i < before.length; i++) {
    const f = flagOf(command, before[i] ?? '');
    if (f && f.type !== 'bool') i++;
    else if (!before[i]?.startsWith('-')) count++;
  }
  if (count > 0 && command.interspersed === false) return undefined;
  return command.names?.[count] ?? (command.args.kind === 'min' ? command.names?.at(-1) : undefined);
}

function flagOf(command: Leaf, word: string): Flag | undefined {
  if (word.startsWith('--')) return command.flags.find((f) => `--${f.name}` === word);
  return word.startsWith('-') ? command.flags.find((f) => f.short === word.at(-1)) : undefined;
}

function* namesOf(client: Client, names: Names): Blocking<Completion[]> {
  switch (names) {
    case 'network':
      return (yield* client.get<NetworkResource[]>('/networks')).map((n) => ({ text: n.Name, note: n.Driver }));
    case 'volume': {
      const { Volumes } = yield* client.get<{ Volumes: VolumeResource[] | null }>('/volumes');
      return (Volumes ?? []).map((volume) => ({ text: volume.Name, note: volume.Mountpoint }));
    }
    case 'service': {
      const services = yield* client.get<ServiceResource[]>('/services');
      return services.map(({ Spec }) => ({ text: Spec.Name, note: Spec.TaskTemplate.ContainerSpec?.Image ?? '' }));
    }
    case 'stack': {
      const services = yield* client.get<ServiceResource[]>('/services', filtersQuery([`label=${STACK_LABEL}`]));
      return [...new Set(services.flatMap(({ Spec }) => Spec.Labels[STACK_LABEL] ?? []))].map((text) => ({ text }));
    }
    case 'node': {
      const nodes = yield* client.get<NodeResource[]>('/nodes');
      const names = nodes.map(({ Description, Spec }) => ({ text: Description.Hostname, note: Spec.Role }));
      return [{ text: 'self', note: 'this node' }, ...names];
    }
    case 'secret':
    case 'config': {
      const files = yield* client.get<SecretResource[]>(`/${names}s`);
      return files.map(({ Spec }) => ({ text: Spec.Name }));
    }
    case 'image': {
      const images = yield* client.get<ImageSummary[]>('/images/json');
      return images.flatMap((i) => i.RepoTags).map((tag) => ({ text: tag.replace(/:latest$/, '') }));
    }
    case 'container':
    case 'running': {
      const query = names === 'container' ? { all: '1' } : {};
      const containers = yield* client.get<ContainerSummary[]>('/containers/json', query);
      return containers.map((c) => ({
        text: (c.Names[0] ?? c.Id).replace(/^\//, ''),
        note: `${c.Image}, ${c.Status}`,
      }));
    }
  }
}
