// ${VARIABLES} in a Compose file, and the types that their values get.
// Source: compose-spec/compose-go template/template.go, interpolation/interpolation.go, loader/interpolate.go.
// Not modelled: nothing known.
import { Failure } from '../../cli/failure.ts';
import { quote } from '../../cli/flags.ts';
import { isMap, mapValues, type Value, type ValueMap } from './values.ts';

export interface Interpolation {
  readonly env: ReadonlyMap<string, string>;
  /** Hears of variables that are not set, and of booleans that YAML 1.2 does not know. */
  readonly warn: (message: string) => void;
}

class InvalidTemplate extends Failure {}

const pattern = () => /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{(?:([_a-z][_a-z0-9]*(?::?[-+?](.*))?)\}|()))/gi;

/** The operators, in the order in which the source compares them. */
const operators = [':?', '?', ':-', '-', ':+', '+'] as const;
type Operator = (typeof operators)[number];

/** Replaces the variables in a text. Throws a Failure. */
export function substitute(text: string, context: Interpolation): string {
  return text.replace(pattern(), (found) => {
    const end = closingBrace(found);
    const part = end < 0 ? found : found.slice(0, end + 1);
    const match = pattern().exec(part);
    if (match?.[1] !== undefined) return '$';
    const name = match?.[2];
    const braced = match?.[3];
    if (name === undefined && braced === undefined) throw new InvalidTemplate(text);
    const operator = firstOperator(found);
    if (braced?.includes(operator)) {
      return apply(braced, operator, context) + substitute(end < 0 ? '' : found.slice(end + 1), context);
    }
    return lookUp(name ?? braced ?? '', context);
  });
}

function lookUp(name: string, { env, warn }: Interpolation): string {
  const value = env.get(name);
  if (value === undefined) warn(`The ${quote(name)} variable is not set. Defaulting to a blank string.`);
  return value ?? '';
}

function firstOperator(text: string): Operator {
  let first: Operator = ':?';
  let at = -1;
  for (const operator of operators) {
    const index = text.indexOf(operator);
    if (index < 0 || (at >= 0 && index >= at)) continue;
    first = operator;
    at = index;
  }
  return first;
}

function apply(braced: string, operator: Operator, context: Interpolation): string {
  const at = braced.indexOf(operator);
  const name = braced.slice(0, at);
  const word = substitute(braced.slice(at + operator.length), context);
  const value = context.env.get(name);
  const present = value !== undefined && (operator.length === 1 || value !== '');
  switch (operator) {
    case ':-':
    case '-':
      return present ? value : word;
    case ':+':
    case '+':
      return present ? word : (value ?? '');
    default:
      if (present) return value;
      throw new Failure(`required variable ${name} is missing a value${word === '' ? '' : `: ${word}`}`);
  }
}

function closingBrace(text: string): number {
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '}' && --open === 0) return i;
    if (text[i] === '{') {
      open++;
      i++;
    }
  }
  return -1;
}

type Cast = (value: string, warn: Interpolation['warn']) => Value;

const toInteger: Cast = (value) => {
  if (/^[+-]?\d+$/.test(value)) return Number(value);
  throw new Failure(`strconv.Atoi: parsing ${quote(value)}: invalid syntax`);
};
const toNumber: Cast = (value) => {
  if (value.trim() === value && value !== '' && Number.isFinite(Number(value))) return Number(value);
  throw new Failure(`strconv.ParseFloat: parsing ${quote(value)}: invalid syntax`);
};
const toBoolean: Cast = (value, warn) => {
  const word = value.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  const yes = ['y', 'yes', 'on'].includes(word);
  if (!yes && !['n', 'no', 'off'].includes(word)) throw new Failure(`invalid boolean: ${value}`);
  warn(`${quote(value)} for boolean is not supported by YAML 1.2, please use \`${yes}\``);
  return yes;
};

const service = (keys: readonly string[], cast: Cast): [string, Cast][] =>
  keys.map((key) => [`services.*.${key}`, cast]);

/** Where a text stands for another type. `*` is any key, `[]` any item. */
const casts = new Map<string, Cast>([
  ...service(['cpu_count', 'cpu_period', 'cpu_quota', 'cpu_rt_period', 'cpu_rt_runtime', 'cpu_shares'], toInteger),
  ...service(['oom_score_adj', 'pids_limit', 'scale', 'ports.[].target', 'healthcheck.retries'], toInteger),
  ...service(['deploy.replicas', 'deploy.restart_policy.max_attempts'], toInteger),
  ...service(['cpu_percent', 'cpus'], toNumber),
  ...service(['init', 'oom_kill_disable', 'privileged', 'read_only', 'stdin_open', 'tty'], toBoolean),
  ...service(['healthcheck.disable', 'volumes.[].read_only'], toBoolean),
  ...['external', 'internal', 'attachable', 'enable_ipv4', 'enable_ipv6'].map((key): [string, Cast] => [
    `networks.*.${key}`,
    toBoolean,
  ]),
  ['volumes.*.external', toBoolean],
  ['secrets.*.external', toBoolean],
  ['configs.*.external', toBoolean],
]);

/** A whole model with its variables replaced. */
export function interpolate(model: ValueMap, context: Interpolation): ValueMap {
  return mapValues(model, (value, key) => interpolateValue(value, [key], context));
}

function interpolateValue(value: Value, path: readonly string[], context: Interpolation): Value {
  if (isMap(value)) return mapValues(value, (each, key) => interpolateValue(each, [...path, key], context));
  if (Array.isArray(value)) return value.map((each) => interpolateValue(each, [...path, '[]'], context));
  if (typeof value !== 'string') return value;
  const where = path.join('.');
  try {
    const text = substitute(value, context);
    const cast = casts.get(path.map((part, i) => (i === 1 ? '*' : part)).join('.'));
    return cast ? castValue(cast, text, context) : text;
  } catch (error) {
    if (error instanceof InvalidTemplate) {
      const advice = 'You may need to escape any $ with another $.';
      throw new Failure(`invalid interpolation format for ${where}.\n${advice}\n${error.message}`);
    }
    throw error instanceof Failure ? new Failure(`error while interpolating ${where}: ${error.message}`) : error;
  }
}

function castValue(cast: Cast, text: string, { warn }: Interpolation): Value {
  try {
    return cast(text, warn);
  } catch (error) {
    throw error instanceof Failure ? new Failure(`failed to cast to expected type: ${error.message}`) : error;
  }
}
