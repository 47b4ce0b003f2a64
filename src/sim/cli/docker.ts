// The `docker` program: finds the sub-command, reads its flags, runs it, and turns failures into text and exit status.
// Source: docker/cli cmd/docker/docker.go, cli/cobra.go; spf13/cobra command.go (Traverse, execute).
// Not modelled: plugins other than Compose, contexts, configuration files, telemetry.
import type { Blocking, Program, Sys } from '../host/sys.ts';
import { Client } from './client.ts';
import { type Command, findCommand, type Group, type Leaf, type SwarmNeed } from './command.ts';
import { commandWords, dynamicWords, pluginWords } from './complete.ts';
import { Branch, runUntil } from './concurrent.ts';
import { Failure, notSimulated } from './failure.ts';
import { type Options, parseFlags } from './flags.ts';
import { checkLogLevel, globalFlags, helpFlag, socketOf } from './globals.ts';
import { checkArguments, flagFailure, groupHelp, leafHelp, rootHelp, usageLine } from './help.ts';
import { Interrupts } from './interrupts.ts';
import { root, rootSections } from './root.ts';
import { CLIENT_BUILD, CLIENT_VERSION } from './version.ts';

/** Where a terminal tells no width, help is wrapped at this column. */
const DEFAULT_COLUMNS = 80;

const SHORT_HELP = 'Flag shorthand -h has been deprecated, use --help\n';

export const docker: Program = {
  name: 'docker',
  summary: 'the Docker client',
  *main(sys, argv) {
    const interrupts = new Interrupts(sys);
    const running = new Branch(runDocker(sys, argv.slice(1), interrupts));
    const ending = new Branch(interrupts.untilVerdict());
    try {
      yield* runUntil([running, ending], [running, ending]);
      if (running.result) return running.result.value;
      const { status, message } = ending.result?.value ?? { status: 1, message: '' };
      if (message !== '') yield* sys.error(message);
      return status;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.message !== '') yield* sys.error(`${error.message}\n`);
      return error.status;
    } finally {
      // Also when this is killed: connections close with the process.
      running.stop();
    }
  },
  complete: (sys, argv) => pluginWords(sys, root, argv) ?? commandWords(root, argv),
  completeLive: dynamicWords,
};

function* runDocker(sys: Sys, argv: readonly string[], interrupts: Interrupts): Blocking<number> {
  let globals: Options;
  try {
    globals = parseFlags([...globalFlags, helpFlag], argv, sys.env, false);
  } catch (error) {
    throw asFlagFailure(error, 'docker', 'docker [OPTIONS] COMMAND [ARG...]');
  }
  const [word, ...rest] = globals.args;
  const columns = sys.file(0)?.tty?.columns ?? DEFAULT_COLUMNS;
  const clientOf = (): Client => new Client(sys, socketOf(globals, sys.env), interrupts);
  if (globals.bool('help')) {
    if (argv.includes('-h')) yield* sys.error(SHORT_HELP);
    return yield* say(sys, yield* wholeHelp(clientOf(), columns));
  }
  checkLogLevel(globals);
  if (globals.bool('version')) return yield* say(sys, `Docker version ${CLIENT_VERSION}, build ${CLIENT_BUILD}\n`);
  if (word === undefined) {
    yield* sys.error(yield* wholeHelp(clientOf(), columns));
    return 0;
  }
  const client = clientOf();
  if (word === 'help') return yield* help(client, rest, columns);
  const command = findCommand(root.commands, word);
  if (!command && asksHelp(rest)) return yield* say(sys, yield* wholeHelp(client, columns));
  if (!command) {
    throw new Failure(`docker: unknown command: docker ${word}\n\nRun 'docker --help' for more information`);
  }
  return yield* runCommand(client, command, `docker ${word}`, rest, columns);
}

function* runCommand(
  client: Client,
  command: Command,
  path: string,
  argv: readonly string[],
  columns: number,
): Blocking<number> {
  switch (command.kind) {
    case 'absent':
      throw notSimulated(path);
    case 'group':
      return yield* runGroup(client, command, path, argv, columns);
    case 'leaf':
      return yield* runLeaf(client, command, path, argv, columns);
    case 'plugin':
      return yield* command.main(client, argv, columns);
  }
}

