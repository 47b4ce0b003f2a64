// Compose as the docker client's plugin: finds the sub-command, reads its flags, runs it; and completes its words.
// Source: docker/compose cmd/main.go, cmd/compose/compose.go, completion.go; spf13/cobra args.go, command.go.
// Not modelled: running as a program of its own; `docker compose completion`.
import type { Client } from '../cli/client.ts';
import type { Plugin } from '../cli/command.ts';
import { Failure, notSimulated } from '../cli/failure.ts';
import { type Flag, type Options, parseFlags } from '../cli/flags.ts';
import { helpFlag } from '../cli/globals.ts';
import { checkArguments as checkDockerArguments, groupHelp, leafHelp } from '../cli/help.ts';
import { flagUsages } from '../cli/usage.ts';
import type { Blocking, Completion, Sys } from '../host/sys.ts';
import { type ComposeCommand, Invocation } from './command.ts';
import { version } from './commands/look.ts';
import { composeCommands, composeFlags, dryRunFlag } from './group.ts';
import { loadProject } from './model/load.ts';

const PATH = 'docker compose';

export const compose: Plugin = {
  kind: 'plugin',
  name: 'compose',
  short: 'Docker Compose',
  main: runCompose,
  complete: completeCompose,
};

const globalFlags: readonly Flag[] = [...composeFlags, dryRunFlag];

function* runCompose(client: Client, argv: readonly string[], columns: number): Blocking<number> {
  const globals = parseFlags([...globalFlags, helpFlag], argv, client.sys.env, false);
  const [word, ...rest] = globals.args;
  if (globals.bool('version') && word === undefined) {
    return (yield* version.run(new Invocation(client, globals), parseFlags([], [], client.sys.env))) ?? 0;
  }
  const help = composeHelp(columns);
  if (globals.bool('help') || word === undefined) {
    yield* client.sys.print(help);
    return 0;
  }
  refuseOthers(globalFlags, globals, PATH);
  if (word === 'help') return yield* helpOn(client, rest, columns);
  const command = composeCommands.find((each) => each.name === word);
  if (!command) {
    yield* client.sys.print(help);
    throw new Failure(`unknown docker command: ${JSON.stringify(`compose ${word}`)}`);
  }
  if (command.kind === 'absent') throw notSimulated(`${PATH} ${word}`);
  return yield* runCommand(client, globals, command, rest, columns);
}

function* runCommand(
  client: Client,
  globals: Options,
  command: ComposeCommand,
  argv: readonly string[],
  columns: number,
): Blocking<number> {
  const path = `${PATH} ${command.name}`;
  const flags = [...command.flags, dryRunFlag];
  const options = parseFlags([...flags, helpFlag], argv, client.sys.env, command.interspersed ?? true);
  if (options.bool('help')) {
    yield* client.sys.print(leafHelp(path, { ...command, flags }, columns));
    return 0;
  }
  checkArguments(path, command, options.args);
  refuseOthers(flags, options, path);
  const invocation = new Invocation(client, globals);
  invocation.checkProgress();
  return (yield* command.run(invocation, options)) ?? 0;
}

function* helpOn(client: Client, topic: readonly string[], columns: number): Blocking<number> {
  const command = composeCommands.find((each) => each.name === topic[0]);
  if (command?.kind === 'absent') throw notSimulated(`${PATH} ${command.name}`);
  const flags = [...(command?.flags ?? []), dryRunFlag];
  const help = command ? leafHelp(`${PATH} ${command.name}`, { ...command, flags }, columns) : composeHelp(columns);
  yield* client.sys.print(help);
  return 0;
}

function composeHelp(columns: number): string {
  return groupHelp(
    PATH,
    { short: 'Define and run multi-container applications with Docker', commands: composeCommands },
    { synopsis: '[OPTIONS] COMMAND', options: flagUsages(globalFlags, columns).trimEnd() },
  );
}

/** Flags whose effect is not simulated. */
function refuseOthers(flags: readonly Flag[], options: Options, path: string): void {
  for (const f of flags) {
    if (f.onlySimulated === undefined || !options.changed(f.name)) continue;
    const allowed = [f.default ?? '', ...f.onlySimulated, ...(f.type === 'bool' ? ['false'] : [])];
    if (options.list(f.name).some((value) => !allowed.includes(value))) throw notSimulated(`${path} --${f.name}`);
  }
}

/** Cobra's own words for most commands, the docker client's for a few. */
function checkArguments(path: string, command: ComposeCommand, args: readonly string[]): void {
  const rule = command.args;
  const count = args.length;
  if (command.complains === 'docker') {
    checkDockerArguments(path, command, count);
    return;
  }
  switch (rule.kind) {
    case 'min':
      if (count < rule.count) throw new Failure(`requires at least ${rule.count} arg(s), only received ${count}`);
      return;
    case 'max':
      if (count > rule.count) throw new Failure(`accepts at most ${rule.count} arg(s), received ${count}`);
      return;
    case 'range':
      if (count >= rule.min && count <= rule.max) return;
      throw new Failure(`accepts between ${rule.min} and ${rule.max} arg(s), received ${count}`);
    case 'exact':
      if (count > 0) throw new Failure(`unknown command ${JSON.stringify(args[0])} for ${JSON.stringify(path)}`);
  }
}

/** Sub-commands, flags, and the services of the project that the words so far mean. */
function completeCompose(sys: Sys, words: readonly string[]): Completion[] {
  const word = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  let globals: Options;
  try {
    globals = parseFlags([...globalFlags, helpFlag], before, sys.env, false);
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
  const [name, ...rest] = globals.args;
  const command = composeCommands.find((each) => each.name === name);
  if (word.startsWith('-')) {
    const flags = name === undefined ? globalFlags : command?.kind === 'leaf' ? [...command.flags, dryRunFlag] : [];
    return flags
      .filter((f) => !f.hidden && `--${f.name}`.startsWith(word))
      .map((f) => ({ text: `--${f.name}`, note: f.usage.split('\n')[0] ?? '' }));
  }
  if (name === undefined) {
    return composeCommands
      .filter((each) => each.name.startsWith(word))
      .map((each) => ({ text: each.name, note: each.short }));
  }
  if (command?.kind !== 'leaf' || command.services === undefined) return [];
  const typed = rest.filter((each) => !each.startsWith('-'));
  if (command.services === 'first' && typed.length > 0) return [];
  return servicesOf(sys, globals).filter((service) => service.text.startsWith(word) && !typed.includes(service.text));
}

function servicesOf(sys: Sys, globals: Options): Completion[] {
  try {
    const project = loadProject(sys, globals, [], () => undefined);
    return [...project.services.values()].map(({ name, config }) => ({
      text: name,
      ...(typeof config.image === 'string' && { note: config.image }),
    }));
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}
