// Which command that was typed made what decided, as far as its creator's words lead to one.
import type { TraceRecord } from '../sim/trace/record.ts';
import type { Note } from './history.ts';
import type { TypedCommand } from './protocol.ts';

/** What a command line must hold to have made something; undefined for what nobody typed. */
function traceOf(creator: string): RegExp | undefined {
  const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const container = /(?:^|\()container (\S+?)[,)]?(?: |$)/.exec(creator)?.[1];
  if (container !== undefined) return new RegExp(`--name[ =]${quoted(container)}(\\s|$)`);
  const network = /^docker network (\S+)/.exec(creator)?.[1];
  if (network !== undefined) return new RegExp(`network create .*${quoted(network)}(\\s|;|$)`);
  return creator.includes(' ') ? new RegExp(quoted(creator)) : undefined;
}

/** The last such command before the record. */
export function typedBy(notes: readonly Note[], { time, cause }: TraceRecord): TypedCommand | undefined {
  const words = cause?.creator === undefined ? undefined : traceOf(cause.creator);
  const note = words && notes.findLast((one) => one.time <= time && words.test(one.text));
  return note && { host: note.host, text: note.text, time: note.time };
}
