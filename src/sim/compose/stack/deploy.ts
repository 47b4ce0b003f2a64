// docker stack deploy
// Source: docker/cli v28.5.2 cli/command/stack/deploy.go, swarm/{deploy,deploy_composefile}.go, cli/compose/convert/compose.go.
// Not modelled: credentials of registries; where Go's maps leave the order to chance, the file's order decides.
import { encodeBase64 } from '../../base/base64.ts';
import { encodeUtf8 } from '../../base/utf8.ts';
import { type Client, segment } from '../../cli/client.ts';
import { exactly, type Leaf } from '../../cli/command.ts';
import { ApiFailure, Failure, joined, notSimulated } from '../../cli/failure.ts';
import { flag, type Options } from '../../cli/flags.ts';
import { referenceError } from '../../cli/image/reference.ts';
import { filePath } from '../../cli/secret/files.ts';
import { createService, updateService } from '../../cli/service/api-calls.ts';
import { findConfigs, findSecrets } from '../../cli/service/file-references.ts';
import { waitOnService } from '../../cli/service/progress.ts';
import { IMAGE_LABEL, type Namespace, namespaceOf } from '../../cli/stack/namespace.ts';
import { removeAll, serviceRemovals, stackNetworks, stackServices } from '../../cli/stack/resources.ts';
import type { SecretResource, ServiceResource, ServiceSpec, SwarmInfo } from '../../engine/api/swarm-types.ts';
import type { NetworkCreateRequest, NetworkResource } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import { warn } from '../backend/backend.ts';
import { listOf, mapOf, mapValues, textOf, type ValueMap } from '../model/values.ts';
import { convertService, fileRequests, isUserDefined, type StackParts } from './convert.ts';
import { ignoredOptions, loadStack, type Stack } from './load.ts';

export const deploy: Leaf = {
  kind: 'leaf',
  name: 'deploy',
  aliases: ['up'],
  synopsis: '[OPTIONS] STACK',
  short: 'Deploy a new stack or update an existing stack',
  args: exactly(1),
  names: ['stack'],
  flags: [
    flag('strings', 'compose-file', 'Path to a Compose file, or "-" to read from stdin', { short: 'c' }),
    flag('bool', 'with-registry-auth', 'Send registry authentication details to Swarm agents'),
    flag('bool', 'prune', 'Prune services that are no longer referenced'),
    flag(
      'string',
      'resolve-image',
      'Query the registry to resolve image digest and supported platforms ("always", "changed", "never")',
      { default: 'always' },
    ),
    flag('bool', 'detach', 'Exit immediately instead of waiting for the stack services to converge', {
      short: 'd',
      default: 'true',
    }),
    flag('bool', 'quiet', 'Suppress progress output', { short: 'q' }),
  ],
  *run(client, options) {
    const stack = namespaceOf(options.args[0] ?? '');
    const loaded = yield* loadStack(client, options.list('compose-file'));
    for (const warning of loaded.warnings) yield* warn(client, warning);
    for (const text of ignoredOptions(loaded)) yield* client.warn(text);
    checkImages(loaded);
    const resolve = options.text('resolve-image');
    if (!['always', 'changed', 'never'].includes(resolve)) {
      throw new Failure(`Invalid option ${resolve} for flag --resolve-image`);
    }
    if (options.bool('detach') && !options.changed('detach')) {
      yield* client.warn(
        'Since --detach=false was not specified, tasks will be created in the background.\nIn a future release, --detach=false will become the default.',
      );
    }
    yield* deployStack(client, stack, loaded, options);
    return 0;
  },
};

const section = (stack: Stack, name: string): ValueMap => mapOf(stack.sections[name] ?? null);

function checkImages(stack: Stack): void {
  for (const [name, service] of Object.entries(section(stack, 'services'))) {
    const image = textOf(mapOf(service).image ?? null);
    const why = image === '' ? 'no image specified' : referenceError(image);
    if (why !== undefined) throw new Failure(`invalid image reference for service ${name}: ${why}`);
  }
}

