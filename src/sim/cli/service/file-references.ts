// Secrets and configs that a service's containers see as files: --secret, --config and their kind.
// Source: docker/cli opts/swarmopts/{secret,config}.go; cli/command/service/parse.go.
// Not modelled: configs as credential specs.
import type { ConfigResource, ContainerSpec, SecretResource } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { Failure } from '../failure.ts';
import { filtersQuery } from '../filters.ts';
import { cut } from '../flags.ts';

export type FileKind = 'secret' | 'config';

export type SecretReference = NonNullable<ContainerSpec['Secrets']>[number];
export type ConfigReference = NonNullable<ContainerSpec['Configs']>[number];

/** A file by the name of what it shows; the id is still to be found. */
export interface FileRequest {
  readonly name: string;
  readonly file: SecretReference['File'];
}

const READ_ONLY = 0o444;

/** `web.conf`, or `source=web,target=/etc/web.conf,uid=0,gid=0,mode=0440`. */
export function parseFile(kind: FileKind, value: string): FileRequest {
  const fields = value.split(',');
  if (fields.length === 1 && !value.includes('=')) {
    return { name: value, file: { Name: value, UID: '0', GID: '0', Mode: READ_ONLY } };
  }
  let [name, target, uid, gid, mode] = ['', '', '0', '0', READ_ONLY];
  for (const field of fields) {
    const [key, text] = cut(field, '=');
    if (!field.includes('=') || key === '') throw new Failure(`invalid field '${field}' must be a key=value pair`);
    switch (key.toLowerCase()) {
      case 'source':
      case 'src':
        name = text;
        break;
      case 'target':
        target = text;
        break;
      case 'uid':
        uid = text;
        break;
      case 'gid':
        gid = text;
        break;
      case 'mode':
        mode = parseMode(text);
        break;
      default:
        throw new Failure(`invalid field in ${kind} request: ${key}`);
    }
  }
  if (name === '') throw new Failure('source is required');
  return { name, file: { Name: target || name, UID: uid, GID: gid, Mode: mode } };
}

/** Go's ParseUint with base 0: `0444`, `0o444`, `0x124`, `292`. */
function parseMode(text: string): number {
  const octal = /^0o?([0-7]+)$/i.exec(text)?.[1];
  if (octal !== undefined) return Number.parseInt(octal, 8);
  if (/^(0|[1-9]\d*|0x[\da-f]+)$/i.test(text)) return Number(text);
  throw new Failure(`invalid mode specified: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** The requested secrets by their ids. */
export function* findSecrets(client: Client, requests: readonly FileRequest[]): Blocking<SecretReference[]> {
  const ids = yield* idsOf(client, 'secret', requests);
  return requests.map(({ name, file }, i) => ({ File: file, SecretID: ids[i] ?? '', SecretName: name }));
}

/** The requested configs by their ids. */
export function* findConfigs(client: Client, requests: readonly FileRequest[]): Blocking<ConfigReference[]> {
  const ids = yield* idsOf(client, 'config', requests);
  return requests.map(({ name, file }, i) => ({ File: file, ConfigID: ids[i] ?? '', ConfigName: name }));
}

function* idsOf(client: Client, kind: FileKind, requests: readonly FileRequest[]): Blocking<string[]> {
  if (requests.length === 0) return [];
  const targets = new Set<string>();
  for (const { name, file } of requests) {
    if (targets.has(file.Name)) throw new Failure(`duplicate ${kind} target for ${name} not allowed`);
    targets.add(file.Name);
  }
  const query = filtersQuery(requests.map(({ name }) => `name=${name}`));
  const found = yield* client.get<(SecretResource | ConfigResource)[]>(`/${kind}s`, query);
  return requests.map(({ name }) => {
    const id = found.find((each) => each.Spec.Name === name)?.ID;
    if (id === undefined) throw new Failure(`${kind} not found: ${name}`);
    return id;
  });
}
