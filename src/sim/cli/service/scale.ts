// docker service scale
// Source: docker/cli v28.5.2 cli/command/service/scale.go.
// Not modelled: nothing.
import type { ServiceMode } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Failure, joined } from '../failure.ts';
import { cut } from '../flags.ts';
import { inspectService, updateService } from './api-calls.ts';
import { detachFlag } from './flags.ts';
import { waitOnService } from './progress.ts';

const SYNOPSIS = 'SERVICE=REPLICAS [SERVICE=REPLICAS...]';
const SHORT = 'Scale one or multiple replicated services';
/** Go's largest uint64, as a text of as many digits compares. */
const LARGEST = '18446744073709551615';

export const scale: Leaf = {
  kind: 'leaf',
  name: 'scale',
  synopsis: SYNOPSIS,
  short: SHORT,
  args: atLeast(1),
  names: ['service'],
  flags: [detachFlag],
  *run(client, options) {
    for (const word of options.args) checkSpecifier(word);
    const failures: Failure[] = [];
    const scaled: string[] = [];
    const guarded = function* (name: string, body: Blocking<unknown>): Blocking<void> {
      try {
        yield* body;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(new Failure(`${name}: ${error.message}`, error.status));
      }
    };
    for (const word of options.args) {
      const [name, replicas] = cut(word, '=');
      yield* guarded(name, scaleOne(client, name, replicas, scaled));
    }
    if (!options.bool('detach')) {
      for (const name of scaled) yield* guarded(name, waitOnService(client, name, false));
    }
    joined(failures);
    return 0;
  },
};

function checkSpecifier(word: string): void {
  const [name, replicas] = cut(word, '=');
  if (name !== '' && replicas !== '') return;
  const path = 'docker service scale';
  throw new Failure(
    `invalid scale specifier '${word}'.\nSee '${path} --help'.\n\nUsage:  ${path} ${SYNOPSIS}\n\n${SHORT}`,
  );
}

function* scaleOne(client: Client, name: string, text: string, scaled: string[]): Blocking<void> {
  const replicas = replicaCount(text);
  const service = yield* inspectService(client, name);
  yield* updateService(client, service, { ...service.Spec, Mode: scaledMode(service.Spec.Mode, replicas) });
  yield* client.print(`${name} scaled to ${replicas}`);
  scaled.push(name);
}

function replicaCount(text: string): number {
  const digits = text.replace(/^0+(?=\d)/, '');
  const isLarge = digits.length > LARGEST.length || (digits.length === LARGEST.length && digits > LARGEST);
  if (/^\d+$/.test(text) && !isLarge) return Number(text);
  const why = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
  throw new Failure(`invalid replicas value ${text}: strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`);
}

function scaledMode(mode: ServiceMode, replicas: number): ServiceMode {
  if ('Replicated' in mode) return { Replicated: { Replicas: replicas } };
  if ('ReplicatedJob' in mode) return { ReplicatedJob: { ...mode.ReplicatedJob, TotalCompletions: replicas } };
  throw new Failure('scale can only be used with replicated or replicated-job mode');
}
