// The classic builder: instruction after instruction, each on an image of its own.
// Source: moby v28.5.2 builder/dockerfile/{builder,dispatchers,internals,evaluator,imageprobe}.go, api/server/backend/build.
// Not modelled: FROM scratch, ONBUILD, SHELL, owners; BuildKit, which this engine's client has no plugin for.
import { formatRfc3339Nano } from '../../base/time.ts';
import type { Blocking } from '../../des/task.ts';
import { ELF_MAGIC } from '../../host/executable.ts';
import type { FileSystem } from '../../host/fs.ts';
import { ApiError, invalid, notSimulated } from '../api/errors.ts';
import { childImage } from '../containers/commit.ts';
import type { Daemon } from '../daemon.ts';
import { shortId } from '../ids.ts';
import { imageEvent } from '../images/events.ts';
import { digestOf, type Image, type ImageConfig, type Layer, makeLayer, unpackImage } from '../images/image.ts';
import { copiedEntries } from './copy.ts';
import { expand, type Instruction, jsonWords, keyValues, splitWords } from './dockerfile.ts';
import { commandOf, configured, variablesOf } from './instructions.ts';
import { removeStep, runToEnd, type Say, stepContainer } from './run-step.ts';

export interface BuildOptions {
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly target: string;
  readonly noCache: boolean;
  readonly remove: boolean;
  readonly network: string;
}

/** A RUN that failed; `code` is its status. */
export class BuildFailure extends Error {
  override name = 'BuildFailure';
  readonly code: number;
  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

/** Where the files of the context lie in the file system that holds them. */
export const CONTEXT = '/context';

const SHELL = '/bin/sh -c #(nop) ';
/** Build arguments that need no ARG. Source: builder/dockerfile/buildargs.go builtinAllowedBuildArgs. */
const BUILTIN_ARGS = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'];

interface Stage {
  readonly name: string;
  image: Image;
  /** It has a CMD of its own, which an ENTRYPOINT leaves as it is. */
  hasCommand: boolean;
  /** Build arguments that count, by name. */
  readonly args: Map<string, string>;
}

export class Builder {
  readonly #daemon: Daemon;
  readonly #context: FileSystem;
  readonly #options: BuildOptions;
  readonly #say: Say;
  readonly #stages: Stage[] = [];
  readonly #meta = new Map<string, string>();
  readonly #consumed = new Set<string>();
  constructor(daemon: Daemon, context: FileSystem, options: BuildOptions, say: Say) {
    this.#daemon = daemon;
    this.#context = context;
    this.#options = options;
    this.#say = say;
  }

  /** Builds; answers the last stage's image. */
  *build(instructions: readonly Instruction[]): Blocking<Image> {
    const wanted = this.#upTo(instructions);
    for (const [at, instruction] of wanted.entries()) {
      yield* this.#say(`Step ${at + 1}/${wanted.length} : ${instruction.text}\n`);
      const stage = this.#stages.at(-1);
      if (instruction.name === 'FROM') this.#from(instruction);
      else if (stage === undefined) {
        this.#metaArgument(instruction);
        continue;
      } else yield* this.#dispatch(stage, instruction);
      yield* this.#say(` ---> ${shortOf(this.#stages.at(-1)?.image)}\n`);
    }
    const unused = Object.keys(this.#options.buildArgs)
      .filter((name) => !this.#consumed.has(name) && !BUILTIN_ARGS.includes(name.toUpperCase()))
      .sort();
    if (unused.length > 0) {
      yield* this.#say(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed\n`);
    }
    const image = this.#stages.at(-1)?.image;
    if (image === undefined) throw new ApiError('System', 'No image was generated. Is your Dockerfile empty?');
    return image;
  }

  /** The instructions up to the end of the wanted stage, with the labels of the request. */
  #upTo(instructions: readonly Instruction[]): Instruction[] {
    const { target, labels } = this.#options;
    const starts = instructions.flatMap(({ name }, at) => (name === 'FROM' ? [at] : []));
    if (starts.length === 0) throw invalid('no build stage in current context');
    let end = instructions.length;
    if (target !== '') {
      const isTarget = (at: number, i: number) => stageName(instructions[at]) === target || String(i) === target;
      const index = starts.findIndex(isTarget);
      if (index < 0) throw invalid(`target stage ${JSON.stringify(target)} could not be found`);
      end = starts[index + 1] ?? end;
    }
    const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
    const rest = pairs.sort().join(' ');
    const label = { name: 'LABEL', flags: [], rest, text: `LABEL ${rest}`, line: 0 };
    return [...instructions.slice(0, end), ...(pairs.length > 0 ? [label] : [])];
  }

  #metaArgument({ name, rest, line }: Instruction): void {
    if (name !== 'ARG') throw invalid(`dockerfile parse error on line ${line}: no build stage in current context`);
    this.#readArgs(rest, this.#meta, this.#meta);
  }

