// Names of images, and fetching one.
// Source: distribution/reference (ParseNormalizedNamed, TagNameOnly, FamiliarString); docker/cli container/create.go pullImage.
// Not modelled: digests beyond passing them on, credentials, progress bars.
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { ApiFailure, Failure } from '../failure.ts';

const DOMAIN =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?';
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const reference = new RegExp(
  `^(?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*(?::[\\w][\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`,
);
const IDENTIFIER = /^[a-f0-9]{64}$/;

/** What is wrong with a reference; undefined if it can be one. */
export function referenceError(text: string): string | undefined {
  if (IDENTIFIER.test(text) || reference.test(text)) return undefined;
  const name = text.replace(/:[^/]*$/, '');
  if (name !== name.toLowerCase() && reference.test(text.toLowerCase())) {
    return `invalid reference format: repository name (${repository(name)}) must be lowercase`;
  }
  return 'invalid reference format';
}

/** A name and its tag, `latest` where there is none. */
export function repositoryAndTag(name: string): { readonly repo: string; readonly tag: string } {
  const colon = /:[\w][\w.-]*$/.exec(name);
  if (colon === null) return { repo: name, tag: 'latest' };
  return { repo: name.slice(0, colon.index), tag: colon[0].slice(1) };
}

function repository(name: string): string {
  return name.includes('/') ? name : `library/${name}`;
}

/** The short name that people know: `docker.io/library/nginx` is `nginx`. */
export function familiarName(text: string): string {
  return text.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
}

/** The short name with its tag, `latest` if it has none. */
export function withDefaultTag(text: string): string {
  const short = familiarName(text);
  return hasTag(short) ? short : `${short}:latest`;
}

export function hasTag(text: string): boolean {
  return text.includes('@') || /:[^/]*$/.test(text);
}

/** The full name that a pull ends with: `docker.io/library/nginx:latest`. */
export function canonicalName(text: string): string {
  const short = withDefaultTag(text);
  const first = short.split('/')[0] ?? '';
  if (short.includes('/') && (/[.:]/.test(first) || first === 'localhost')) return short;
  return `docker.io/${short.includes('/') ? short : `library/${short}`}`;
}

/** One line of a pull's progress. */
interface PullMessage {
  readonly status?: string;
  readonly id?: string;
  readonly error?: string;
}

/** Has the engine fetch an image; progress goes to standard error. */
export function* pullImage(client: Client, image: string, quiet: boolean, toStdout = false): Blocking<void> {
  const [name = '', tag = ''] = splitTag(canonicalName(image));
  const { body, stream } = yield* client.send('POST', '/images/create', { query: { fromImage: name, tag } });
  let text = body ?? '';
  for (;;) {
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    if (!stream && text !== '') lines.push(text);
    for (const line of lines) yield* showProgress(client, line, quiet, toStdout);
    const chunk = stream ? yield* stream.read() : undefined;
    if (chunk === undefined) return;
    text += chunk.text;
  }
}

function* showProgress(client: Client, line: string, quiet: boolean, toStdout: boolean): Blocking<void> {
  if (line.trim() === '') return;
  const message: PullMessage = JSON.parse(line);
  if (message.error !== undefined) throw new Failure(message.error);
  if (quiet || message.status === undefined) return;
  const shown = message.id === undefined ? message.status : `${message.id}: ${message.status}`;
  yield* toStdout ? client.print(shown) : client.warn(shown);
}

function splitTag(full: string): [string, string] {
  const at = full.includes('@') ? full.indexOf('@') : full.lastIndexOf(':');
  return [full.slice(0, at), full.slice(at + 1)];
}

/** An image that is not there, as `inspect` and `rmi` tell it apart from other failures. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiFailure && error.notFound;
}
