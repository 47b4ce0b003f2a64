// ${VARIABLES} in a stack's file, and the types that their values get.
// Source: docker/cli v28.5.2 cli/compose/template/template.go, interpolation/interpolation.go, loader/interpolate.go.
// Not modelled: nothing.
import { Failure } from '../../cli/failure.ts';
import { cut, quote } from '../../cli/flags.ts';
import { isMap, mapValues, type Value, type ValueMap } from '../model/values.ts';

type Environment = ReadonlyMap<string, string>;

class InvalidTemplate extends Failure {}

const pattern = () => /\$(?:(\$)|([_a-z][_a-z0-9]*(?::?[-?][^}]*)?)|\{([_a-z][_a-z0-9]*(?::?[-?][^}]*)?)\}|())/gi;

function substitute(text: string, env: Environment): string {
  return text.replace(pattern(), (_found, escaped?: string, named?: string, braced?: string) => {
    if (escaped !== undefined) return escaped;
    const variable = named ?? braced;
    if (variable === undefined) throw new InvalidTemplate(text);
    return variableValue(variable, env);
  });
}

/** `NAME`, `NAME:-default`, `NAME-default`, `NAME:?why`, `NAME?why`. The operators are looked for in this order. */
function variableValue(variable: string, env: Environment): string {
  for (const operator of [':-', '-', ':?', '?']) {
    if (!variable.includes(operator)) continue;
    const [name, rest] = cut(variable, operator);
    const word = substitute(rest, env);
    const value = env.get(name);
    if (value !== undefined && (operator.length === 1 || value !== '')) return value;
    if (operator.endsWith('-')) return word;
    throw new InvalidTemplate(`required variable ${name} is missing a value: ${word}`);
  }
  return env.get(variable) ?? '';
}

type Cast = (text: string) => Value;

const toInteger: Cast = (text) => {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new Failure(`strconv.Atoi: parsing ${quote(text)}: invalid syntax`);
};
const toNumber: Cast = (text) => {
  if (text.trim() === text && text !== '' && Number.isFinite(Number(text))) return Number(text);
  throw new Failure(`strconv.ParseFloat: parsing ${quote(text)}: invalid syntax`);
};
const toBoolean: Cast = (text) => {
  const word = text.toLowerCase();
  if (['y', 'yes', 'true', 'on'].includes(word)) return true;
  if (['n', 'no', 'false', 'off'].includes(word)) return false;
  throw new Failure(`invalid boolean: ${text}`);
};

const of = (cast: Cast, ...places: readonly string[]): [string, Cast][] => places.map((place) => [place, cast]);
const service = (cast: Cast, ...keys: readonly string[]) => of(cast, ...keys.map((key) => `services.*.${key}`));

/** Where a text stands for another type. `*` is any key, `[]` any item. */
const casts = new Map<string, Cast>([
  ...service(toInteger, 'configs.[].mode', 'secrets.[].mode', 'healthcheck.retries', 'deploy.replicas'),
  ...service(toInteger, 'deploy.update_config.parallelism', 'deploy.rollback_config.parallelism', 'oom_score_adj'),
  ...service(toInteger, 'deploy.restart_policy.max_attempts', 'deploy.placement.max_replicas_per_node'),
  ...service(toInteger, 'ports.[].target', 'ports.[].published', 'ulimits.*', 'ulimits.*.hard', 'ulimits.*.soft'),
  ...service(toNumber, 'deploy.update_config.max_failure_ratio', 'deploy.rollback_config.max_failure_ratio'),
  ...service(toBoolean, 'healthcheck.disable', 'privileged', 'read_only', 'stdin_open', 'tty'),
  ...service(toBoolean, 'volumes.[].read_only', 'volumes.[].volume.nocopy'),
  ...of(toBoolean, 'networks.*.external', 'networks.*.internal', 'networks.*.attachable'),
  ...of(toBoolean, 'volumes.*.external', 'secrets.*.external', 'configs.*.external'),
]);

/** A whole file with its variables replaced. */
export function interpolated(model: ValueMap, env: Environment): ValueMap {
  return mapValues(model, (value, key) => interpolateValue(value, [key], env));
}

function interpolateValue(value: Value, path: readonly string[], env: Environment): Value {
  if (isMap(value)) return mapValues(value, (each, key) => interpolateValue(each, [...path, key], env));
  if (Array.isArray(value)) return value.map((each) => interpolateValue(each, [...path, '[]'], env));
  if (typeof value !== 'string') return value;
  try {
    const text = substitute(value, env);
    const cast = text === value ? undefined : castFor(path);
    return cast ? castValue(cast, text) : text;
  } catch (error) {
    if (error instanceof InvalidTemplate) {
      const advice = 'you may need to escape any $ with another $';
      throw new Failure(`invalid interpolation format for ${path.join('.')}: ${quote(error.message)}; ${advice}`);
    }
    throw error instanceof Failure
      ? new Failure(`error while interpolating ${path.join('.')}: ${error.message}`)
      : error;
  }
}

function castFor(path: readonly string[]): Cast | undefined {
  const anyName = path.map((part, i) => (i === 1 ? '*' : part));
  return (
    casts.get(anyName.join('.')) ??
    casts.get(anyName.map((part, i) => (i === 3 && anyName[2] === 'ulimits' ? '*' : part)).join('.'))
  );
}

function castValue(cast: Cast, text: string): Value {
  try {
    return cast(text);
  } catch (error) {
    throw error instanceof Failure ? new Failure(`failed to cast to expected type: ${error.message}`) : error;
  }
}
