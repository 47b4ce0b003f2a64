// From files to one model: parsed, interpolated, extended, reset, with what they include, merged, checked, in its long form.
// Source: compose-spec/compose-go loader/loader.go (loadYamlModel, loadYamlFile), loader/{extends,include,reset}.go.
// Not modelled: files from elsewhere than this machine.
import { Failure } from '../../cli/failure.ts';
import { canonicalModel } from './canonical.ts';
import { checkValues } from './consistency.ts';
import { Extender } from './extends.ts';
import { included } from './include.ts';
import { type Interpolation, interpolate } from './interpolate.ts';
import { mergeModels } from './merge.ts';
import { defaultSecretTarget } from './mounts.ts';
import { withAbsolutePaths } from './paths.ts';
import { resetModel } from './reset.ts';
import { composeFile } from './schema.ts';
import { uniqueModel } from './unique.ts';
import { schemaComplaint } from './validate.ts';
import { isMap, listOf, mapOf, mapValues, type Value, type ValueMap, without } from './values.ts';
import { parseYaml, type YamlDocument } from './yaml.ts';

/** A file's text, or an error. */
export interface FileSource {
  read(path: string): string;
  /** Is it a file, a directory, or nothing? */
  kind(path: string): 'file' | 'directory' | 'none';
}

export interface ReadContext {
  readonly source: FileSource;
  readonly env: ReadonlyMap<string, string>;
  readonly interpolated: boolean;
  /** Are relative paths made absolute? */
  readonly resolvesPaths: boolean;
  readonly warn: (message: string) => void;
}

/** All documents of all files, each over those before. `workingDir` is what their paths are relative to. */
export function readModel(
  files: readonly string[],
  workingDir: string,
  context: ReadContext,
  chain: readonly string[] = [],
): ValueMap {
  let model: ValueMap = {};
  for (const path of files) model = readFile(model, path, workingDir, context, [...chain, path]);
  model = withDefaults(model);
  checkValues(model);
  if (!context.resolvesPaths) return model;
  return withAbsolutePaths(model, workingDir, context.env.get('HOME') ?? '/');
}

function readFile(
  before: ValueMap,
  path: string,
  workingDir: string,
  context: ReadContext,
  chain: readonly string[],
): ValueMap {
  const extender = new Extender(context, (file) => rawDocuments(file, context));
  let model = before;
  for (const { value, resets } of rawDocuments(path, context)) {
    const extended = extender.apply(value, path, resets);
    model = resetModel(model, resets);
    const whole = included(extended, workingDir, context, chain, readModel);
    model = uniqueModel(mergeModels(model, whole));
    const complaint = schemaComplaint(model, composeFile);
    if (complaint !== undefined) throw new Failure(`validating ${path}: ${complaint}`);
    if ('version' in model) {
      context.warn(
        `${path}: the attribute \`version\` is obsolete, it will be ignored, please remove it to avoid potential confusion`,
      );
    }
    model = uniqueModel(canonicalModel(without(model, 'version'), context.interpolated));
  }
  return model;
}

/** The documents of a file with their variables replaced. */
function rawDocuments(path: string, context: ReadContext): { value: ValueMap; resets: YamlDocument['resets'] }[] {
  return documents(path, context.source.read(path)).map(({ value, resets }) => {
    if (!isMap(value)) throw new Failure('top-level object must be a mapping');
    const interpolation: Interpolation = { env: context.env, warn: context.warn };
    return { value: context.interpolated ? interpolate(value, interpolation) : value, resets };
  });
}

function documents(path: string, text: string): YamlDocument[] {
  try {
    return parseYaml(text);
  } catch (error) {
    throw error instanceof Failure ? new Failure(`failed to parse ${path}: ${error.message}`) : error;
  }
}

/** transform/defaults.go: what a service leaves unsaid of its secrets, ports and build. */
function withDefaults(model: ValueMap): ValueMap {
  if (!isMap(model.services)) return model;
  const service = (value: Value): Value => {
    const { secrets, ports, build } = mapOf(value);
    return {
      ...mapOf(value),
      ...(secrets !== undefined && { secrets: listOf(secrets).map(defaultSecretTarget) }),
      ...(ports !== undefined && {
        ports: listOf(ports).map((port) => (isMap(port) ? { mode: 'ingress', protocol: 'tcp', ...port } : port)),
      }),
      ...(isMap(build) && { build: { context: '.', ...build } }),
    };
  };
  return { ...model, services: mapValues(model.services, service) };
}
