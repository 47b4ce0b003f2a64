// nano's searching, replacing and going to a line.
// Source: GNU nano 7.2 src/search.c.
// Not modelled: the light on what was found; searching in the marked region only.
import type { Blocking } from '../../../host/sys.ts';
import { Regex, RegexError } from '../../text/regex/regex.ts';
import { isBefore, type Position } from '../editor/text-area.ts';
import type { Answer, NanoSession } from './session.ts';

interface Found extends Position {
  readonly length: number;
}

/** ^W, ^Q: asks for what to search, and goes there. */
export function* whereIs(nano: NanoSession, backwards = false): Blocking<void> {
  nano.search.backwards = backwards;
  const wanted = yield* askForText(nano, 'search');
  if (wanted !== undefined) findAgain(nano, nano.search.backwards);
}

/** ^\: asks for what to replace and with what, then at each place. */
export function* replace(nano: NanoSession, start = ''): Blocking<void> {
  if (!(yield* askForText(nano, 'replace', start))) return;
  const answer = yield* nano.ask('with', 'Replace with', '', nano.replacements);
  if (answer?.kind !== 'text') {
    nano.say('Cancelled');
    return;
  }
  if (answer.text !== '') nano.replacements.push(answer.text);
  yield* replaceEach(nano, answer.text);
}

/** Asks until there is something to search for; its toggles and ways to other prompts are keys of the prompt. */
function* askForText(nano: NanoSession, menu: 'search' | 'replace', start = ''): Blocking<true | undefined> {
  const { search, searches } = nano;
  let text = start;
  for (;;) {
    const flags = `${search.caseSensitive ? ' [Case Sensitive]' : ''}${search.regexp ? ' [Regexp]' : ''}${search.backwards ? ' [Backwards]' : ''}`;
    const known = search.last === '' ? '' : ` [${search.last}]`;
    const prompt = `Search${flags}${menu === 'replace' ? ' (to replace)' : ''}${known}`;
    const answer: Answer | undefined = yield* nano.ask(menu, prompt, text, searches);
    if (answer === undefined || (answer.kind === 'text' && answer.text === '' && search.last === '')) {
      nano.say('Cancelled');
      return undefined;
    }
    text = answer.text;
    if (answer.kind === 'text') {
      if (text !== '') {
        search.last = text;
        if (searches.at(-1) !== text) searches.push(text);
      }
      return isRegex(nano) ? true : undefined;
    }
    if (answer.name === 'M-C') search.caseSensitive = !search.caseSensitive;
    else if (answer.name === 'M-R') search.regexp = !search.regexp;
    else if (answer.name === 'M-B') search.backwards = !search.backwards;
    else if (answer.name === '^R') {
      if (menu === 'search') {
        yield* replace(nano, text);
        return undefined;
      }
      yield* whereIs(nano);
      return undefined;
    } else if (answer.name === '^T') {
      yield* goToLine(nano, text);
      return undefined;
    } else {
      nano.cannot(`${answer.name} at this prompt`);
      return undefined;
    }
  }
}

function isRegex(nano: NanoSession): boolean {
  if (!nano.search.regexp) return true;
  try {
    finderOf(nano);
    return true;
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    nano.say(`Bad regex "${nano.search.last}": ${error.message}`);
    return false;
  }
}

/** Finds the first occurrence in a line from an index on. */
type Finder = (line: string, from: number) => { readonly start: number; readonly end: number } | undefined;

function finderOf({ search }: NanoSession): Finder {
  if (search.regexp) {
    const regex = new Regex(search.last, { notation: 'extended', ignoreCase: !search.caseSensitive });
    return (line, from) => regex.exec(line, from);
  }
  const fold = (text: string) => (search.caseSensitive ? text : text.toLowerCase());
  const wanted = fold(search.last);
  return (line, from) => {
    const start = fold(line).indexOf(wanted, from);
    return start < 0 ? undefined : { start, end: start + wanted.length };
  };
}

/** The last occurrence in a line that begins before an index. */
function lastBefore(find: Finder, line: string, before: number) {
  let last: ReturnType<Finder>;
  for (let found = find(line, 0); found && found.start < before; found = find(line, found.start + 1)) last = found;
  return last;
}