function* runGroup(
  client: Client,
  group: Group,
  path: string,
  argv: readonly string[],
  columns: number,
): Blocking<number> {
  let options: Options;
  try {
    options = parseFlags([helpFlag], argv, client.sys.env, false);
  } catch (error) {
    throw asFlagFailure(error, path, path);
  }
  const [word, ...rest] = options.args;
  if (options.bool('help')) {
    yield* noteShortHelp(client.sys, argv);
    return yield* say(client.sys, yield* helpOf(client, path, group));
  }
  if (word === undefined) {
    yield* client.sys.error(yield* helpOf(client, path, group));
    return 0;
  }
  const command = findCommand(group.commands, word);
  if (!command && asksHelp(rest)) return yield* say(client.sys, yield* helpOf(client, path, group));
  if (!command) {
    const more = `Run '${path} --help' for more information`;
    throw new Failure(`docker: unknown command: ${path} ${word}\n\nUsage:  ${path}\n\n${more}`);
  }
  return yield* runCommand(client, command, `${path} ${command.name}`, rest, columns);
}

function* runLeaf(
  client: Client,
  command: Leaf,
  path: string,
  argv: readonly string[],
  columns: number,
): Blocking<number> {
  const flags = command.flags.some((f) => f.name === 'help') ? command.flags : [...command.flags, helpFlag];
  let options: Options;
  try {
    options = parseFlags(flags, argv, client.sys.env, command.interspersed ?? true);
  } catch (error) {
    throw asFlagFailure(error, path, usageLine(path, command));
  }
  if (options.bool('help')) {
    if (flags.includes(helpFlag)) yield* noteShortHelp(client.sys, argv);
    return yield* say(client.sys, leafHelp(path, command, columns));
  }
  for (const f of command.flags) {
    if (f.deprecated === undefined || !options.given.has(f.name)) continue;
    yield* client.print(`Flag --${f.name} has been deprecated, ${f.deprecated}`);
  }
  checkArguments(path, command, options.args.length);
  for (const f of command.flags) {
    if (f.onlySimulated === undefined || !options.changed(f.name)) continue;
    const allowed = [f.default ?? '', ...f.onlySimulated, ...(f.type === 'bool' ? ['false'] : [])];
    if (options.list(f.name).some((value) => !allowed.includes(value))) throw notSimulated(`${path} --${f.name}`);
  }
  return (yield* command.run(client, options)) ?? 0;
}

function* help(client: Client, topic: readonly string[], columns: number): Blocking<number> {
  let command: Command = root;
  let path = 'docker';
  for (const word of topic) {
    const next: Command | undefined = command.kind === 'group' ? findCommand(command.commands, word) : undefined;
    if (!next) throw new Failure(`unknown help topic: ${topic.slice(topic.indexOf(word)).join(' ')}`);
    command = next;
    path += ` ${next.name}`;
  }
  if (command === root) return yield* say(client.sys, yield* wholeHelp(client, columns));
  return yield* runCommand(client, command, path, ['--help'], columns);
}

function* wholeHelp(client: Client, columns: number): Blocking<string> {
  const shown = shownCommands(root.commands, yield* client.swarmStatus());
  return rootHelp({ ...root, commands: shown }, rootSections, globalFlags, columns);
}

/** A group's help. The engine is asked only where it decides what there is to show. */
function* helpOf(client: Client, path: string, group: Group): Blocking<string> {
  if (!group.commands.some(needOf)) return groupHelp(path, group);
  return groupHelp(path, { ...group, commands: shownCommands(group.commands, yield* client.swarmStatus()) });
}

function needOf(command: Command): SwarmNeed | undefined {
  return command.kind === 'leaf' || command.kind === 'group' ? command.swarm : undefined;
}

/** Without those that the engine's place in a swarm, or its being in none, has no use for. */
function shownCommands(commands: readonly Command[], status: string | undefined): Command[] {
  return commands.filter((command) => {
    const need = needOf(command);
    if (need === undefined || status === undefined) return true;
    return need === 'manager' ? status === 'active/manager' : status.startsWith('active/');
  });
}

function* say(sys: Sys, text: string): Blocking<number> {
  yield* sys.print(text);
  return 0;
}

/** After an unknown word, flags are the group's own: its help is still help. */
function asksHelp(argv: readonly string[]): boolean {
  return argv.includes('--help');
}

/** `-h` for help still works, with a word about it. */
function* noteShortHelp(sys: Sys, argv: readonly string[]): Blocking<void> {
  if (argv.includes('-h')) yield* sys.print(SHORT_HELP);
}

function asFlagFailure(error: unknown, path: string, usage: string): unknown {
  return error instanceof Failure ? flagFailure(error.message, path, usage) : error;
}
