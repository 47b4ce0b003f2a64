// Labs that come with the page's address: opened as copies, and only with a yes where another lab is open.
import { toast } from 'sonner';
import { create } from 'zustand';
import type { LabFile } from '../../session/protocol.ts';
import { t } from '../common/messages.ts';
import { labAsItStands, resumeLab } from '../lab/labs.ts';
import { keepGuest, useShelf } from '../lab/shelf.ts';
import { useLayout } from '../store/layout.ts';
import { hasLab, readFragment } from './link.ts';
import { problemText } from './problem-text.ts';

/** A lab that waits for a yes, and the fragment that it came in. */
interface Waiting {
  readonly lab: LabFile | undefined;
  readonly fragment: string;
}

export const useWaitingLab = create<Waiting>()(() => ({ lab: undefined, fragment: '' }));

/** Takes the lab out of the address, so that a reload or a bookmark finds what the reader has now. */
function forgetFragment(): void {
  if (hasLab(location.hash)) history.replaceState(null, '', location.pathname + location.search);
}

/** The lab in the address; one that cannot be read is told of and forgotten. */
function labInAddress(): LabFile | undefined {
  const read = readFragment(location.hash);
  if (read.ok) return read.value;
  forgetFragment();
  toast.error(t('share.problem.title'), { description: problemText(read.problem), duration: 20_000 });
  return undefined;
}

export async function openGuest(lab: LabFile): Promise<void> {
  const place = { id: undefined, name: lab.name ?? t('guest.unnamed'), named: false, guest: true } as const;
  await resumeLab(lab, place);
}

/** Opens the lab that this visit's address brings. False where it brings none. */
export async function openAddressedLab(): Promise<boolean> {
  const lab = labInAddress();
  if (lab !== undefined) await openGuest(lab);
  return lab !== undefined;
}

/** Keeps a guest as a lab of its own. */
export async function keepThisGuest(): Promise<void> {
  const lab = await labAsItStands();
  if (lab === undefined) return;
  const { name: _, ...nameless } = lab;
  await keepGuest(nameless);
  toast.success(t('guest.kept', { name: useShelf.getState().place.name }));
}

/** The reader answers for the lab that waits. While it is open, the address brings it back after a reload. */
export async function answerWaiting(yes: boolean): Promise<void> {
  const { lab, fragment } = useWaitingLab.getState();
  useLayout.getState().setDialog(undefined);
  useWaitingLab.setState({ lab: undefined, fragment: '' });
  if (!yes || lab === undefined) return;
  await openGuest(lab);
  history.replaceState(null, '', fragment);
}

/** Asks before a link that is pasted into this page's address replaces the open lab. */
export function watchAddress(): void {
  addEventListener('hashchange', () => {
    const fragment = location.hash;
    if (!hasLab(fragment)) return;
    const lab = labInAddress();
    forgetFragment();
    if (lab === undefined) return;
    useWaitingLab.setState({ lab, fragment });
    useLayout.getState().setDialog('open-link');
  });
  useShelf.subscribe((now, before) => {
    if (before.place.guest && !now.place.guest) forgetFragment();
  });
}
