// http-request and http-response rules: fields set, requests refused, redirected or answered.
// Source: HAProxy 3.2 doc/configuration.txt 4.3 (actions), 8.2.6 (custom log formats in arguments); src/http_rules.c.
// Not modelled: actions that are not listed, which say so.

import { formatIp4 } from '../../../base/ip4.ts';
import { encodeUtf8 } from '../../../base/utf8.ts';
import { fieldOf } from '../../net/http.ts';
import { notSimulated } from '../../net/tool.ts';
import type { Exchange, Reply } from '../proxy/gateway.ts';
import { type Field, without } from '../proxy/head.ts';
import { type AclTable, type Condition, fetchOf, readCondition, type Surroundings } from './conditions.ts';
import { errorReply, hasPage } from './messages.ts';

/** What a rule does: changes the fields, or answers itself. */
type Effect = (request: Exchange, fields: Field[], around: Surroundings) => Field[] | Answered;

export interface Answered {
  readonly reply: Reply;
  /** The two letters of the log: who ended it, and when. */
  readonly state: 'PR--' | 'LR--';
}

export interface Rule {
  readonly condition: Condition;
  readonly effect: Effect;
}

export const isAnswered = (outcome: Field[] | Answered): outcome is Answered => !Array.isArray(outcome);

/** Runs rules over a head's fields, until one answers. */
export function applyRules(
  rules: readonly Rule[],
  request: Exchange,
  fields: readonly Field[],
  around: Surroundings,
): Field[] | Answered {
  let now = [...fields];
  for (const { condition, effect } of rules) {
    if (!condition.holds(request, around)) continue;
    const outcome = effect(request, now, around);
    if (isAnswered(outcome)) return outcome;
    now = outcome;
  }
  return now;
}

/** `set-header X-Y %[src] if …`; a text says what is wrong with it. */
export function readRule(words: readonly string[], acls: AclTable): Rule | string {
  const at = words.findIndex((word) => word === 'if' || word === 'unless');
  const condition = readCondition(at < 0 ? [] : words.slice(at), acls);
  if (typeof condition === 'string') return condition;
  const effect = effectOf(at < 0 ? words : words.slice(0, at));
  return typeof effect === 'string' ? effect : { condition, effect };
}

function effectOf(words: readonly string[]): Effect | string {
  const [action = '', ...rest] = words;
  const [name = '', format = ''] = rest;
  switch (action) {
    case 'set-header':
    case 'add-header':
      if (rest.length !== 2) return `${action} expects exactly 2 arguments`;
      return (request, fields, around) => [
        ...(action === 'set-header' ? without(fields, name) : fields),
        [name.toLowerCase(), fill(format, request, around)],
      ];
    case 'del-header':
      return (_, fields) => without(fields, name);
    case 'allow':
      return (_, fields) => fields;
    case 'deny':
      return deny(rest);
    case 'redirect':
      return redirect(rest);
    case 'return':
      return direct(rest);
    default:
      throw notSimulated(`haproxy's rule ${action}`);
  }
}

function optionsOf(words: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (let at = 0; at < words.length; at += 2) options.set(words[at] ?? '', words[at + 1] ?? '');
  return options;
}

function deny(words: readonly string[]): Effect | string {
  const options = optionsOf(words);
  const status = Number(options.get('deny_status') ?? options.get('status') ?? 403);
  if (!hasPage(status)) return `status code '${status}' not handled by default`;
  return () => ({ reply: errorReply(status), state: 'PR--' });
}

const redirections: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
};

function redirect(words: readonly string[]): Effect | string {
  const options = optionsOf(words);
  const code = Number(options.get('code') ?? 302);
  const reason = redirections[code];
  if (reason === undefined) return 'unsupported HTTP code (must be one of 301, 302, 303, 307 or 308)';
  const location = options.get('location');
  const prefix = options.get('prefix');
  const scheme = options.get('scheme');
  const target = location ?? prefix ?? scheme;
  if (target === undefined) return "redirection type expected ('prefix', 'location', or 'scheme')";
  return (request, _, around) => {
    const filled = fill(target, request, around);
    const host = fieldOf(request.head, 'host') ?? '';
    const there =
      location !== undefined
        ? filled
        : prefix !== undefined
          ? filled + request.target
          : `${filled}://${host}${request.target}`;
    const fields: Field[] = [
      ['content-length', '0'],
      ['location', there],
    ];
    return { reply: { status: `${code} ${reason}`, fields, body: new Uint8Array(0) }, state: 'LR--' };
  };
}

/** `return status 200 content-type text/plain string "…"`. */
function direct(words: readonly string[]): Effect | string {
  const options = optionsOf(words);
  const status = options.get('status') ?? '200';
  const type = options.get('content-type');
  const text = options.get('string') ?? options.get('lf-string') ?? '';
  if (text !== '' && type === undefined) return 'a content type must be defined when non-empty payload is configured';
  return (request, _, around) => {
    const body = encodeUtf8(options.has('lf-string') ? fill(text, request, around) : text);
    const fields: Field[] = [['content-length', String(body.length)]];
    if (type !== undefined) fields.push(['content-type', type]);
    return { reply: { status: `${status} ${status === '200' ? 'OK' : ''}`.trim(), fields, body }, state: 'LR--' };
  };
}

/** A format with its `%[…]` and short names filled in. */
function fill(format: string, request: Exchange, around: Surroundings): string {
  return format.replace(
    /%\[([^\]]+)\]|%(ci|cp|fi|fp)/g,
    (_, fetched: string | undefined, short: string | undefined) => {
      if (fetched !== undefined) return fetchOf(fetched)?.(request, around) ?? '';
      const { client, local } = request;
      return (
        {
          ci: formatIp4(client.address),
          cp: String(client.port),
          fi: formatIp4(local.address),
          fp: String(local.port),
        }[short ?? ''] ?? ''
      );
    },
  );
}
