// nano's reading and writing of files.
// Source: GNU nano 7.2 src/files.c (open_buffer, read_file, write_file, write_it_out), src/nano.c do_exit.
// Not modelled: backups, DOS and Mac line ends, appending and prepending, lock files.
import { strerror } from '../../../base/errno.ts';
import type { Blocking } from '../../../host/sys.ts';
import { TextArea } from '../editor/text-area.ts';
import type { NanoSession } from './session.ts';

const lineCount = (count: number): string => `${count} line${count === 1 ? '' : 's'}`;

/** The lines of a file's text, with the empty one at the end. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines : [...lines, ''];
}

/** Opens the file of that name, or begins one. */
export function openBuffer(nano: NanoSession, name: string): void {
  const { fs } = nano.sys;
  const path = nano.sys.resolve(name);
  const stat = fs.stat(path);
  if (stat?.type === 'directory') {
    nano.say(`"${name}" is a directory`);
    return;
  }
  if (stat?.type === 'device') {
    nano.say(`"${name}" is a device file`);
    return;
  }
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  if (stat === undefined && fs.stat(parent)?.type !== 'directory') {
    const shown = name.slice(0, Math.max(0, name.lastIndexOf('/'))) || '/';
    nano.say(fs.stat(parent) ? `Path '${shown}' is not a directory` : `Directory '${shown}' does not exist`);
    return;
  }
  nano.name = name;
  if (stat === undefined) {
    nano.say('New File');
    return;
  }
  const text = fs.readFile(path);
  if (!text.ok) {
    nano.say(`Error reading ${name}: ${strerror[text.errno]}`);
    return;
  }
  const lines = linesOf(text.value);
  nano.area = new TextArea(lines);
  nano.saved = nano.area.lines;
  nano.savedAt = stat.modified;
  nano.say(`Read ${lineCount(lines.length - 1)}`);
}

/** ^R: puts a file's text at the cursor. */
export function* insertFile(nano: NanoSession): Blocking<void> {
  const answer = yield* nano.ask('insert', 'File to insert [from ./]', '');
  if (answer === undefined || (answer.kind === 'text' && answer.text === '')) {
    nano.say('Cancelled');
    return;
  }
  if (answer.kind === 'key') {
    nano.cannot(`${answer.name} while a file is chosen`);
    return;
  }
  const path = nano.sys.resolve(answer.text);
  const stat = nano.sys.fs.stat(path);
  const text = stat?.type === 'directory' ? undefined : nano.sys.fs.readFile(path);
  if (text === undefined) nano.say(`"${answer.text}" is a directory`);
  else if (!text.ok) nano.say(`File "${answer.text}" not found`);
  else {
    nano.area.begin('insertion');
    nano.area.insert(text.value);
    nano.say(`Read ${lineCount(linesOf(text.value).length - 1)}`);
  }
}

/** ^O: asks for the name and writes. Answers whether the text is on the disk now. */
export function* writeOut(nano: NanoSession): Blocking<boolean> {
  let given = nano.name;
  for (;;) {
    const answer = yield* nano.ask('write', 'File Name to Write', given);
    if (answer === undefined || answer.text === '') {
      nano.say('Cancelled');
      return false;
    }
    if (answer.kind === 'key') {
      nano.cannot(`${answer.name} while a name is asked for`);
      return false;
    }
    given = answer.text;
    const may = yield* mayWrite(nano, given);
    if (may === 'write') return write(nano, given);
    if (may === 'leave' || nano.done) return false;
  }
}

/** ^S: writes without asking for the name, if there is one. */
export function* save(nano: NanoSession): Blocking<void> {
  if (nano.name === '') {
    yield* writeOut(nano);
    return;
  }
  if ((yield* mayWrite(nano, nano.name)) === 'write') write(nano, nano.name);
}

/** Asks before a text goes to another name, over another file, or over another's change. */
function* mayWrite(nano: NanoSession, name: string): Blocking<'write' | 'ask again' | 'leave'> {
  const { sys } = nano;
  const stat = sys.fs.stat(sys.resolve(name));
  const isOther = nano.name === '' ? stat !== undefined : sys.resolve(name) !== sys.resolve(nano.name);
  if (isOther) {
    if (nano.name !== '' && (yield* nano.confirm('Save file under DIFFERENT NAME? ')) !== 'yes') return 'ask again';
    if (stat === undefined) return 'write';
    return (yield* nano.confirm(`File "${name}" exists; OVERWRITE? `)) === 'yes' ? 'write' : 'ask again';
  }
  if (stat === undefined || nano.savedAt === undefined || stat.modified <= nano.savedAt) return 'write';
  const question = 'File was modified since you opened it; continue saving? ';
  return (yield* nano.confirm(question)) === 'yes' ? 'write' : 'leave';
}

function write(nano: NanoSession, name: string): boolean {
  const { sys, area } = nano;
  const path = sys.resolve(name);
  const errno = sys.fs.writeFile(path, area.lines.join('\n'));
  if (errno !== undefined) {
    nano.say(`Error writing ${name}: ${strerror[errno]}`);
    return false;
  }
  nano.name = name;
  nano.saved = area.lines;
  nano.savedAt = sys.fs.stat(path)?.modified;
  nano.say(`Wrote ${lineCount(area.lines.length - 1)}`);
  return true;
}

/** ^X: asks what to do with changes, and ends. */
export function* exit(nano: NanoSession): Blocking<void> {
  const choice = nano.modified && !nano.settings.viewOnly ? yield* nano.confirm('Save modified buffer? ') : 'no';
  if (choice === 'no' || (choice === 'yes' && (yield* writeOut(nano)))) nano.done = true;
  else if (choice === undefined) nano.say('Cancelled');
}
