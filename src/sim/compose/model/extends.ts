// Services that begin as another one: `extends`, in the same file or in another.
// Source: compose-spec/compose-go loader/extends.go, override/extends.go, loader/loader.go cycleTracker.
// Not modelled: files from elsewhere than this machine.
import { Failure } from '../../cli/failure.ts';
import { canonicalModel } from './canonical.ts';
import { parentOf } from './locate.ts';
import { mergeModels, mergeService } from './merge.ts';
import { absolutePath, withAbsolutePaths } from './paths.ts';
import type { ReadContext } from './read.ts';
import { resetModel } from './reset.ts';
import { uniqueModel } from './unique.ts';
import { isMap, mapOf, textOf, type Value, type ValueMap, without } from './values.ts';
import type { YamlDocument } from './yaml.ts';

type Resets = YamlDocument['resets'];
type Read = (path: string) => { readonly value: ValueMap; readonly resets: Resets }[];

interface Reference {
  readonly file: string;
  readonly service: string;
}

/** Where a service that is extended is looked for. */
interface Place {
  readonly services: ValueMap;
  /** As messages name it, and as it is found. */
  readonly name: string;
  readonly path: string;
  readonly resets: Resets;
}

export class Extender {
  readonly #context: ReadContext;
  readonly #read: Read;
  constructor(context: ReadContext, read: Read) {
    this.#context = context;
    this.#read = read;
  }

  /** A document with all its services extended. */
  apply(document: ValueMap, path: string, resets: Resets): ValueMap {
    if (document.services === undefined) return document;
    if (!isMap(document.services)) throw new Failure('services must be a mapping');
    const services: ValueMap = { ...document.services };
    const place: Place = { services, name: path, path, resets };
    for (const name of Object.keys(services)) services[name] = this.#extended(name, place, []);
    return { ...document, services };
  }

  #extended(name: string, place: Place, before: readonly Reference[]): Value {
    const service = place.services[name] ?? null;
    if (service === null) return null;
    if (!isMap(service)) throw new Failure(`services.${name} must be a mapping`);
    if (!('extends' in service)) return service;
    const { target, file } = targetOf(name, service.extends ?? null);
    const base = file === undefined ? this.#here(name, target, place) : this.#elsewhere(name, target, file, place);
    const chain = tracked(before, { file: file ?? place.name, service: name });
    const source = this.#extended(target, base, chain);
    if (!isMap(source)) return service;
    const cleared = mapOf(mapOf(resetModel({ services: { [name]: source } }, place.resets).services)[name]);
    const merged = without(mergeService(cleared, service), 'extends');
    place.services[name] = merged;
    return merged;
  }

  #here(name: string, target: string, place: Place): Place {
    if (Object.hasOwn(place.services, target)) return place;
    throw new Failure(`cannot extend service "${name}" in ${place.name}: service "${target}" not found`);
  }

  #elsewhere(name: string, target: string, file: string, place: Place): Place {
    const path = absolutePath(file, parentOf(place.path), this.#context.env.get('HOME') ?? '/');
    let model: ValueMap = {};
    let resets: Resets = [];
    for (const document of this.#read(path)) {
      resets = document.resets;
      model = uniqueModel(
        canonicalModel(uniqueModel(mergeModels(resetModel(model, resets), document.value)), this.#context.interpolated),
      );
    }
    const where = `cannot extend service "${name}" in`;
    if (!('services' in model)) throw new Failure(`${where} ${path}: no services section`);
    if (!isMap(model.services)) throw new Failure(`${where} ${path}: services must be a mapping`);
    if (!Object.hasOwn(model.services, target)) {
      throw new Failure(`${where} ${place.name}: service "${target}" not found in ${file}`);
    }
    const services = mapOf(withAbsolutePaths(model, parentOf(path), this.#context.env.get('HOME') ?? '/').services);
    return { services: { ...services }, name: file, path, resets };
  }
}

function targetOf(name: string, value: Value): { readonly target: string; readonly file?: string } {
  if (!isMap(value)) return { target: textOf(value) };
  if (typeof value.service !== 'string') throw new Failure(`extends.${name}.service is required`);
  return { target: value.service, ...(typeof value.file === 'string' && { file: value.file }) };
}

/** The chain with one more; throws when it comes round. */
function tracked(before: readonly Reference[], next: Reference): Reference[] {
  const [first] = before;
  if (first && before.some((one) => one.file === next.file && one.service === next.service)) {
    const rest = [...before.slice(1), next].map(({ service, file }) => `  extends ${service} in ${file}`);
    throw new Failure(['Circular reference:', `  ${first.service} in ${first.file}`, ...rest].join('\n'));
  }
  return [...before, next];
}
