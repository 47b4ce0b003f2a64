// What --help prints for a command, a group and the whole client, and the usage lines of errors.
// Source: docker/cli cli/cobra.go usageTemplate, cli/required.go; spf13/cobra command.go NamePadding.
// Not modelled: the bold face of the last line on terminals.
import type { ArgumentRule, Described, Group, Leaf } from './command.ts';
import { Failure } from './failure.ts';
import type { Flag } from './flags.ts';
import { flagUsages } from './usage.ts';

/** Names in lists are padded to at least this width (cobra's minNamePadding). */
const NAME_PADDING = 11;

/** `docker network ls [OPTIONS]` */
export function usageLine(path: string, command: Described): string {
  return command.synopsis === '' ? path : `${path} ${command.synopsis}`;
}

export function leafHelp(path: string, command: Described, columns: number): string {
  const parts = [`Usage:  ${usageLine(path, command)}`, command.long ?? command.short];
  const aliases = command.aliasText ?? aliasesOf(path, command);
  if (aliases !== undefined) parts.push(`Aliases:\n  ${aliases}`);
  if (command.flags.some((f) => !f.hidden)) parts.push(`Options:\n${flagUsages(command.flags, columns).trimEnd()}`);
  return `${parts.join('\n\n')}\n`;
}

function aliasesOf(path: string, command: Described): string | undefined {
  if (!command.aliases?.length) return undefined;
  const parent = path.slice(0, path.lastIndexOf(' '));
  return [path, ...command.aliases.map((alias) => `${parent} ${alias}`)].join(', ');
}

/** A command as lists of commands show it. */
interface Listed {
  readonly kind: 'leaf' | 'group' | 'absent' | 'plugin';
  readonly name: string;
  readonly short: string;
  readonly group?: boolean;
}

/** What a group with options of its own has more to say. */
interface GroupOptions {
  readonly synopsis: string;
  readonly options: string;
}

export function groupHelp(
  path: string,
  group: { readonly short: string; readonly commands: readonly Listed[] },
  more?: GroupOptions,
): string {
  const run = `Run '${path} COMMAND --help' for more information on a command.`;
  const options = more ? [`Options:\n${more.options}`] : [];
  const usage = `Usage:  ${path} ${more?.synopsis ?? 'COMMAND'}`;
  return `${[usage, group.short, ...options, ...sections(group.commands), run].join('\n\n')}\n`;
}

/** The sections of commands of the client's own --help. */
export interface RootSections {
  readonly common: readonly string[];
  readonly swarm: readonly string[];
  readonly plugins: readonly { readonly name: string; readonly short: string }[];
  readonly hidden: readonly string[];
}

export function rootHelp(root: Group, parts: RootSections, flags: readonly Flag[], columns: number): string {
  const padding = longest(root.commands);
  const entry = (c: { name: string; short: string }, mark = ' ') =>
    `  ${(c.name + mark).padEnd(padding + 1)}${c.short}`;
  const shown = root.commands.filter((c) => !parts.hidden.includes(c.name));
  const common = parts.common.flatMap((name) => shown.filter((c) => c.name === name));
  const groups = shown.filter((c) => isGroup(c) && !parts.swarm.includes(c.name));
  const management = [...groups.map((c) => [c.name, entry(c)]), ...parts.plugins.map((p) => [p.name, entry(p, '*')])]
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
    .map(([, line]) => line);
  const swarm = shown.filter((c) => parts.swarm.includes(c.name));
  const rest = sorted(shown.filter((c) => !isGroup(c) && !parts.common.includes(c.name)));
  return `${[
    'Usage:  docker [OPTIONS] COMMAND',
    root.short,
    ['Common Commands:', ...common.map((c) => entry(c))].join('\n'),
    ['Management Commands:', ...management].join('\n'),
    ['Swarm Commands:', ...swarm.map((c) => entry(c))].join('\n'),
    ['Commands:', ...rest.map((c) => entry(c))].join('\n'),
    `Global Options:\n${flagUsages(flags, columns).trimEnd()}`,
    "Run 'docker COMMAND --help' for more information on a command.",
    'For more help on how to use Docker, head to https://docs.docker.com/go/guides/',
  ].join('\n\n')}\n`;
}

function sections(commands: readonly Listed[]): string[] {
  const padding = longest(commands);
  const list = (title: string, some: readonly Listed[]) =>
    some.length === 0 ? [] : [[title, ...sorted(some).map((c) => `  ${c.name.padEnd(padding)} ${c.short}`)].join('\n')];
  return [
    ...list('Management Commands:', commands.filter(isGroup)),
    ...list(
      'Commands:',
      commands.filter((c) => !isGroup(c)),
    ),
  ];
}

function isGroup(command: Listed): boolean {
  return command.kind === 'group' || (command.kind === 'absent' && command.group === true);
}

function longest(commands: readonly Listed[]): number {
  return Math.max(NAME_PADDING, ...commands.map((c) => c.name.length));
}

function sorted<T extends Listed>(commands: readonly T[]): T[] {
  return [...commands].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** A failure in the flags: the reason, the usage line, where to read more. */
export function flagFailure(reason: string, path: string, usage: string): Failure {
  return new Failure(`${reason}\n\nUsage:  ${usage}\n\nRun '${path} --help' for more information`, 125);
}

/** Throws unless the number of arguments is right. */
export function checkArguments(path: string, command: Described & Pick<Leaf, 'args'>, count: number): void {
  const wrong = complaint(command.args, count);
  if (!wrong) return;
  const [wants, verb] = wrong;
  const usage = `Usage:  ${usageLine(path, command)}`;
  throw new Failure(`docker: '${path}' ${wants}\n\n${usage}\n\n${verb} '${path} --help' for more information`);
}

/** What a command says of a wrong number of arguments, and the word that it sends people to --help with. */
function complaint(rule: ArgumentRule, count: number): [wants: string, verb: string] | undefined {
  switch (rule.kind) {
    case 'exact':
      if (count === rule.count) return undefined;
      return [rule.count === 0 ? 'accepts no arguments' : `requires ${plural(rule.count)}`, 'Run'];
    case 'min':
      return count >= rule.count ? undefined : [`requires at least ${plural(rule.count)}`, 'See'];
    case 'max':
      // "SRun" is what the real client prints.
      return count <= rule.count ? undefined : [`requires at most ${plural(rule.count)}`, 'SRun'];
    case 'range':
      if (count >= rule.min && count <= rule.max) return undefined;
      return [`requires at least ${rule.min} and at most ${plural(rule.max)}`, 'Run'];
  }
}

function plural(count: number): string {
  return `${count} ${count === 1 ? 'argument' : 'arguments'}`;
}
