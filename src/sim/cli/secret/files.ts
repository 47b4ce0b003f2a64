// The commands of secrets and of configs, which are alike: files that a swarm keeps for its services.
// Source: docker/cli v28.5.2 cli/command/{secret,config}/{create,inspect,ls,remove}.go.
// Not modelled: drivers of secrets, templates.
import { encodeBase64 } from '../../base/base64.ts';
import { encodeUtf8 } from '../../base/utf8.ts';
import type { ConfigResource, IdResponse, SecretResource } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import { checkLabel } from '../checks.ts';
import { type Client, segment } from '../client.ts';
import { type ArgumentRule, atLeast, exactly, type Leaf } from '../command.ts';
import { forEachName } from '../container/each.ts';
import { Failure } from '../failure.ts';
import { filtersQuery } from '../filters.ts';
import { type Flag, flag } from '../flags.ts';
import { fileLines, prettyFile } from '../formatter/file.ts';
import { type Inspected, inspectFormatFlag, inspect as inspectObjects, listFormatFlag } from '../formatter/inspect.ts';
import type { FileKind } from '../service/file-references.ts';

/** Twice the managers' own limit, bytes: the client reads no more. */
const MOST_BYTES: Readonly<Record<FileKind, number>> = { secret: 2 * 500 * 1024, config: 2 * 1000 * 1024 };

const title = (kind: FileKind): string => (kind === 'secret' ? 'Secret' : 'Config');
const place = (kind: FileKind): string => kind.toUpperCase();

export function filePath(kind: FileKind, name: string): string {
  return `/${kind}s/${segment(kind, name)}`;
}

export function* inspectedFile(client: Client, kind: FileKind, name: string): Blocking<Inspected> {
  return { json: yield* client.text(filePath(kind, name)), type: `swarm.${title(kind)}` };
}

export function createCommand(
  kind: FileKind,
  texts: {
    readonly synopsis: string;
    readonly short: string;
    readonly args: ArgumentRule;
    readonly flags: readonly Flag[];
  },
): Leaf {
  return {
    kind: 'leaf',
    name: 'create',
    ...texts,
    flags: [
      flag('list', 'label', `${title(kind)} labels`, { short: 'l', check: checkLabel }),
      flag('string', 'template-driver', 'Template driver', { onlySimulated: [] }),
      ...texts.flags,
    ],
    *run(client, options) {
      const [Name = '', file = ''] = options.args;
      const data = yield* readData(client, kind, file);
      const body = { Name, Labels: options.map('label'), Data: encodeBase64(data) };
      yield* client.print((yield* client.post<IdResponse>(`/${kind}s/create`, { body })).ID);
      return 0;
    },
  };
}

function* readData(client: Client, kind: FileKind, file: string): Blocking<Uint8Array> {
  const refuse = (why: string): Failure =>
    new Failure(kind === 'config' ? `Error reading content from ${JSON.stringify(file)}: ${why}` : why);
  if (file === '') throw refuse(`${kind} file is required`);
  const source = file === '-' ? 'STDIN' : file;
  const text = file === '-' ? yield* standardInput(client) : fileText(client, file, refuse);
  const data = encodeUtf8(text).slice(0, MOST_BYTES[kind]);
  if (data.length === 0) throw refuse(`error reading from ${source}: data is empty`);
  return data;
}

function* standardInput(client: Client): Blocking<string> {
  let text = '';
  for (;;) {
    const more = yield* client.sys.read(0);
    if (more === undefined) return text;
    text += more;
  }
}

function fileText(client: Client, file: string, refuse: (why: string) => Failure): string {
  const text = client.sys.fs.readFile(client.sys.resolve(file));
  if (text.ok) return text.value;
  const directory = text.errno === 'EISDIR';
  const why = directory ? `read ${file}: is a directory` : `open ${file}: no such file or directory`;
  throw refuse(`error reading from ${file}: ${why}`);
}

export function inspectCommand(kind: FileKind): Leaf {
  return {
    kind: 'leaf',
    name: 'inspect',
    synopsis: `[OPTIONS] ${place(kind)} [${place(kind)}...]`,
    short: `Display detailed information on one or more ${kind}s`,
    args: atLeast(1),
    names: [kind],
    flags: [inspectFormatFlag, flag('bool', 'pretty', 'Print the information in a human friendly format')],
    *run(client, options) {
      const format = options.bool('pretty') ? 'pretty' : options.text('format');
      if (format.startsWith('pretty') && format !== 'pretty') {
        throw new Failure('cannot supply extra formatting options to the pretty template');
      }
      const find = (name: string) => inspectedFile(client, kind, name);
      if (format !== 'pretty') return yield* inspectObjects(client, options.args, format, find);
      let text = '';
      for (const name of options.args) {
        const file: SecretResource | ConfigResource = JSON.parse((yield* find(name)).json);
        text += `${prettyFile(kind, file)}\n`;
      }
      yield* client.sys.print(text);
      return 0;
    },
  };
}

export function lsCommand(kind: FileKind): Leaf {
  return {
    kind: 'leaf',
    name: 'ls',
    aliases: ['list'],
    synopsis: '[OPTIONS]',
    short: `List ${kind}s`,
    args: exactly(0),
    flags: [
      flag('bool', 'quiet', 'Only display IDs', { short: 'q' }),
      listFormatFlag,
      flag('filter', 'filter', 'Filter output based on conditions provided', { short: 'f' }),
    ],
    *run(client, options) {
      const query = filtersQuery(options.list('filter'));
      const files = yield* client.get<(SecretResource | ConfigResource)[]>(`/${kind}s`, query);
      const now = client.sys.wallClock();
      yield* client.sys.print(fileLines(kind, files, options.text('format'), options.bool('quiet'), now));
      return 0;
    },
  };
}

export function rmCommand(kind: FileKind): Leaf {
  return {
    kind: 'leaf',
    name: 'rm',
    aliases: ['remove'],
    synopsis: `${place(kind)} [${place(kind)}...]`,
    short: `Remove one or more ${kind}s`,
    args: atLeast(1),
    names: [kind],
    flags: [],
    run: (client, options) =>
      forEachName(client, options.args, (name) => client.send('DELETE', filePath(kind, name)), { inTurn: true }),
  };
}
