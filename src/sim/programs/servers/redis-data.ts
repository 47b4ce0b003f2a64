// What a redis server keeps, and what its commands do with it.
// Source: redis.io command reference; error texts of redis 7 src/object.c, t_string.c, server.c.
// Not modelled: types other than strings, expiry, persistence, replication, several databases.
import { NIL, OK, type Reply } from './resp.ts';

const bulk = (text: string): Reply => ({ kind: 'bulk', text });
const integer = (value: number): Reply => ({ kind: 'integer', value });
const error = (text: string): Reply => ({ kind: 'error', text });

/** Commands that the real one has and this one does not. */
const absent = new Set([
  ...[
    'expire',
    'ttl',
    'lpush',
    'rpush',
    'lrange',
    'lpop',
    'rpop',
    'llen',
    'hset',
    'hget',
    'hgetall',
    'sadd',
    'smembers',
    'zadd',
  ],
  ...[
    'zrange',
    'publish',
    'subscribe',
    'multi',
    'exec',
    'config',
    'client',
    'save',
    'bgsave',
    'auth',
    'monitor',
    'setex',
    'scan',
  ],
]);

type Handler = (data: Map<string, string>, words: readonly string[]) => Reply;

/** Name, number of words (negative: at least so many), action. */
const commands: Readonly<Record<string, readonly [number, Handler]>> = {
  ping: [-1, (_, [, text]) => (text === undefined ? { kind: 'status', text: 'PONG' } : bulk(text))],
  echo: [2, (_, [, text = '']) => bulk(text)],
  get: [2, (data, [, key = '']) => read(data, key)],
  set: [3, (data, [, key = '', value = '']) => setAll(data, ['', key, value])],
  mset: [-3, (data, words) => setAll(data, words)],
  mget: [-2, (data, [, ...keys]) => ({ kind: 'array', items: keys.map((key) => read(data, key)) })],
  del: [-2, (data, [, ...keys]) => integer(keys.filter((key) => data.delete(key)).length)],
  exists: [-2, (data, [, ...keys]) => integer(keys.filter((key) => data.has(key)).length)],
  incr: [2, (data, [, key = '']) => add(data, key, 1)],
  decr: [2, (data, [, key = '']) => add(data, key, -1)],
  incrby: [3, (data, [, key = '', by = '']) => add(data, key, Number(by))],
  decrby: [3, (data, [, key = '', by = '']) => add(data, key, -Number(by))],
  append: [3, (data, [, key = '', more = '']) => integer(appendTo(data, key, more))],
  strlen: [2, (data, [, key = '']) => integer((data.get(key) ?? '').length)],
  type: [2, (data, [, key = '']) => ({ kind: 'status', text: data.has(key) ? 'string' : 'none' })],
  keys: [2, (data, [, pattern = '']) => matching(data, pattern)],
  dbsize: [1, (data) => integer(data.size)],
  flushall: [-1, clear],
  flushdb: [-1, clear],
};

/** Carries a command out. */
export function execute(data: Map<string, string>, words: readonly string[]): Reply {
  const name = (words[0] ?? '').toLowerCase();
  const known = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (known === undefined) {
    if (absent.has(name)) return error(`ERR hoplab: not simulated yet: ${name}`);
    const rest = words
      .slice(1)
      .map((word) => `'${word}' `)
      .join('');
    return error(`ERR unknown command '${words[0] ?? ''}', with args beginning with: ${rest}`);
  }
  const [count, handler] = known;
  const fits = count < 0 ? words.length >= -count : words.length === count;
  if (!fits && name === 'set' && words.length > 3) return error('ERR hoplab: not simulated yet: options of set');
  return fits ? handler(data, words) : error(`ERR wrong number of arguments for '${name}' command`);
}

function read(data: ReadonlyMap<string, string>, key: string): Reply {
  const value = data.get(key);
  return value === undefined ? NIL : bulk(value);
}

function clear(data: Map<string, string>): Reply {
  data.clear();
  return OK;
}

function setAll(data: Map<string, string>, words: readonly string[]): Reply {
  if (words.length % 2 === 0) return error("ERR wrong number of arguments for 'mset' command");
  for (let i = 1; i + 1 < words.length; i += 2) data.set(words[i] ?? '', words[i + 1] ?? '');
  return OK;
}

function add(data: Map<string, string>, key: string, by: number): Reply {
  const old = data.get(key) ?? '0';
  if (!/^-?\d{1,15}$/.test(old) || !Number.isInteger(by)) return error('ERR value is not an integer or out of range');
  const value = Number(old) + by;
  data.set(key, String(value));
  return integer(value);
}

function appendTo(data: Map<string, string>, key: string, more: string): number {
  const value = (data.get(key) ?? '') + more;
  data.set(key, value);
  return value.length;
}

/** Glob patterns of stars and question marks. */
function matching(data: ReadonlyMap<string, string>, pattern: string): Reply {
  const body = pattern
    .replaceAll(/[\\^$.|+(){}[\]]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const regex = new RegExp(`^${body}$`, 's');
  return { kind: 'array', items: [...data.keys()].filter((key) => regex.test(key)).map(bulk) };
}