  #readArgs(rest: string, into: Map<string, string>, variables: ReadonlyMap<string, string>): void {
    for (const word of splitWords(rest)) {
      const [key = '', ...value] = word.split('=');
      const given = this.#options.buildArgs[key];
      this.#consumed.add(key);
      if (given !== undefined) into.set(key, given);
      else if (value.length > 0) into.set(key, expand(value.join('='), variables));
      else if (this.#meta.has(key)) into.set(key, this.#meta.get(key) ?? '');
    }
  }

  #from(instruction: Instruction): void {
    const [term = ''] = splitWords(expand(instruction.rest, this.#meta));
    if (term === '') {
      throw invalid(`base name (${instruction.rest.split(/\s/)[0]}) should not be blank`);
    }
    if (term === 'scratch') throw notSimulated('FROM scratch');
    const stage = this.#stages.find(({ name }) => name === term.toLowerCase());
    const image = stage?.image ?? this.#daemon.images.find(term);
    if (image === undefined) {
      const name = term.replace(/:.*$/, '');
      const why = `pull access denied for ${name}, repository does not exist or may require 'docker login'`;
      throw new ApiError('NotFound', `${why}: denied: requested access to the resource is denied`);
    }
    this.#stages.push({
      name: stageName(instruction) ?? String(this.#stages.length),
      image,
      hasCommand: false,
      args: new Map(),
    });
  }

  *#dispatch(stage: Stage, instruction: Instruction): Blocking<void> {
    const variables = new Map([...stage.args, ...variablesOf(stage.image)]);
    switch (instruction.name) {
      case 'RUN':
        return yield* this.#run(stage, instruction);
      case 'COPY':
      case 'ADD':
        return yield* this.#copy(stage, instruction, variables);
      case 'ARG':
        this.#readArgs(instruction.rest, stage.args, variables);
        return yield* this.#commit(stage, stage.image, `${SHELL} ${instruction.text}`);
    }
    const changed = configured(stage.image, instruction, variables);
    if (changed === undefined) throw notSimulated(`the instruction ${instruction.name}`);
    if (instruction.name === 'CMD') stage.hasCommand = true;
    const inherits = instruction.name === 'ENTRYPOINT' && !stage.hasCommand;
    const config = inherits ? { ...changed, cmd: [] } : changed;
    const comment = commentOf(instruction, config, variables);
    const isPlace = instruction.name === 'WORKDIR' && this.#disk(stage.image).stat(config.workingDir) === undefined;
    const place = { name: config.workingDir.slice(1), type: 'directory' as const, text: '', target: '' };
    const layer = isPlace ? makeLayer([{ ...place, executable: true, modified: 0 }]) : undefined;
    yield* this.#commit(stage, config, comment, layer);
  }

