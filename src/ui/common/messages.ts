// Every word that the page itself says, by key; what simulated programs print is never here. `t` fills in the parameters.
// German is in `messages-de.ts` beside each folder's words; another language goes the same way (docs/TRANSLATING.md).
import { actionMessages } from '../actions/messages.ts';
import { canvasMessages } from '../canvas/messages.ts';
import { faultMessages } from '../faults/messages.ts';
import { fileMessages } from '../files/messages.ts';
import { inspectMessages } from '../inspect/messages.ts';
import { narrateMessages } from '../narrate/messages.ts';
import { predictMessages } from '../predict/messages.ts';
import { projectorMessages } from '../projector/messages.ts';
import { recordMessages } from '../records/messages.ts';
import { scenarioMessages } from '../scenario/messages.ts';
import { settingsMessages } from '../settings/messages.ts';
import { shareMessages } from '../share/messages.ts';
import { styleMessages } from '../style/messages.ts';
import { timelineMessages } from '../timeline/messages.ts';
import { pageMessages } from './messages-page.ts';
import type { Catalogue, Message, ParametersOf } from './translation.ts';

/** Every word in English, which other languages are translated from. */
export const english = {
  ...pageMessages,
  ...actionMessages,
  ...canvasMessages,
  ...faultMessages,
  ...fileMessages,
  ...inspectMessages,
  ...narrateMessages,
  ...predictMessages,
  ...projectorMessages,
  ...recordMessages,
  ...scenarioMessages,
  ...settingsMessages,
  ...shareMessages,
  ...styleMessages,
  ...timelineMessages,
} as const;

export type MessageKey = keyof typeof english;

type Arguments<K extends MessageKey> = [ParametersOf<(typeof english)[K]>] extends [never]
  ? []
  : [parameters: Readonly<Record<ParametersOf<(typeof english)[K]>, string | number>>];

/** What is spoken: the language's tag, its words (English where it has none), and how it counts. */
interface Spoken {
  readonly language: string;
  readonly words: Catalogue;
  readonly plural: Intl.PluralRules;
  readonly number: Intl.NumberFormat;
}

const spokenIn = (language: string, words: Catalogue): Spoken => ({
  language,
  words: { ...english, ...words },
  plural: new Intl.PluralRules(language),
  number: new Intl.NumberFormat(language),
});

let spoken = spokenIn('en', english);

/** From now on the page speaks that language. What is on the screen already must be drawn anew. */
export function speak(language: string, words: Catalogue = english): void {
  spoken = spokenIn(language, words);
}

/** The language that is spoken, for dates and numbers. */
export const spokenLanguage = (): string => spoken.language;

/** The text of a message. Parameters that the text names are required by its type; `count` is written as the language does. */
export function t<K extends MessageKey>(key: K, ...rest: Arguments<K>): string {
  const { words, plural, number } = spoken;
  const message: Message = words[key] ?? english[key];
  const parameters: Readonly<Record<string, string | number>> = rest[0] ?? {};
  const { count } = parameters;
  const text = typeof message === 'string' ? message : (message[plural.select(Number(count))] ?? message.other);
  return text.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'count' && typeof count === 'number' ? number.format(count) : String(parameters[name] ?? ''),
  );
}
