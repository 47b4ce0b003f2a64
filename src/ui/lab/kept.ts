// The lab that is kept in the browser between visits: one, in IndexedDB.
import { openDB } from 'idb';
import { parseLab } from '../../session/lab-file.ts';
import type { LabFile } from '../../session/protocol.ts';

const DATABASE = 'hoplab';
const LABS = 'labs';
const CURRENT = 'current';

function database() {
  return openDB(DATABASE, 1, {
    upgrade: (db) => {
      db.createObjectStore(LABS);
    },
  });
}

/** The lab of the last visit, if there is one and it can be read. Throws if storage is blocked. */
export async function readKeptLab(): Promise<LabFile | undefined> {
  const db = await database();
  const value: unknown = await db.get(LABS, CURRENT);
  db.close();
  if (value === undefined) return undefined;
  const lab = parseLab(value);
  return lab.ok ? lab.value : undefined;
}

/** Keeps the lab in place of the one before. */
export async function keepLab(lab: LabFile): Promise<void> {
  const db = await database();
  await db.put(LABS, lab, CURRENT);
  db.close();
}
