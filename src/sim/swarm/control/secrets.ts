// Secrets and configs at the leader: small files that services name.
// Source: swarmkit manager/controlapi/{secret,config}.go, api/validation/secrets.go.
// Not modelled: drivers and templates.
import type { RandomStream } from '../../base/random.ts';
import type { Blocking } from '../../des/task.ts';
import { SwarmError } from '../errors.ts';
import type { Config, Secret, Service } from '../objects.ts';
import { newId } from '../store/identity.ts';
import type { Store } from '../store/store.ts';
import { StoreConflict } from '../store/tables.ts';
import { invalid, validateSecretName } from './names.ts';

type Kind = 'secret' | 'config';
type File = Secret & Config;

/** MaxSecretSize, MaxConfigSize: bytes. */
const maxSizes: Readonly<Record<Kind, number>> = { secret: 500 * 1024, config: 1000 * 1024 };

/** How many bytes a base64 text stands for. */
function sizeOf(data: string): number {
  return Math.floor((data.replace(/=+$/, '').length * 3) / 4);
}

function refersTo(kind: Kind, service: Service, id: string): boolean {
  const container = service.Spec.TaskTemplate.ContainerSpec;
  return kind === 'secret'
    ? (container?.Secrets ?? []).some((reference) => reference.SecretID === id)
    : (container?.Configs ?? []).some((reference) => reference.ConfigID === id);
}

/** One of the two tables. */
export class FileControl {
  readonly #kind: Kind;
  readonly #store: Store;
  readonly #random: RandomStream;

  constructor(kind: Kind, store: Store, random: RandomStream) {
    this.#kind = kind;
    this.#store = store;
    this.#random = random;
  }

  *create(spec: File['Spec']): Blocking<File> {
    validateSecretName(spec.Name);
    const size = sizeOf(spec.Data ?? '');
    const most = maxSizes[this.#kind];
    if (size >= most || size < 1) {
      throw invalid(`${this.#kind} data must be larger than 0 and less than ${most} bytes`);
    }
    const id = newId(this.#random);
    try {
      yield* this.#store.update((tx) => tx.create(this.#kind, { ID: id, Spec: spec }));
    } catch (error) {
      if (!(error instanceof StoreConflict) || error.kind !== 'name') throw error;
      throw new SwarmError('AlreadyExists', `${this.#kind} ${spec.Name} already exists`);
    }
    return this.shown(this.#get(id));
  }

  *update(id: string, version: number, spec: File['Spec']): Blocking<File> {
    yield* this.#store.update((tx) => {
      const file = tx.get(this.#kind, id);
      if (file === undefined) throw this.#notFound(id);
      if (file.Spec.Name !== spec.Name || (spec.Data !== undefined && spec.Data !== file.Spec.Data)) {
        throw invalid('only updates to Labels are allowed');
      }
      tx.update(this.#kind, {
        ...file,
        Version: { Index: version },
        Spec: { ...file.Spec, Labels: spec.Labels },
      });
    });
    return this.shown(this.#get(id));
  }

  *remove(id: string): Blocking<void> {
    yield* this.#store.update((tx) => {
      const file = tx.get(this.#kind, id);
      if (file === undefined) throw new SwarmError('NotFound', `could not find ${this.#kind} ${id}`);
      const users = [...tx.all('service')].filter((service) => refersTo(this.#kind, service, id));
      if (users.length > 0) {
        const services = users.length === 1 ? 'service' : 'services';
        const names = users.map((service) => service.Spec.Name).join(', ');
        throw invalid(`${this.#kind} '${file.Spec.Name}' is in use by the following ${services}: ${names}`);
      }
      tx.delete(this.#kind, id);
    });
  }

  /** A secret's data is never shown. */
  shown(file: File): File {
    if (this.#kind === 'config') return file;
    const { Data: _, ...Spec } = file.Spec;
    return { ...file, Spec };
  }

  #get(id: string): File {
    const file = this.#store.get(this.#kind, id);
    if (file === undefined) throw this.#notFound(id);
    return file;
  }

  #notFound(id: string): SwarmError {
    return new SwarmError('NotFound', `${this.#kind} ${id} not found`);
  }
}
