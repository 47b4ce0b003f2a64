// German. A folder's words are beside its English ones; the compiler says which are missing.
import { actionMessagesGerman } from '../actions/messages-de.ts';
import { canvasMessagesGerman } from '../canvas/messages-de.ts';
import { faultMessagesGerman } from '../faults/messages-de.ts';
import { fileMessagesGerman } from '../files/messages-de.ts';
import { inspectMessagesGerman } from '../inspect/messages-de.ts';
import { narrateMessagesGerman } from '../narrate/messages-de.ts';
import { predictMessagesGerman } from '../predict/messages-de.ts';
import { projectorMessagesGerman } from '../projector/messages-de.ts';
import { recordMessagesGerman } from '../records/messages-de.ts';
import { scenarioMessagesGerman } from '../scenario/messages-de.ts';
import { settingsMessagesGerman } from '../settings/messages-de.ts';
import { shareMessagesGerman } from '../share/messages-de.ts';
import { styleMessagesGerman } from '../style/messages-de.ts';
import { timelineMessagesGerman } from '../timeline/messages-de.ts';
import { pageMessagesGerman } from './messages-page-de.ts';

export const german = {
  ...pageMessagesGerman,
  ...actionMessagesGerman,
  ...canvasMessagesGerman,
  ...faultMessagesGerman,
  ...fileMessagesGerman,
  ...inspectMessagesGerman,
  ...narrateMessagesGerman,
  ...predictMessagesGerman,
  ...projectorMessagesGerman,
  ...recordMessagesGerman,
  ...scenarioMessagesGerman,
  ...settingsMessagesGerman,
  ...shareMessagesGerman,
  ...styleMessagesGerman,
  ...timelineMessagesGerman,
} as const;
