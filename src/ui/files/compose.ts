// What the editor's buttons type for a Compose file.
import { useLab } from '../store/lab.ts';
import { useLayout } from '../store/layout.ts';
import { focusTerminal } from '../terminal/focus.ts';
import { type FileDocument, namesBeside, saveFile, useFiles } from './documents.ts';
import { composeCommand, isComposeFile } from './paths.ts';

const UP = 'up -d';
const DOWN = 'down';

async function type(file: FileDocument, action: string): Promise<void> {
  const beside = await namesBeside(file);
  // The world that follows is behind an editor that has the whole page.
  if (useLayout.getState().terminalFull) useLayout.getState().toggleTerminalFull();
  useLab.getState().run(file.host, (here) => composeCommand(file.path, action, here, beside));
  // The editor, which has the focus, has made way for the terminal.
  focusTerminal();
}

/** Saves a Compose file and types what makes the world follow it. */
export async function composeUp(key: string): Promise<void> {
  const file = useFiles.getState().documents.get(key);
  if (file !== undefined && isComposeFile(file.path) && (await saveFile(key))) await type(file, UP);
}

/** Types what takes the project away. */
export async function composeDown(key: string): Promise<void> {
  const file = useFiles.getState().documents.get(key);
  if (file !== undefined) await type(file, DOWN);
}

/** The commands as they are typed from another directory, to show before anything is done. */
export function commandsOf(path: string): { readonly up: string; readonly down: string } {
  const of = (action: string) => composeCommand(path, action, undefined, []);
  return { up: of(UP), down: of(DOWN) };
}
