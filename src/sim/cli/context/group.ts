// docker context: the one context that a client without configuration has.
// Source: docker/cli v28.5.2 cli/command/context/{list,show,inspect,use}.go, cli/command/formatter/context.go.
// Not modelled: making contexts; the client keeps no configuration.
import type { Client } from '../client.ts';
import { absent, atLeast, atMost, exactly, type Group, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag } from '../flags.ts';
import { formatList, type ListKind } from '../formatter/format.ts';
import { type Inspected, inspectFormatFlag, inspect as inspectObjects, listFormatFlag } from '../formatter/inspect.ts';

const DEFAULT = 'default';

const contextList: ListKind = {
  type: '*formatter.clientContextContext',
  headers: {
    Name: 'NAME',
    Description: 'DESCRIPTION',
    DockerEndpoint: 'DOCKER ENDPOINT',
    Error: 'ERROR',
    // The header itself is not the current context.
    Current: '',
  },
};

const TABLE = 'table {{.Name}}{{if .Current}} *{{end}}\\t{{.Description}}\\t{{.DockerEndpoint}}\\t{{.Error}}';

const ls: Leaf = {
  kind: 'leaf',
  name: 'ls',
  aliases: ['list'],
  synopsis: '[OPTIONS]',
  short: 'List contexts',
  args: exactly(0),
  flags: [listFormatFlag, flag('bool', 'quiet', 'Only show context names', { short: 'q' })],
  *run(client, options) {
    const asked = options.text('format');
    const isTable = asked === '' || asked === 'table';
    const format = isTable ? (options.bool('quiet') ? '{{.Name}}' : TABLE) : asked;
    const fields = {
      Name: DEFAULT,
      Description: 'Current DOCKER_HOST based configuration',
      DockerEndpoint: `unix://${client.socket}`,
      Error: '',
      Current: true,
    };
    yield* client.sys.print(formatList(format, contextList, [{ labels: {}, fields }]));
    return 0;
  },
};

/** What the client would keep in files, were the context not made up on the way. */
function contextOf(client: Client, name: string): Inspected {
  if (name !== DEFAULT) throw new Failure(notFound(name));
  const value = {
    Name: DEFAULT,
    Metadata: {},
    Endpoints: { docker: { Host: `unix://${client.socket}`, SkipTLSVerify: false } },
    TLSMaterial: {},
    Storage: { MetadataPath: '<IN MEMORY>', TLSPath: '<IN MEMORY>' },
  };
  const json = JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e');
  return { json, type: 'context.contextWithTLSListing' };
}

function notFound(name: string): string {
  const what = 'context not found: open /root/.docker/contexts/meta: no such file or directory';
  return `context ${JSON.stringify(name)}: ${what}`;
}

const inspect: Leaf = {
  kind: 'leaf',
  name: 'inspect',
  synopsis: '[OPTIONS] [CONTEXT] [CONTEXT...]',
  short: 'Display detailed information on one or more contexts',
  args: atLeast(0),
  flags: [inspectFormatFlag],
  run(client, options) {
    const names = options.args.length > 0 ? options.args : [DEFAULT];
    // biome-ignore lint/correctness/useYield: nothing is asked of the engine.
    return inspectObjects(client, names, options.text('format'), function* (name) {
      return contextOf(client, name);
    });
  },
};

const show: Leaf = {
  kind: 'leaf',
  name: 'show',
  synopsis: '',
  short: 'Print the name of the current context',
  args: exactly(0),
  flags: [],
  *run(client) {
    yield* client.print(DEFAULT);
    return 0;
  },
};

const use: Leaf = {
  kind: 'leaf',
  name: 'use',
  synopsis: 'CONTEXT',
  short: 'Set the current docker context',
  args: atMost(1),
  flags: [],
  *run(client, options) {
    const [name = DEFAULT] = options.args;
    if (name !== DEFAULT) {
      throw new Failure(notFound(name));
    }
    yield* client.print(name);
    yield* client.warn(`Current context is now ${JSON.stringify(name)}`);
    return 0;
  },
};

export const context: Group = {
  kind: 'group',
  name: 'context',
  short: 'Manage contexts',
  commands: [
    absent('create', 'Create a context'),
    absent('export', 'Export a context to a tar archive FILE or a tar stream on STDOUT.'),
    absent('import', 'Import a context from a tar or zip file'),
    inspect,
    ls,
    absent('rm', 'Remove one or more contexts'),
    show,
    absent('update', 'Update a context'),
    use,
  ],
};