function* deployStack(client: Client, stack: Namespace, loaded: Stack, options: Options): Blocking<void> {
  const { Swarm } = yield* client.get<{ Swarm: SwarmInfo }>('/info');
  if (!Swarm.ControlAvailable) {
    throw new Failure(
      'this node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again',
    );
  }
  const services = section(loaded, 'services');
  if (options.bool('prune')) {
    const old = (yield* stackServices(client, stack)).filter(({ Spec }) => !(stack.descoped(Spec.Name) in services));
    yield* removeAll(client, serviceRemovals(old));
  }
  yield* createNetworks(client, stack, loaded);
  yield* createFiles(client, stack, 'secret', section(loaded, 'secrets'));
  yield* createFiles(client, stack, 'config', section(loaded, 'configs'));
  const specs = yield* convertAll(client, stack, loaded);
  const ids = yield* deployServices(client, stack, specs, options.text('resolve-image'));
  if (options.bool('detach')) return;
  const failures: Failure[] = [];
  for (const id of ids) {
    try {
      yield* waitOnService(client, id, options.bool('quiet'));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(new Failure(`${id}: ${error.message}`));
    }
  }
  joined(failures);
}

/** The networks that services use, those of other makers checked, the stack's own made. */
function* createNetworks(client: Client, stack: Namespace, loaded: Stack): Blocking<void> {
  const used = Object.values(section(loaded, 'services')).flatMap((service) => {
    const names = Object.keys(mapOf(mapOf(service).networks ?? null));
    return names.length === 0 ? ['default'] : names;
  });
  const declared = section(loaded, 'networks');
  const networks = [...new Set(used)].map((name) => [name, mapOf(declared[name] ?? null)] as const);
  for (const [, network] of networks)
    if (network.external === true) yield* checkExternal(client, textOf(network.name ?? null));
  const existing = (yield* stackNetworks(client, stack)).map(({ Name }) => Name);
  for (const [key, network] of networks) {
    const name = textOf(network.name ?? null) || stack.scoped(key);
    if (network.external === true || existing.includes(name)) continue;
    yield* client.print(`Creating network ${name}`);
    const body = networkRequest(stack, name, network);
    yield* prefixed(`failed to create network ${name}`, client.post('/networks/create', { body }));
  }
}

function* checkExternal(client: Client, name: string): Blocking<void> {
  if (!isUserDefined(name)) return;
  const declared = `network ${JSON.stringify(name)} is declared as external`;
  try {
    const { Scope } = yield* client.get<NetworkResource>(`/networks/${segment('network', name)}`);
    if (Scope === 'swarm') return;
    throw new Failure(`${declared}, but it is not in the right scope: ${JSON.stringify(Scope)} instead of "swarm"`);
  } catch (error) {
    if (!(error instanceof ApiFailure && error.notFound)) throw error;
  }
  const advice = 'You need to create a swarm-scoped network before the stack is deployed';
  throw new Failure(`${declared}, but could not be found. ${advice}`);
}

function networkRequest(stack: Namespace, Name: string, network: ValueMap): NetworkCreateRequest {
  const ipam = mapOf(network.ipam ?? null);
  return {
    Name,
    Driver: textOf(network.driver ?? null) || 'overlay',
    Options: mapValues(mapOf(network.driver_opts ?? null), textOf),
    Internal: network.internal === true,
    Attachable: network.attachable === true,
    ...(Object.keys(ipam).length > 0 && {
      IPAM: {
        Driver: textOf(ipam.driver ?? null),
        Options: null,
        Config: listOf(ipam.config ?? null).map((config) => ({ Subnet: textOf(mapOf(config).subnet ?? null) })),
      },
    }),
    Labels: stack.labels(mapValues(mapOf(network.labels ?? null), textOf)),
  };
}

/** Secrets or configs of the file: made, or given their labels anew. */
function* createFiles(client: Client, stack: Namespace, kind: 'secret' | 'config', files: ValueMap): Blocking<void> {
  const bodies = Object.entries(files).flatMap(([key, value]) => {
    const file = mapOf(value);
    if (file.external === true) return [];
    for (const absent of ['driver', 'template_driver'])
      if (absent in file) throw notSimulated(`${kind}s with ${absent}`);
    const Labels = stack.labels(mapValues(mapOf(file.labels ?? null), textOf));
    const Data = encodeBase64(encodeUtf8(readFile(client, textOf(file.file ?? null))));
    return [{ Name: textOf(file.name ?? null) || stack.scoped(key), Labels, Data }];
  });
  for (const body of bodies) {
    const existing = yield* existingFile(client, kind, body.Name);
    if (existing === undefined) {
      yield* client.print(`Creating ${kind} ${body.Name}`);
      yield* prefixed(`failed to create ${kind} ${body.Name}`, client.post(`/${kind}s/create`, { body }));
      continue;
    }
    const query = { version: String(existing.Version.Index) };
    const path = `${filePath(kind, existing.ID)}/update`;
    yield* prefixed(`failed to update ${kind} ${body.Name}`, client.send('POST', path, { query, body }));
  }
}

