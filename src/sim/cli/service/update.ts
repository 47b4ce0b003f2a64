// docker service update
// Source: docker/cli v28.5.2 cli/command/service/update.go.
// Not modelled: content trust, generic resources, credential specs.
import type { ServiceSpec } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import type { Options } from '../flags.ts';
import { inspectService, updateService } from './api-calls.ts';
import { findConfigs, findSecrets, parseFile } from './file-references.ts';
import { waitOnService } from './progress.ts';
import { updateFlags } from './update-flags.ts';
import { changedSpec } from './update-spec.ts';

/** The flags that may stand beside --rollback. */
const BESIDE_ROLLBACK = ['rollback', 'detach', 'quiet'];

export const update: Leaf = {
  kind: 'leaf',
  name: 'update',
  synopsis: '[OPTIONS] SERVICE',
  short: 'Update a service',
  args: exactly(1),
  names: ['service'],
  flags: updateFlags,
  *run(client, options) {
    const [name = ''] = options.args;
    const service = yield* inspectService(client, name);
    const rollback = options.bool('rollback');
    if (rollback && [...options.given].some((flag) => !BESIDE_ROLLBACK.includes(flag))) {
      throw new Failure('other flags may not be combined with --rollback');
    }
    const changed = yield* changedSpec(client, service.Spec, options);
    const spec = yield* withFiles(client, changed, options);
    yield* updateService(client, service, spec, {
      rollback,
      queryRegistry: options.changed('image') && !options.bool('no-resolve-image'),
      registryAuthFrom: 'spec',
    });
    yield* client.print(name);
    return options.bool('detach') ? 0 : yield* waitOnService(client, name, options.bool('quiet'));
  },
};

/** Secrets and configs, those taken away and those added. */
function* withFiles(client: Client, spec: ServiceSpec, options: Options): Blocking<ServiceSpec> {
  const container = spec.TaskTemplate.ContainerSpec;
  if (container === undefined) return spec;
  const [secretsGone, configsGone] = [options.list('secret-rm'), options.list('config-rm')];
  const requests = (kind: 'secret' | 'config') => options.list(`${kind}-add`).map((value) => parseFile(kind, value));
  const Secrets = [
    ...(container.Secrets ?? []).filter(({ SecretName }) => !secretsGone.includes(SecretName)),
    ...(yield* findSecrets(client, requests('secret'))),
  ];
  const Configs = [
    ...(container.Configs ?? []).filter(({ ConfigName }) => !configsGone.includes(ConfigName)),
    ...(yield* findConfigs(client, requests('config'))),
  ];
  return {
    ...spec,
    TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: { ...container, Secrets, Configs } },
  };
}
