// The files that are being edited: their texts here and on their hosts, and what is wrong with them.
import { toast } from 'sonner';
import { create } from 'zustand';
import type { FileEntry, FileProblem, Seal } from '../../session/protocol.ts';
import { download } from '../common/download.ts';
import { t } from '../common/messages.ts';
import { askWithInput, door } from '../store/door.ts';
import { directoryOf, inDirectory, nameOf } from './paths.ts';

export const HOME = '/root';
/** How long after the last key a text is examined (real milliseconds). */
const EXAMINE_MS = 250;

/** A file that is open in the editor. */
export interface FileDocument {
  readonly host: string;
  readonly path: string;
  readonly text: string;
  /** What it was on the host when the editor last took it from there or put it there; undefined: never there. */
  readonly base: string | undefined;
  /** What somebody else has made of it since: another text, none at all, or what is no text to edit. */
  readonly meanwhile: { readonly text: string | undefined; readonly sealed?: Seal } | undefined;
  readonly problems: readonly FileProblem[];
}

/** A file that can be looked at only outside. */
export interface SealedFile {
  readonly host: string;
  readonly path: string;
  readonly why: Seal;
}

interface FilesState {
  readonly host: string;
  readonly directory: string;
  readonly entries: readonly FileEntry[];
  readonly documents: ReadonlyMap<string, FileDocument>;
  /** The key of the one in front. */
  readonly active: string | undefined;
  /** The last one that could not be opened; in front as long as `active` is its key. */
  readonly sealed: SealedFile | undefined;
}

const nothing: FilesState = {
  host: '',
  directory: HOME,
  entries: [],
  documents: new Map(),
  active: undefined,
  sealed: undefined,
};

export const useFiles = create<FilesState>()(() => nothing);

export const keyOf = (host: string, path: string): string => `${host}:${path}`;
export const isChanged = (file: FileDocument): boolean => file.text !== file.base;

export function activeFile(state: FilesState): FileDocument | undefined {
  return state.active === undefined ? undefined : state.documents.get(state.active);
}

/** The file in front, if it is none for the editor. */
export function sealedFile({ active, documents, sealed }: FilesState): SealedFile | undefined {
  if (sealed === undefined || active !== keyOf(sealed.host, sealed.path) || documents.has(active)) return undefined;
  return sealed;
}

/** The texts belong to a lab that is gone. */
export function forgetFiles(): void {
  useFiles.setState(nothing, true);
}

function put(file: FileDocument, change: Partial<FilesState> = {}): void {
  const { documents } = useFiles.getState();
  useFiles.setState({ documents: new Map([...documents, [keyOf(file.host, file.path), file]]), ...change });
}

function update(key: string, change: Partial<FileDocument>): void {
  const file = useFiles.getState().documents.get(key);
  if (file !== undefined) put({ ...file, ...change });
}

/** Shows a directory of a host. */
export async function showDirectory(host: string, directory: string): Promise<void> {
  const answer = await door()?.listDirectory(host, directory);
  if (answer === undefined) return;
  if (answer.ok) useFiles.setState({ host, directory, entries: answer.value });
  else if (directory !== HOME) await showDirectory(host, HOME);
}

/** Opens a file, or brings it to the front. */
export async function openFile(host: string, path: string): Promise<void> {
  const key = keyOf(host, path);
  if (!useFiles.getState().documents.has(key)) {
    const answer = await door()?.readFile(host, path);
    if (answer?.ok === false && answer.sealed !== undefined) {
      useFiles.setState({ active: key, sealed: { host, path, why: answer.sealed } });
      return;
    }
    if (answer?.ok !== true) {
      toast.error(answer?.problem ?? t('files.noWorld'));
      return;
    }
    put({ host, path, text: answer.value, base: answer.value, meanwhile: undefined, problems: [] });
  }
  useFiles.setState({ active: key });
  examineSoon(key);
}

/** Hands a file out as it is on its host. */
export async function downloadFile(host: string, path: string): Promise<void> {
  const answer = await door()?.fileBytes(host, path);
  if (answer?.ok !== true) {
    toast.error(t('files.downloadFailed'), { description: answer?.problem ?? t('files.noWorld') });
    return;
  }
  const name = nameOf(path);
  download(name, new Uint8Array(answer.value));
  toast.success(t('file.saved', { name }));
}

/** A new file, on the host only once it is saved. */
export function createFile(host: string, path: string, text: string): void {
  const key = keyOf(host, path);
  put({ host, path, text, base: undefined, meanwhile: undefined, problems: [] }, { active: key });
  examineSoon(key);
}

/** The learner has typed. */
export function editFile(key: string, text: string): void {
  if (useFiles.getState().documents.get(key)?.text === text) return;
  update(key, { text });
  examineSoon(key);
}

