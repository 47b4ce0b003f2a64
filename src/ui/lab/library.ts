// The labs that are kept in the browser between visits, by name, in IndexedDB.
import { type DBSchema, openDB } from 'idb';
import { parseLab } from '../../session/lab-file.ts';
import type { LabFile } from '../../session/protocol.ts';

/** What is known of a kept lab without reading it. */
export interface LabEntry {
  readonly id: string;
  readonly name: string;
  /** The learner gave it its name. */
  readonly named: boolean;
  /** Real time of the last change, in milliseconds. */
  readonly changed: number;
  /** Of its JSON. */
  readonly bytes: number;
  readonly hosts: number;
}

interface Schema extends DBSchema {
  labs: { key: string; value: LabFile };
  entries: { key: string; value: LabEntry };
  /** `current` is the lab of the last visit. */
  marks: { key: string; value: string };
}

const DATABASE = 'hoplab';
const CURRENT = 'current';
/** The identifier of the one lab that the first version of the database kept. */
const ONLY = 'current';

function database() {
  return openDB<Schema>(DATABASE, 2, {
    upgrade: async (db, before, _after, transaction) => {
      if (before < 1) db.createObjectStore('labs');
      if (before >= 2) return;
      const entries = db.createObjectStore('entries', { keyPath: 'id' });
      const marks = db.createObjectStore('marks');
      const only = await transaction.objectStore('labs').get(ONLY);
      if (only === undefined) return;
      await entries.put(entryOf(ONLY, '', false, only));
      await marks.put(ONLY, CURRENT);
    },
    blocking: (_version, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}

type Database = Awaited<ReturnType<typeof database>>;

async function using<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const db = await database();
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

function entryOf(id: string, name: string, named: boolean, lab: LabFile): LabEntry {
  const bytes = new TextEncoder().encode(JSON.stringify(lab)).length;
  return { id, name, named, changed: Date.now(), bytes, hosts: lab.world.hosts.length };
}

/** All kept labs, the latest first. Throws if storage is blocked, as all here do. */
export async function listLabs(): Promise<readonly LabEntry[]> {
  const entries = await using((db) => db.getAll('entries'));
  return entries.sort((a, b) => b.changed - a.changed);
}

/** Undefined when there is none, or it can no longer be read. */
export async function readLab(id: string): Promise<LabFile | undefined> {
  const value: unknown = await using((db) => db.get('labs', id));
  const lab = value === undefined ? undefined : parseLab(value);
  return lab?.ok ? lab.value : undefined;
}

/** The lab of the last visit. */
export async function currentLab(): Promise<string | undefined> {
  return using((db) => db.get('marks', CURRENT));
}

/** Keeps a lab under its identifier, in place of what was there. */
export async function writeLab(id: string, name: string, named: boolean, lab: LabFile): Promise<LabEntry> {
  const entry = entryOf(id, name, named, lab);
  await using(async (db) => {
    const transaction = db.transaction(['labs', 'entries'], 'readwrite');
    await Promise.all([
      transaction.objectStore('labs').put(lab, id),
      transaction.objectStore('entries').put(entry),
      transaction.done,
    ]);
  });
  return entry;
}

/** The next visit begins with this lab. */
export async function markCurrent(id: string): Promise<void> {
  await using((db) => db.put('marks', id, CURRENT));
}

export async function renameEntry(id: string, name: string): Promise<void> {
  await using(async (db) => {
    const entry = await db.get('entries', id);
    if (entry !== undefined) await db.put('entries', { ...entry, name, named: true });
  });
}

export async function removeLab(id: string): Promise<void> {
  await using(async (db) => {
    const transaction = db.transaction(['labs', 'entries'], 'readwrite');
    await Promise.all([
      transaction.objectStore('labs').delete(id),
      transaction.objectStore('entries').delete(id),
      transaction.done,
    ]);
  });
}