function findFrom(nano: NanoSession, from: Position, backwards: boolean): Found | undefined {
  const find = finderOf(nano);
  const { lines } = nano.area;
  for (let i = 0; i <= lines.length; i++) {
    const y = (((from.y + (backwards ? -i : i)) % lines.length) + lines.length) % lines.length;
    const line = lines[y] ?? '';
    const own = i === 0;
    const found = backwards ? lastBefore(find, line, own ? from.x : line.length + 1) : find(line, own ? from.x : 0);
    if (found) return { y, x: found.start, length: found.end - found.start };
  }
  return undefined;
}

/** M-W, M-Q: the same text again. */
export function findAgain(nano: NanoSession, backwards: boolean): void {
  const { area, search } = nano;
  if (search.last === '') {
    nano.say('No current search pattern');
    return;
  }
  const from = area.position;
  const found = findFrom(nano, backwards ? from : { y: from.y, x: from.x + 1 }, backwards);
  if (found === undefined) {
    nano.say(`"${search.last}" not found`);
    return;
  }
  area.moveTo(found);
  nano.center();
  if (found.y === from.y && found.x === from.x) nano.say('This is the only occurrence');
  else if (isBefore(found, from) !== backwards) nano.say('Search Wrapped');
}

function* replaceEach(nano: NanoSession, replacement: string): Blocking<void> {
  const { area } = nano;
  let count = 0;
  let all = false;
  let from: Position = area.position;
  const begin = from;
  let wrapped = false;
  for (;;) {
    const found = findFrom(nano, from, false);
    if (found === undefined) break;
    // Once around: places before the start come only after the end of the text.
    if (isBefore(found, from)) wrapped = true;
    if (wrapped && !isBefore(found, begin)) break;
    area.moveTo(found);
    nano.center();
    const answer: 'yes' | 'no' | 'all' | undefined = all ? 'all' : yield* nano.confirm('Replace this instance?', true);
    if (answer === undefined) break;
    all ||= answer === 'all';
    if (answer === 'no') from = { y: found.y, x: found.x + Math.max(1, found.length) };
    else {
      area.begin('replacement');
      area.remove(found, { y: found.y, x: found.x + found.length });
      area.insert(replacement);
      nano.settle();
      count++;
      from = { y: area.y, x: area.x + (found.length === 0 ? 1 : 0) };
    }
  }
  if (count === 0 && findFrom(nano, begin, false) === undefined) nano.say(`"${nano.search.last}" not found`);
  else nano.say(`Replaced ${count} occurrence${count === 1 ? '' : 's'}`);
}

/** ^/: asks for a line and a column. */
export function* goToLine(nano: NanoSession, start = ''): Blocking<void> {
  const answer = yield* nano.ask('goto', 'Enter line number, column number', start);
  if (answer === undefined || (answer.kind === 'text' && answer.text === '')) {
    nano.say('Cancelled');
    return;
  }
  const { area } = nano;
  if (answer.kind === 'key') {
    if (answer.name === '^Y') area.moveTo({ y: 0, x: 0 });
    else if (answer.name === '^V') area.moveTo({ y: area.lines.length - 1, x: 0 });
    else if (answer.name === '^T') yield* whereIs(nano);
    else nano.cannot(`${answer.name} at this prompt`);
    return;
  }
  if (!goTo(nano, answer.text)) nano.say('Invalid line or column number');
}

/** `12`, `12,3`, `,3`; negative numbers count from the end. Answers whether it was one. */
export function goTo(nano: NanoSession, text: string): boolean {
  const match = /^\s*(-?\d+)?(?:\s*[,.;]\s*(-?\d+))?\s*$/.exec(text);
  if (match === null || (match[1] === undefined && match[2] === undefined)) return false;
  const { area } = nano;
  const count = area.lines.length;
  const line = Number(match[1] ?? area.y + 1);
  const y = line < 0 ? count + line : line - 1;
  area.moveTo({ y, x: 0 });
  const column = Number(match[2] ?? 1);
  area.moveTo({ y, x: column < 0 ? area.line.length + 1 + column : column - 1 });
  nano.center();
  return true;
}
