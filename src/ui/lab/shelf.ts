// The shelf of labs: which one is open, which others are kept: what dialogs show and autosave writes to.
import { create } from 'zustand';
import type { LabFile } from '../../session/protocol.ts';
import { t } from '../common/messages.ts';
import { warnStorageBlocked } from '../common/storage.ts';
import type { LabEntry } from './library.ts';

/** A lab's place on the shelf. One without an identifier is only looked at: nothing of it is kept. */
export interface Place {
  readonly id: string | undefined;
  readonly name: string;
  /** The learner gave it its name. */
  readonly named: boolean;
  /** It came with a link, and nobody has asked to keep it. */
  readonly guest?: true;
}

interface Shelf {
  readonly place: Place;
  readonly entries: readonly LabEntry[];
  /** This page keeps its lab: it is the first of those that are open, and the browser lets it. */
  readonly keeping: boolean;
}

export const useShelf = create<Shelf>()(() => ({
  place: { id: undefined, name: '', named: false },
  entries: [],
  keeping: false,
}));

const MAX_NAME = 80;

const library = () => import('./library.ts');

/** Runs what needs the browser's storage; says so once where it is blocked. */
async function stored<T>(work: (kept: Awaited<ReturnType<typeof library>>) => Promise<T>): Promise<T | undefined> {
  try {
    return await work(await library());
  } catch {
    warnStorageBlocked();
    return undefined;
  }
}

export async function refreshShelf(): Promise<void> {
  const entries = await stored((kept) => kept.listLabs());
  if (entries !== undefined) useShelf.setState({ entries });
}

/** A place of its own for a lab of that name; a name that is taken gets a number. */
export function newPlace(base: string, named = false): Place {
  const id = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
  const taken = new Set(useShelf.getState().entries.map((entry) => nameOf(entry)));
  let name = base.slice(0, MAX_NAME);
  for (let number = 2; taken.has(name); number++) name = t('labs.numbered', { name: base.slice(0, MAX_NAME), number });
  return { id, name, named };
}

export function nameOf(lab: { readonly name: string }): string {
  return lab.name === '' ? t('lab.sandbox') : lab.name;
}

/** The lab of the last visit and its place. */
export async function lastLab(): Promise<{ readonly lab: LabFile; readonly place: Place } | undefined> {
  await refreshShelf();
  return stored(async (kept) => {
    const id = await kept.currentLab();
    return id === undefined ? undefined : found(id, await kept.readLab(id));
  });
}

/** A kept lab and its place. */
export async function takeFromShelf(id: string) {
  return stored(async (kept) => found(id, await kept.readLab(id)));
}

function found(id: string, lab: LabFile | undefined) {
  const entry = useShelf.getState().entries.find((one) => one.id === id);
  return lab && { lab, place: { id, name: entry?.name ?? '', named: entry?.named ?? false } };
}

/** Keeps the open lab, if it has a place and this page is the one that keeps. */
export async function keepOpenLab(lab: LabFile): Promise<void> {
  const { place, keeping } = useShelf.getState();
  if (place.id !== undefined && keeping) await putOnShelf(place.id, place, lab);
}

/** Gives a lab that came with a link a place of its own. */
export async function keepGuest(lab: LabFile): Promise<void> {
  const place = newPlace(useShelf.getState().place.name, true);
  useShelf.setState({ place });
  if (place.id !== undefined) await putOnShelf(place.id, place, lab);
}

async function putOnShelf(id: string, place: Place, lab: LabFile): Promise<void> {
  const entry = await stored(async (kept) => {
    const written = await kept.writeLab(id, place.name, place.named, lab);
    await kept.markCurrent(id);
    return written;
  });
  if (entry === undefined) return;
  useShelf.setState(({ entries }) => ({ entries: [entry, ...entries.filter((one) => one.id !== id)] }));
}

/** Drops a lab that nothing was done in and nobody named, when another is opened. */
export async function dropUntouched({ id, named }: Place): Promise<void> {
  if (id === undefined || named || !useShelf.getState().keeping) return;
  await stored((kept) => kept.removeLab(id));
  await refreshShelf();
}

export async function renameLab(id: string, wanted: string): Promise<void> {
  const name = wanted.trim().slice(0, MAX_NAME);
  if (name === '') return;
  const { place } = useShelf.getState();
  if (place.id === id) useShelf.setState({ place: { id, name, named: true } });
  await stored((kept) => kept.renameEntry(id, name));
  await refreshShelf();
}

export async function duplicateLab(entry: LabEntry): Promise<void> {
  await stored(async (kept) => {
    const lab = await kept.readLab(entry.id);
    const { id, name } = newPlace(t('labs.copyOf', { name: nameOf(entry) }));
    if (lab !== undefined && id !== undefined) await kept.writeLab(id, name, true, lab);
  });
  await refreshShelf();
}

/** Deletes a kept lab. Answers how to have it back; undefined if nothing could be read of it. */
export async function deleteLab({ id, name, named }: LabEntry): Promise<(() => Promise<void>) | undefined> {
  const lab = await stored(async (kept) => {
    const before = await kept.readLab(id);
    await kept.removeLab(id);
    return before;
  });
  await refreshShelf();
  if (lab === undefined) return undefined;
  return async () => {
    await stored((kept) => kept.writeLab(id, name, named, lab));
    await refreshShelf();
  };
}