function readFile(client: Client, path: string): string {
  const text = client.sys.fs.readFile(path);
  if (text.ok) return text.value;
  throw new Failure(
    text.errno === 'EISDIR' ? `read ${path}: is a directory` : `open ${path}: no such file or directory`,
  );
}

function* existingFile(client: Client, kind: 'secret' | 'config', name: string): Blocking<SecretResource | undefined> {
  try {
    return yield* client.get<SecretResource>(filePath(kind, name));
  } catch (error) {
    if (error instanceof ApiFailure && error.notFound) return undefined;
    throw error;
  }
}

function* convertAll(client: Client, stack: Namespace, loaded: Stack): Blocking<ReadonlyMap<string, ServiceSpec>> {
  const parts: StackParts = { stack, networks: section(loaded, 'networks'), volumes: section(loaded, 'volumes') };
  const specs = new Map<string, ServiceSpec>();
  for (const [name, value] of Object.entries(section(loaded, 'services'))) {
    const service = mapOf(value);
    try {
      const secrets = fileRequests(parts, 'secret', service.secrets, section(loaded, 'secrets'));
      const configs = fileRequests(parts, 'config', service.configs, section(loaded, 'configs'));
      const files = { secrets: yield* findSecrets(client, secrets), configs: yield* findConfigs(client, configs) };
      specs.set(name, convertService(parts, name, service, files));
    } catch (error) {
      if (!(error instanceof Failure) || error.status === 125) throw error;
      throw new Failure(`service ${name}: ${error.message}`);
    }
  }
  return specs;
}

function* deployServices(
  client: Client,
  stack: Namespace,
  specs: ReadonlyMap<string, ServiceSpec>,
  resolve: string,
): Blocking<string[]> {
  const existing = new Map((yield* stackServices(client, stack)).map((service) => [service.Spec.Name, service]));
  const ids: string[] = [];
  for (const spec of specs.values()) {
    const service = existing.get(spec.Name);
    if (service === undefined) {
      yield* client.print(`Creating service ${spec.Name}`);
      const created = createService(client, spec, resolve !== 'never', false);
      ids.push(yield* prefixed(`failed to create service ${spec.Name}`, created));
      continue;
    }
    yield* client.print(`Updating service ${spec.Name} (id: ${service.ID})`);
    const isSame = spec.TaskTemplate.ContainerSpec?.Image === service.Spec.Labels[IMAGE_LABEL];
    const queryRegistry = resolve === 'always' || (resolve === 'changed' && !isSame);
    const wanted = keptParts(spec, service, isSame && !queryRegistry);
    yield* prefixed(`failed to update service ${spec.Name}`, updateService(client, service, wanted, { queryRegistry }));
    ids.push(service.ID);
  }
  return ids;
}

/** What a deployment leaves as it is: how often tasks were forced anew, and the image where it is the same by name. */
function keptParts(spec: ServiceSpec, service: ServiceResource, keepsImage: boolean): ServiceSpec {
  const { ContainerSpec: container, ...task } = spec.TaskTemplate;
  const { ContainerSpec: before, ForceUpdate } = service.Spec.TaskTemplate;
  return {
    ...spec,
    TaskTemplate: {
      ...task,
      ...(container && {
        ContainerSpec: { ...container, ...(keepsImage && before && { Image: before.Image }) },
      }),
      ForceUpdate,
    },
  };
}

function* prefixed<T>(prefix: string, body: Blocking<T>): Blocking<T> {
  try {
    return yield* body;
  } catch (error) {
    if (!(error instanceof Failure) || error.status === 125) throw error;
    throw new Failure(`${prefix}: ${error.message}`);
  }
}
