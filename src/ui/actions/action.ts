import type { LucideIcon } from 'lucide-react';

/** Where the sheet of keys and the palette of commands list an action. */
export type ActionGroup = 'time' | 'page' | 'lab' | 'map' | 'terminal' | 'files' | 'list' | 'projector';

/** Something that the page can do: by its button, by its keys, or from the palette of commands. */
export interface Action {
  readonly group: ActionGroup;
  /** What it does, in the reader's language and as things stand. */
  readonly label: () => string;
  readonly icon?: LucideIcon;
  /** Chords, as `chord.ts` writes them; the first is the one that buttons show. */
  readonly keys?: readonly string[];
  /** Its keys act from within text fields and editors, too; a terminal's keys are its own. */
  readonly everywhere?: true;
  readonly act: () => void;
  /** Whether it can be done now; if absent, always. */
  readonly isOffered?: () => boolean;
}
