// Copies of containers: each types the `docker run` that makes another one like it.

import { freeContainerName } from '../../common/suggest.ts';
import { door } from '../../store/door.ts';
import { useLab } from '../../store/lab.ts';
import { shellQuote } from '../../terminal/run.ts';
import { useArrangement } from '../arrangement.ts';
import { chosenBoxes } from '../chosen.ts';
import { isSandbox } from '../layout/sandboxes.ts';
import { targetOfSelection } from './target.ts';

interface Source {
  readonly host: string;
  readonly id: string;
}

let copied: readonly Source[] = [];

/** The containers that are chosen or selected. Those of a swarm's tasks are the swarm's to make. */
function sources(): readonly Source[] {
  const boxes = chosenBoxes().map(({ data }) => data);
  const { picture } = useArrangement.getState();
  const target = picture && targetOfSelection(useLab.getState().selection, picture);
  const meant = boxes.length > 0 ? boxes : target?.kind === 'container' ? [target.box] : [];
  return meant.flatMap((box) =>
    box.kind === 'container' && !isSandbox(box.container) && box.container.service === undefined
      ? [{ host: box.host, id: box.container.id }]
      : [],
  );
}

async function typeCopy({ host, id }: Source): Promise<void> {
  const words = await door()?.runWords(host, id);
  const view = useLab.getState().view?.hosts.find((one) => one.name === host);
  if (words === undefined || view === undefined) return;
  const command = ['docker', 'run', '-d', '--name', freeContainerName(view), ...words].map(shellQuote).join(' ');
  useLab.getState().run(host, command);
}

/** Makes one more container like that one. */
export function duplicate(source: Source): void {
  void typeCopy(source);
}

async function typeCopies(of: readonly Source[]): Promise<void> {
  for (const source of of) await typeCopy(source);
}

/** Remembers the containers that are meant. Answers whether there are any. */
export function copyChosen(): boolean {
  const found = sources();
  if (found.length > 0) copied = found;
  return found.length > 0;
}

/** Makes what was copied once more, on the same hosts. */
export function pasteCopied(): boolean {
  void typeCopies(copied);
  return copied.length > 0;
}

export function duplicateChosen(): boolean {
  const found = sources();
  void typeCopies(found);
  return found.length > 0;
}
