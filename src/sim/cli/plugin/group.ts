// docker plugin: its sub-commands. No plugin can be had without a registry, so that there are never any.
// Source: docker/cli v28.5.2 cli/command/plugin/{cmd,list,inspect,remove,formatter}.go.
// Not modelled: those listed as absent.
import type { Blocking } from '../../host/sys.ts';
import { type Client, segment } from '../client.ts';
import { absent, atLeast, exactly, type Group, type Leaf } from '../command.ts';
import { Failure, joined } from '../failure.ts';
import { filtersQuery } from '../filters.ts';
import { flag } from '../flags.ts';
import { formatList, type ListKind } from '../formatter/format.ts';
import { type Inspected, inspectFormatFlag, inspect as inspectObjects, listFormatFlag } from '../formatter/inspect.ts';

const pluginList: ListKind = {
  type: '*plugin.pluginContext',
  headers: { ID: 'ID', Name: 'NAME', Description: 'DESCRIPTION', Enabled: 'ENABLED' },
};

const TABLE = 'table {{.ID}}\\t{{.Name}}\\t{{.Description}}\\t{{.Enabled}}';

const ls: Leaf = {
  kind: 'leaf',
  name: 'ls',
  aliases: ['list'],
  synopsis: '[OPTIONS]',
  short: 'List plugins',
  aliasText: 'docker plugin ls, docker plugin list',
  args: exactly(0),
  flags: [
    flag('filter', 'filter', 'Provide filter values (e.g. "enabled=true")', { short: 'f' }),
    listFormatFlag,
    flag('bool', 'no-trunc', "Don't truncate output"),
    flag('bool', 'quiet', 'Only display plugin IDs', { short: 'q' }),
  ],
  *run(client, options) {
    yield* client.get<readonly unknown[]>('/plugins', filtersQuery(options.list('filter')));
    const asked = options.text('format');
    const isTable = asked === '' || asked === 'table';
    const format = isTable ? (options.bool('quiet') ? '{{.ID}}' : TABLE) : asked;
    yield* client.sys.print(formatList(format, pluginList, []));
    return 0;
  },
};

/** A plugin's JSON by name. */
export function* inspectedPlugin(client: Client, name: string): Blocking<Inspected> {
  return { json: yield* client.text(`/plugins/${segment('plugin', name)}/json`), type: 'types.Plugin' };
}

const inspect: Leaf = {
  kind: 'leaf',
  name: 'inspect',
  synopsis: '[OPTIONS] PLUGIN [PLUGIN...]',
  short: 'Display detailed information on one or more plugins',
  args: atLeast(1),
  flags: [inspectFormatFlag],
  run: (client, options) =>
    inspectObjects(client, options.args, options.text('format'), (name) => inspectedPlugin(client, name)),
};

const rm: Leaf = {
  kind: 'leaf',
  name: 'rm',
  aliases: ['remove'],
  synopsis: '[OPTIONS] PLUGIN [PLUGIN...]',
  short: 'Remove one or more plugins',
  aliasText: 'docker plugin rm, docker plugin remove',
  args: atLeast(1),
  flags: [flag('bool', 'force', 'Force the removal of an active plugin', { short: 'f' })],
  *run(client, options) {
    const failures: Failure[] = [];
    for (const name of options.args) {
      try {
        yield* client.send('DELETE', `/plugins/${segment('plugin', name)}`);
        yield* client.print(name);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(error);
      }
    }
    joined(failures);
    return 0;
  },
};

export const plugin: Group = {
  kind: 'group',
  name: 'plugin',
  short: 'Manage plugins',
  commands: [
    absent(
      'create',
      'Create a plugin from a rootfs and configuration. Plugin data directory must contain config.json and rootfs directory.',
    ),
    absent('disable', 'Disable a plugin'),
    absent('enable', 'Enable a plugin'),
    inspect,
    absent('install', 'Install a plugin'),
    ls,
    absent('push', 'Push a plugin to a registry'),
    rm,
    absent('set', 'Change settings for a plugin'),
    absent('upgrade', 'Upgrade an existing plugin'),
  ],
};
