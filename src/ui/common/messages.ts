// Every word that the page itself says, by key; what simulated programs print is never here. `t` fills in the parameters.
import { actionMessages } from '../actions/messages.ts';
import { canvasMessages } from '../canvas/messages.ts';
import { faultMessages } from '../faults/messages.ts';
import { fileMessages } from '../files/messages.ts';
import { inspectMessages } from '../inspect/messages.ts';
import { predictMessages } from '../predict/messages.ts';
import { recordMessages } from '../records/messages.ts';
import { shareMessages } from '../share/messages.ts';
import { timelineMessages } from '../timeline/messages.ts';
import { pageMessages } from './messages-page.ts';

/** A message: text with `{parameters}`, or one text for each plural form of `{count}`. */
export type Message = string | { readonly one: string; readonly other: string };

const messages = {
  ...pageMessages,
  ...actionMessages,
  ...canvasMessages,
  ...faultMessages,
  ...fileMessages,
  ...inspectMessages,
  ...predictMessages,
  ...recordMessages,
  ...shareMessages,
  ...timelineMessages,
} as const;

export type MessageKey = keyof typeof messages;

type ParameterOf<S extends string> = S extends `${string}{${infer P}}${infer Rest}` ? P | ParameterOf<Rest> : never;
type TextOf<M> = M extends string ? M : M extends { readonly one: infer A; readonly other: infer B } ? A | B : never;
type Parameters<K extends MessageKey> = ParameterOf<TextOf<(typeof messages)[K]> & string>;
type Arguments<K extends MessageKey> = [Parameters<K>] extends [never]
  ? []
  : [parameters: Readonly<Record<Parameters<K>, string | number>>];

const plural = new Intl.PluralRules('en');

/** The text of a message. Parameters that the text names are required by its type. */
export function t<K extends MessageKey>(key: K, ...rest: Arguments<K>): string {
  const message: Message = messages[key];
  const parameters: Readonly<Record<string, string | number>> = rest[0] ?? {};
  const text =
    typeof message === 'string'
      ? message
      : message[plural.select(Number(parameters.count)) === 'one' ? 'one' : 'other'];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? ''));
}
