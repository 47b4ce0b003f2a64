// What the page opens with: a scenario that the address names, the lab of the last visit, or a new one.
import { startAutosave } from './autosave.ts';
import { newLab, openScenario, resumeLab } from './labs.ts';
import { followLanguageOfGuide } from './scenarios.ts';
import { lastLab } from './shelf.ts';

/** Opens the first lab of this visit. */
export async function startLab(): Promise<void> {
  const linked = location.hash === '' ? undefined : await import('../share/guest.ts');
  const wanted = new URL(location.href).searchParams.get('scenario');
  const kept = await lastLab();
  if (await linked?.openAddressedLab()) {
    // The lab of the last visit stays as it is.
  } else if (wanted !== null && kept?.lab.scenario !== wanted) await openScenario(wanted);
  else if (kept === undefined) newLab();
  else await resumeLab(kept.lab, kept.place);
  startAutosave();
  followLanguageOfGuide();
  (linked ?? (await import('../share/guest.ts'))).watchAddress();
}