/** Saves a file to its host; answers whether it is there now. */
export async function saveFile(key: string): Promise<boolean> {
  await followHost();
  const file = useFiles.getState().documents.get(key);
  if (file === undefined) return false;
  if (!isChanged(file) && file.meanwhile === undefined) return true;
  if (file.meanwhile?.text !== undefined || file.meanwhile?.sealed !== undefined) {
    toast.warning(t('files.saveFailed'), { description: t('files.conflict', { host: file.host }) });
    return false;
  }
  const asked = askWithInput((to) => to.writeFile(file.host, file.path, file.text));
  const problem = asked === undefined ? t('files.noWorld') : await asked;
  if (problem !== undefined) {
    toast.error(t('files.saveFailed'), { description: problem });
    return false;
  }
  update(key, { base: file.text, meanwhile: undefined });
  const { host, directory } = useFiles.getState();
  await showDirectory(host, directory);
  return true;
}

/** Back to what is on the host; a file that was never there goes. */
export function revertFile(key: string): void {
  const { documents } = useFiles.getState();
  const file = documents.get(key);
  if (file === undefined) return;
  const onHost = file.meanwhile === undefined ? file.base : file.meanwhile.text;
  if (onHost !== undefined) {
    update(key, { text: onHost, base: onHost, meanwhile: undefined });
    examineSoon(key);
    return;
  }
  const rest = new Map([...documents].filter(([other]) => other !== key));
  useFiles.setState({ documents: rest, active: [...rest.keys()].at(-1) });
}

/** The learner's text shall win: the next save puts it over the other one. */
export function keepMine(key: string): void {
  const file = useFiles.getState().documents.get(key);
  if (file?.meanwhile !== undefined) update(key, { base: file.meanwhile.text, meanwhile: undefined });
}

/** Looks what has become of the open file and its directory on the host. Without changes of the learner's own it follows. */
export async function followHost(): Promise<void> {
  const { host, directory, active } = useFiles.getState();
  if (host !== '') await showDirectory(host, directory);
  const before = active === undefined ? undefined : useFiles.getState().documents.get(active);
  if (active === undefined || before?.base === undefined) return;
  const answer = await door()?.readFile(before.host, before.path);
  const file = useFiles.getState().documents.get(active);
  // Saved or reverted while the answer was on its way: ask again next time.
  if (answer === undefined || file === undefined || file.base !== before.base) return;
  if (!answer.ok && answer.sealed !== undefined) {
    update(active, { meanwhile: { text: undefined, sealed: answer.sealed } });
    return;
  }
  // A host that is off has its disk still.
  if (!answer.ok && !answer.missing) return;
  const text = answer.ok ? answer.value : undefined;
  if (text === file.base) {
    if (file.meanwhile !== undefined) update(active, { meanwhile: undefined });
  } else if (text === file.text) {
    update(active, { base: text, meanwhile: undefined });
  } else if (text !== undefined && !isChanged(file)) {
    update(active, { text, base: text, meanwhile: undefined });
    examineSoon(active);
  } else if (file.meanwhile === undefined || file.meanwhile.sealed !== undefined || file.meanwhile.text !== text)
    update(active, { meanwhile: { text } });
}

/** The names beside a file, on the host and in the editor. */
export async function namesBeside(file: FileDocument): Promise<readonly string[]> {
  const answer = await door()?.listDirectory(file.host, directoryOf(file.path));
  return answer?.ok ? answer.value.map((entry) => entry.name) : [];
}

/** A path in the directory on show that no file has: `compose.yaml`, else one directory further down. */
export function freePath(directory: string, template: string): string {
  const { host, entries, documents } = useFiles.getState();
  const taken = (path: string) =>
    documents.has(keyOf(host, path)) || entries.some((entry) => inDirectory(directory, entry.name) === path);
  const plain = inDirectory(directory, template === 'empty' ? 'notes.txt' : 'compose.yaml');
  if (!taken(plain)) return plain;
  for (let n = 1; ; n++) {
    const path =
      template === 'empty'
        ? inDirectory(directory, `notes${n + 1}.txt`)
        : inDirectory(directory, `${template}${n === 1 ? '' : n}/compose.yaml`);
    if (!taken(path) && !taken(directoryOf(path))) return path;
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks what is wrong with a text once the keys are still. */
function examineSoon(key: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => void examine(key), EXAMINE_MS);
}

async function examine(key: string): Promise<void> {
  const file = useFiles.getState().documents.get(key);
  if (file === undefined) return;
  const problems = await door()?.examineFile(file.host, file.path, file.text);
  if (problems !== undefined && useFiles.getState().documents.get(key)?.text === file.text) update(key, { problems });
}
