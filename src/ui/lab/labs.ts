// Labs as the learner handles them: a new one, the same again, one from a file, a guided one.
import { toast } from 'sonner';
import type { LabFile } from '../../session/protocol.ts';
import type { Scenario, SetupCommand, WorldSpec } from '../../sim/scenario/format.ts';
import { oneHost } from '../../sim/scenario/worlds.ts';
import { download } from '../common/download.ts';
import { t } from '../common/messages.ts';
import { door } from '../store/door.ts';
import { useLab } from '../store/lab.ts';
import { useLayout } from '../store/layout.ts';
import { openLab } from './connection.ts';
import type { LabEntry } from './library.ts';
import { showMoment } from './moment.ts';
import { fetchScenario } from './scenarios.ts';
import { dropUntouched, nameOf, newPlace, type Place, takeFromShelf, useShelf } from './shelf.ts';

/** Sandboxes share one seed, so that the same commands give the same identifiers to a whole class. */
const SANDBOX_SEED = 1;
const CAPTURE_NAME = 'hoplab.pcapng';

/** How the running lab started: for making it again from the beginning. */
let start: LabFile | undefined;

/** Opens a lab at its place and remembers how it began. One that something was done in can be brought back. */
async function beginLab(
  { moment, name: _, ...lab }: LabFile,
  scenario: Scenario | undefined,
  place: Place,
): Promise<void> {
  const before = await door()
    ?.save()
    .catch(() => undefined);
  const placeBefore = useShelf.getState().place;
  const touched = before?.inputs.some((input) => input.kind !== 'tty.open' && input.kind !== 'tty.resize') === true;
  start = { ...lab, inputs: [], time: 0 };
  useShelf.setState({ place });
  openLab(lab, scenario, moment !== undefined);
  if (moment !== undefined) showMoment(moment);
  if (before !== undefined && touched) {
    const kept = useShelf.getState().keeping && placeBefore.id !== undefined && placeBefore.id !== place.id;
    const action = { label: t('lab.bringBack'), onClick: () => void resumeLab(before, placeBefore) };
    toast.info(kept ? t('labs.isKept', { name: nameOf(placeBefore) }) : t('lab.aside'), { action });
  } else if (before !== undefined && placeBefore.id !== place.id) await dropUntouched(placeBefore);
}

/** One host, nothing on it; or another world to begin with, and commands that are run before anybody comes. */
export function newLab(world: WorldSpec = oneHost, setup: readonly SetupCommand[] = []): void {
  const lab = { format: 'hoplab', version: 1, seed: SANDBOX_SEED, world, inputs: [], time: 0 } as const;
  void beginLab(setup.length === 0 ? lab : { ...lab, setup }, undefined, newPlace(t('lab.sandbox')));
}

/** Opens a new lab in place of one that is still being made again, and says what becomes of that. */
export function leaveReplay(): void {
  const { place } = useShelf.getState();
  newLab();
  toast.info(place.id === undefined ? t('guest.left') : t('labs.isKept', { name: nameOf(place) }));
}

/** The same lab from its beginning. */
export function resetLab(): void {
  if (start === undefined) newLab();
  else void beginLab(start, useLab.getState().scenario, useShelf.getState().place);
}

/** The lab that a scenario starts from. */
function labOf(scenario: Scenario): LabFile {
  const { id, seed, world, setup } = scenario;
  const lab = { format: 'hoplab', version: 1, seed, world, scenario: id, inputs: [], time: 0 } as const;
  return setup === undefined ? lab : { ...lab, setup };
}

/** Starts a guided scenario. */
export async function openScenario(id: string): Promise<void> {
  try {
    const scenario = await fetchScenario(id);
    await beginLab(labOf(scenario), scenario, newPlace(scenario.title));
    useLayout.getState().showLeft('guide');
  } catch (error) {
    toast.error(t('scenario.failed'), { description: String(error) });
  }
}

/** Makes a saved lab again at its place, with its scenario where it has one that this site knows. */
export async function resumeLab(lab: LabFile, place: Place): Promise<void> {
  let scenario: Scenario | undefined;
  if (lab.scenario !== undefined) {
    scenario = await fetchScenario(lab.scenario).catch(() => undefined);
    if (scenario === undefined) toast.warning(t('scenario.unknown', { id: lab.scenario }));
    else useLayout.getState().showLeft('guide');
  }
  await beginLab(lab, scenario, place);
}

/** The open lab as it stands, with its name; of one that crashed, what was left of it. */
export async function labAsItStands(): Promise<LabFile | undefined> {
  const lab = (await door()?.save()) ?? useLab.getState().crash?.lab;
  return lab && { ...lab, name: nameOf(useShelf.getState().place) };
}

/** A name that every system takes for a file: the lab's own (the open one's), as far as it can be. */
export function fileName(extension: string, lab: { readonly name: string } = useShelf.getState().place): string {
  const plain = nameOf(lab)
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|-+$/g, '');
  return `${plain === '' ? 'lab' : plain}.${extension}`;
}

/** Hands the lab out as a file. */
export async function downloadLab(): Promise<void> {
  const lab = await labAsItStands();
  if (lab === undefined) return;
  const name = fileName('hoplab');
  download(name, JSON.stringify(lab));
  toast.success(t('file.saved', { name }));
}

/** Hands a kept lab out as a file. */
export async function downloadFromShelf(entry: LabEntry): Promise<void> {
  const taken = await takeFromShelf(entry.id);
  if (taken === undefined) toast.error(t('labs.unreadable'));
  else download(fileName('hoplab', entry), JSON.stringify({ ...taken.lab, name: nameOf(entry) }));
}

/** Hands out all packets of the lab as a file that Wireshark reads. */
export async function downloadCapture(): Promise<void> {
  const capture = await door()?.capture();
  if (capture === undefined) return;
  download(CAPTURE_NAME, new Uint8Array(capture));
  toast.success(t('file.saved', { name: CAPTURE_NAME }));
}

/** Opens a kept lab. */
export async function openFromShelf(id: string): Promise<void> {
  const taken = await takeFromShelf(id);
  if (taken === undefined) toast.error(t('labs.unreadable'));
  else await resumeLab(taken.lab, taken.place);
}

/** Opens a lab file, or a picture with a lab in it, as a lab of its own: hostile until it has been validated. */
export async function openLabFile(file: File): Promise<void> {
  const { readLabFile } = await import('../share/file.ts');
  const { problemText } = await import('../share/problem-text.ts');
  const lab = await readLabFile(file);
  if (lab.ok)
    await resumeLab(lab.value, newPlace(lab.value.name ?? (file.name.replace(/\.[^.]*$/, '') || t('lab.sandbox'))));
  else toast.error(t('file.unreadable', { name: file.name }), { description: problemText(lab.problem) });
}
