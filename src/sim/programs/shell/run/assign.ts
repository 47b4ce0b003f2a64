// Assignments: `name=value`, `name+=value`, `name[i]=value`, `name=(…)`.
// Source: bash(1) PARAMETERS, Arrays.
// Not modelled: the integer attribute of arrays.
import type { ArrayValue, Assignment } from 'unbash';
import type { Blocking } from '../../../host/sys.ts';
import { evaluate, expandText, expandWords } from '../expand/word.ts';
import type { Shell } from '../shell.ts';
import type { AssociativeArray, IndexedArray } from '../variables.ts';
import { shownAssignment } from './trace.ts';

/** Carries out an assignment in this shell; answers it as a trace shows it. */
export function* assign(shell: Shell, assignment: Assignment): Blocking<string> {
  const { name, value, index, append } = assignment;
  if (value.type === 'ArrayValue') {
    shell.variables.setArray(name, yield* arrayFrom(shell, name, value, append === true));
    if (shell.options.has('allexport')) shell.variables.setExported(name, true);
    return shell.source?.text.slice(assignment.pos, assignment.end) ?? name;
  }
  const text = yield* expandText(shell, value, 'assignment');
  const operator = append ? `${name}+` : name;
  if (index === undefined) yield* assignText(shell, name, text, append === true);
  else yield* assignElement(shell, name, yield* expandText(shell, index), text, append === true);
  if (shell.options.has('allexport')) shell.variables.setExported(name, true);
  return shownAssignment(index === undefined ? operator : `${name}[${index.text}]`, text);
}

/** `name=text` or `name+=text`: an integer's text is evaluated, and adds to the number. */
export function* assignText(shell: Shell, name: string, text: string, append: boolean): Blocking<void> {
  const before = append ? (shell.variables.get(name) ?? '') : '';
  const isInteger = shell.variables.find(name)?.integer === true;
  const sum = isInteger
    ? yield* evaluate(shell, undefined, `(${text || 0})${before === '' ? '' : `+(${before})`}`)
    : 0n;
  shell.variables.set(name, isInteger ? String(sum) : before + text);
}

function* assignElement(shell: Shell, name: string, index: string, text: string, append: boolean): Blocking<void> {
  const array = shell.variables.arrayFor(name);
  if (array.kind === 'associative') {
    array.items.set(index, append ? `${array.items.get(index) ?? ''}${text}` : text);
    return;
  }
  const key = Number(yield* evaluate(shell, undefined, index));
  const at = key < 0 ? Math.max(-1, ...array.items.keys()) + 1 + key : key;
  array.items.set(at, append ? `${array.items.get(at) ?? ''}${text}` : text);
}

function* arrayFrom(
  shell: Shell,
  name: string,
  value: ArrayValue,
  append: boolean,
): Blocking<IndexedArray | AssociativeArray> {
  const before = shell.variables.find(name)?.value;
  if (typeof before === 'object' && before.kind === 'associative') {
    const items = new Map(append ? before.items : []);
    for (const element of value.elements) {
      const text = yield* expandText(shell, element);
      const pair = /^\[([^\]]*)\]=(.*)$/s.exec(text);
      if (pair !== null) items.set(pair[1] ?? '', pair[2] ?? '');
    }
    return { kind: 'associative', items };
  }
  const items = new Map<number, string>(append && typeof before === 'object' ? before.items : []);
  let next = Math.max(-1, ...items.keys()) + 1;
  for (const element of value.elements) {
    if (/^\[[^\]]+\]=/.test(element.text)) {
      const pair = /^\[([^\]]*)\]=(.*)$/s.exec(yield* expandText(shell, element));
      next = Number(yield* evaluate(shell, undefined, pair?.[1] ?? '0'));
      items.set(next++, pair?.[2] ?? '');
      continue;
    }
    for (const word of yield* expandWords(shell, [element])) items.set(next++, word);
  }
  return { kind: 'indexed', items };
}
