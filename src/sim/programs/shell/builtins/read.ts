// read: a line of input into variables.
// Source: bash(1) read.
// Not modelled: -i, -e (no line editing).
import type { Blocking, OpenFile } from '../../../host/sys.ts';
import type { Builtin, Shell } from '../shell.ts';

interface Asked {
  raw: boolean;
  silent: boolean;
  prompt: string;
  delimiter: string;
  count: number | undefined;
  /** Virtual time at which to give up. */
  until: number | undefined;
  array: string | undefined;
  descriptor: number;
  names: readonly string[];
}

export const read: Builtin = {
  name: 'read',
  usage:
    'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
  summary: 'Read a line from the standard input and split it into fields.',
  *run(shell, args) {
    const asked = readOptions(shell, args);
    const file = shell.sys.file(asked.descriptor);
    if (file === undefined) {
      const { descriptor } = asked;
      if (descriptor !== 0) yield* shell.complain(`read: ${descriptor}: invalid file descriptor: Bad file descriptor`);
      return 1;
    }
    const bad = asked.names.find((name) => !/^[A-Za-z_]\w*$/.test(name));
    if (bad !== undefined) {
      yield* shell.complainOf('read', `\`${bad}': not a valid identifier`, `${bad}: bad variable name`);
      return shell.flavour === 'bash' ? 1 : 2;
    }
    if (file.tty !== undefined) yield* shell.sys.error(asked.prompt);
    const line = yield* readLine(shell, file, asked);
    assignFields(shell, line.text, asked);
    return line.status;
  },
};

function readOptions(shell: Shell, args: readonly string[]): Asked {
  const asked: Asked = {
    raw: false,
    silent: false,
    prompt: '',
    delimiter: '\n',
    count: undefined,
    until: undefined,
    array: undefined,
    descriptor: 0,
    names: [],
  };
  let i = 0;
  for (; /^-./.test(args[i] ?? '') && args[i] !== '--'; i++) {
    const letters = (args[i] ?? '').slice(1);
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at] ?? '';
      if (letter === 'r') asked.raw = true;
      else if (letter === 's') asked.silent = true;
      else if ('adinNptu'.includes(letter)) {
        const value = letters.slice(at + 1) || args[++i] || '';
        if (letter === 'p') asked.prompt = value;
        else if (letter === 'd') asked.delimiter = value.slice(0, 1) || '\0';
        else if (letter === 'n' || letter === 'N') asked.count = Number(value);
        else if (letter === 't') asked.until = shell.sys.now() + Math.round(Number(value) * 1_000_000);
        else if (letter === 'a') asked.array = value;
        else if (letter === 'u') asked.descriptor = Number(value);
        break;
      }
    }
  }
  asked.names = args.slice(args[i] === '--' ? i + 1 : i);
  return asked;
}

/** Reads piece by piece; what follows the line goes back for whoever reads next. */
function* readLine(shell: Shell, file: OpenFile, asked: Asked): Blocking<{ text: string; status: number }> {
  let text = '';
  const restore = asked.silent || asked.count !== undefined ? file.tty?.setRaw(true) : undefined;
  try {
    for (;;) {
      const cut = endOf(asked.silent ? text.replaceAll('\r', '\n') : text, asked);
      if (cut !== undefined) {
        file.unread(text.slice(cut.next));
        if (restore !== undefined && asked.silent) yield* shell.sys.error('\n');
        return { text: text.slice(0, cut.end), status: 0 };
      }
      while (!file.ready()) {
        yield* shell.sys.wait([file.readable], asked.until);
        if (shell.interrupted || shell.pendingTraps.length > 0) return { text: '', status: 130 };
        if (asked.until !== undefined && shell.sys.now() >= asked.until) return { text, status: 142 };
      }
      const piece = yield* file.read();
      if (piece === undefined) return { text, status: 1 };
      text += piece;
    }
  } finally {
    restore?.();
  }
}

function endOf(text: string, asked: Asked): { end: number; next: number } | undefined {
  if (asked.count !== undefined && text.length >= asked.count) return { end: asked.count, next: asked.count };
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && !asked.raw) i++;
    else if (text[i] === asked.delimiter) return { end: i, next: i + 1 };
  }
  return undefined;
}

function assignFields(shell: Shell, line: string, asked: Asked): void {
  const separators = shell.variables.get('IFS') ?? ' \t\n';
  if (asked.array !== undefined) {
    const items = splitFields(line, separators, Number.POSITIVE_INFINITY, asked.raw);
    shell.variables.setArray(asked.array, { kind: 'indexed', items: new Map(items.entries()) });
    return;
  }
  if (asked.names.length === 0) {
    shell.variables.set('REPLY', asked.raw ? line : line.replace(/\\(.)/gs, '$1'));
    return;
  }
  const fields = splitFields(line, separators, asked.names.length, asked.raw);
  asked.names.forEach((name, i) => {
    shell.variables.set(name, fields[i] ?? '');
  });
}

/** Splits into at most `limit` fields; the last one takes the rest of the line. */
function splitFields(line: string, separators: string, limit: number, raw: boolean): string[] {
  const isBlank = (char: string | undefined): boolean =>
    char !== undefined && separators.includes(char) && /[ \t\n]/.test(char);
  const fields: string[] = [];
  let i = 0;
  while (isBlank(line[i])) i++;
  while (i < line.length && fields.length < limit - 1) {
    let field = '';
    while (i < line.length && !separators.includes(line[i] ?? '')) {
      if (line[i] === '\\' && !raw) i++;
      field += line[i++] ?? '';
    }
    fields.push(field);
    while (isBlank(line[i])) i++;
    if (i < line.length && separators.includes(line[i] ?? '') && !isBlank(line[i])) {
      i++;
      while (isBlank(line[i])) i++;
    }
  }
  if (i >= line.length) return fields;
  let end = line.length;
  while (end > i && isBlank(line[end - 1])) end--;
  const rest = line.slice(i, end);
  fields.push(raw ? rest : rest.replace(/\\(.)/gs, '$1'));
  return fields;
}
