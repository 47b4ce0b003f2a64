// What a docker sub-command is: one entry of one table, from which dispatch, help and completion derive.
// Source: spf13/cobra Command; docker/cli cli/required.go for the argument rules.
// Not modelled: experimental and API-version annotations.
import type { Blocking, Completion, Sys } from '../host/sys.ts';
import type { Client } from './client.ts';
import type { Flag, Options } from './flags.ts';

/** How many arguments a command takes. */
export type ArgumentRule =
  | { readonly kind: 'exact'; readonly count: number }
  | { readonly kind: 'min'; readonly count: number }
  | { readonly kind: 'max'; readonly count: number }
  | { readonly kind: 'range'; readonly min: number; readonly max: number };

/** What a positional argument names, for completion. */
export type Names =
  | 'container'
  | 'running'
  | 'network'
  | 'image'
  | 'volume'
  | 'service'
  | 'node'
  | 'stack'
  | 'secret'
  | 'config';

/** What a command needs of the engine to be shown in help: a manager of a swarm, or a member of one. */
export type SwarmNeed = 'manager' | 'active';

/** A command that does something. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly name: string;
  readonly swarm?: SwarmNeed;
  readonly aliases?: readonly string[];
  /** What follows the name in the usage line: `[OPTIONS] NETWORK`. */
  readonly synopsis: string;
  readonly short: string;
  /** What its own --help says instead of `short`. */
  readonly long?: string;
  /** All full names, as --help lists them: `docker container ls, docker ps`. */
  readonly aliasText?: string;
  readonly args: ArgumentRule;
  readonly flags: readonly Flag[];
  /** False where the first argument ends the flags: docker run, exec, top. */
  readonly interspersed?: boolean;
  /** What its arguments name, in order; the last one repeats. */
  readonly names?: readonly Names[];
  /** Answers the exit status, 0 if it says nothing. */
  run(client: Client, options: Options): Blocking<number | undefined>;
}

/** A command that only has sub-commands. */
export interface Group {
  readonly kind: 'group';
  readonly name: string;
  readonly swarm?: SwarmNeed;
  readonly short: string;
  readonly commands: readonly Command[];
}

/** A command of the real client that is not simulated. */
export interface Absent {
  readonly kind: 'absent';
  readonly name: string;
  readonly short: string;
  /** It has sub-commands, so --help lists it among the management commands. */
  readonly group?: boolean;
}

/** A program of its own that the client hands the rest of the line to. */
export interface Plugin {
  readonly kind: 'plugin';
  readonly name: string;
  readonly short: string;
  /** `columns` is the width for help. */
  main(client: Client, argv: readonly string[], columns: number): Blocking<number>;
  /** Words that may follow those typed after the plugin's name, the last one unfinished. */
  complete(sys: Sys, words: readonly string[]): Completion[];
}

export type Command = Leaf | Group | Absent | Plugin;

/** What --help tells of a command. */
export type Described = Omit<Leaf, 'run' | 'names' | 'args'>;

export const exactly = (count: number): ArgumentRule => ({ kind: 'exact', count });
export const atLeast = (count: number): ArgumentRule => ({ kind: 'min', count });
export const atMost = (count: number): ArgumentRule => ({ kind: 'max', count });
export const between = (min: number, max: number): ArgumentRule => ({ kind: 'range', min, max });
export const absent = (name: string, short: string): Absent => ({ kind: 'absent', name, short });
export const absentGroup = (name: string, short: string): Absent => ({ kind: 'absent', name, short, group: true });

/** The sub-command that a word means, by name or alias. */
export function findCommand(commands: readonly Command[], word: string): Command | undefined {
  return commands.find((c) => c.name === word || (c.kind === 'leaf' && c.aliases?.includes(word)));
}

/** A top-level shortcut for a command of a group: `docker ps` for `docker container ls`. */
export function shortcut(command: Leaf, name = command.name): Leaf {
  const { aliases: _aliases, ...rest } = command;
  return { ...rest, name };
}
