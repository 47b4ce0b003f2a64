// What the page opens with: a scenario that the address names, the lab of the last visit, or a new one.
import { warnStorageBlocked } from '../common/storage.ts';
import { startAutosave } from './autosave.ts';
import { newLab, openScenario, resumeLab } from './labs.ts';

/** Opens the first lab of this visit. */
export async function startLab(): Promise<void> {
  const wanted = new URL(location.href).searchParams.get('scenario');
  const kept = await readKept();
  if (wanted !== null && kept?.scenario !== wanted) await openScenario(wanted);
  else if (kept === undefined) newLab();
  else await resumeLab(kept);
  startAutosave();
}

async function readKept() {
  try {
    const { readKeptLab } = await import('./kept.ts');
    return await readKeptLab();
  } catch {
    warnStorageBlocked();
    return undefined;
  }
}
