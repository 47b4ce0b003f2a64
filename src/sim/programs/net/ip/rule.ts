// `ip rule`: the three rules that every network namespace starts with.
// Source: net/ipv4/fib_rules.c fib_default_rules_init; iproute2 ip/iprule.c. Not modelled: rules of one's own.
import { renderJson } from '../json.ts';
import { type Answer, abbreviates, notSimulated } from '../tool.ts';
import type { IpOptions } from './options.ts';

const defaultRules = [
  { priority: 0, src: 'all', table: 'local' },
  { priority: 32766, src: 'all', table: 'main' },
  { priority: 32767, src: 'all', table: 'default' },
] as const;

/** What `ip rule show` prints. */
export function renderRules(options: IpOptions): string {
  if (options.json) return renderJson(defaultRules, options.pretty);
  return defaultRules.map((rule) => `${rule.priority}:\tfrom ${rule.src} lookup ${rule.table}\n`).join('');
}

/** `ip rule …`. */
export function ipRule(args: readonly string[], options: IpOptions): Answer {
  const [command, ...rest] = args;
  const lists = command === undefined || ['show', 'list', 'lst'].some((name) => abbreviates(command, name));
  if (!lists || rest.length > 0) throw notSimulated(`ip rule ${args.join(' ')}`);
  return { stdout: renderRules(options), status: 0 };
}