  /** A step that only changes the configuration: a container is made of it all the same, and never started. */
  *#commit(stage: Stage, config: ImageConfig, createdBy: string, layer?: Layer): Blocking<void> {
    if (yield* this.#hit(stage, createdBy)) return;
    const container = stepContainer(this.#daemon, stage.image, createdBy.split(' '));
    yield* this.#say(` ---> Running in ${shortId(container.id)}\n`);
    this.#advance(stage, config, createdBy, layer);
    if (this.#options.remove) yield* removeStep(this.#daemon, container, this.#say);
  }

  *#run(stage: Stage, { rest, flags }: Instruction): Blocking<void> {
    const [flag] = flags;
    const buildKit = 'Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled';
    if (flag) throw invalid(`the --${flag.split('=')[0]} option requires BuildKit. ${buildKit}`);
    const command = commandOf(rest);
    const own = variablesOf(stage.image);
    const args = [...stage.args].filter(([name]) => !own.has(name)).map(([name, value]) => `${name}=${value}`);
    const createdBy = [...(args.length > 0 ? [`|${args.length}`, ...[...args].sort()] : []), ...command].join(' ');
    if (yield* this.#hit(stage, createdBy)) return;
    const env = [...stage.image.env, ...args];
    const container = stepContainer(this.#daemon, stage.image, command, { env, network: this.#options.network });
    yield* this.#say(` ---> Running in ${shortId(container.id)}\n`);
    const { exitCode, layer } = yield* runToEnd(this.#daemon, container, this.#say);
    if (exitCode !== 0) {
      throw new BuildFailure(`The command '${command.join(' ')}' returned a non-zero code: ${exitCode}`, exitCode);
    }
    this.#advance(stage, stage.image, createdBy, layer);
    if (this.#options.remove) yield* removeStep(this.#daemon, container, this.#say);
  }

  *#copy(stage: Stage, instruction: Instruction, variables: ReadonlyMap<string, string>): Blocking<void> {
    const { name, rest, flags } = instruction;
    if (flags.some((flag) => flag.startsWith('chmod='))) {
      const more = 'Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled';
      throw invalid(`the --chmod option requires BuildKit. ${more}`);
    }
    const owner = flags.find((flag) => flag.startsWith('chown='))?.slice('chown='.length) ?? 'root';
    if (!/^(root|0)(:(root|0))?$/.test(owner)) throw notSimulated('files of other owners than root');
    const words = (jsonWords(rest) ?? splitWords(rest)).map((word) => expand(word, variables));
    const target = words.pop() ?? '';
    if (words.length === 0) throw invalid(`${name} requires at least two arguments`);
    if (words.some((word) => /^(https?|git):/.test(word))) throw notSimulated('sources in the network');
    const place = target.startsWith('/') ? target : `${stage.image.workingDir.replace(/\/$/, '')}/${target}`;
    const from = flags.find((flag) => flag.startsWith('from='))?.slice('from='.length);
    const entries = copiedEntries({
      ...{ name, sources: words, target: place.replace(/\/\.\/?$/, '/'), image: this.#disk(stage.image) },
      from: from === undefined ? this.#context : this.#disk(this.#stageImage(from)),
      root: from === undefined ? CONTEXT : '',
    });
    const kind = entries.length > 1 ? 'dir' : 'file';
    const hash = digestOf(JSON.stringify(entries.map(({ modified: _modified, ...entry }) => entry)));
    const createdBy = `${SHELL}${name} ${kind}:${hash.slice('sha256:'.length)} in ${place} `;
    if (yield* this.#hit(stage, createdBy)) return;
    this.#advance(stage, stage.image, createdBy, makeLayer(entries));
  }

  #stageImage(term: string): Image {
    const stage = this.#stages.slice(0, -1).find(({ name }, i) => name === term.toLowerCase() || String(i) === term);
    const image = stage?.image ?? this.#daemon.images.find(term);
    if (image) return image;
    throw invalid(
      `invalid from flag value ${term}: pull access denied for ${term}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    );
  }

  /** An image's files, programs included. */
  #disk(image: Image): FileSystem {
    const disk = this.#daemon.machine.createFileSystem(this.#daemon.machine.kernel.rootNs);
    unpackImage(disk, image);
    for (const path of this.#daemon.programsFor(image.programs).keys()) {
      disk.makeDirectory(path.slice(0, path.lastIndexOf('/')), true);
      if (disk.stat(path, false) === undefined) disk.writeFile(path, ELF_MAGIC, { executable: true });
    }
    return disk;
  }

  /** Takes the image that the same step has made before, if there is one. */
  *#hit(stage: Stage, createdBy: string): Blocking<boolean> {
    if (this.#options.noCache) return false;
    const known = this.#daemon.images
      .images()
      .find(({ parent, history }) => parent === stage.image.id && history.at(-1)?.createdBy === createdBy);
    if (known === undefined) return false;
    stage.image = known;
    yield* this.#say(' ---> Using cache\n');
    return true;
  }

  #advance(stage: Stage, config: ImageConfig, createdBy: string, layer: Layer | undefined): void {
    const created = formatRfc3339Nano(this.#daemon.now());
    const isEmpty = layer === undefined || (layer.entries.length === 0 && layer.removed.length === 0);
    const step = { created, createdBy, comment: '', author: '' };
    stage.image = this.#daemon.images.add(childImage(stage.image, config, step, isEmpty ? undefined : layer));
    imageEvent(this.#daemon, stage.image, 'create');
  }
}

function shortOf(image: Image | undefined): string {
  return image?.id.slice('sha256:'.length).slice(0, 12) ?? '';
}

function stageName(instruction: Instruction | undefined): string | undefined {
  return /\sAS\s+(\S+)\s*$/i.exec(instruction?.rest ?? '')?.[1]?.toLowerCase();
}

/** The command that stands for a step which runs none. */
function commentOf({ name, rest }: Instruction, config: ImageConfig, variables: ReadonlyMap<string, string>): string {
  const list = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(' ')}]`;
  const pairs = (): string =>
    keyValues(expand(rest, variables), name)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ');
  switch (name) {
    case 'CMD':
      return `${SHELL} CMD ${list(config.cmd)}`;
    case 'ENTRYPOINT':
      return `${SHELL} ENTRYPOINT ${list(config.entrypoint ?? [])}`;
    case 'ENV':
    case 'LABEL':
      return `${SHELL} ${name} ${pairs()}`;
    case 'WORKDIR':
      return `${SHELL}WORKDIR ${config.workingDir}`;
    case 'VOLUME':
      return `${SHELL} VOLUME [${(jsonWords(rest) ?? splitWords(rest)).join(' ')}]`;
    default:
      return `${SHELL} ${name} ${expand(rest, variables)}`;
  }
}
