// Redirections: which open files a command's descriptors are.
// Source: POSIX.1-2017 XCU 2.7, bash(1) REDIRECTION.
// Not modelled: moving descriptors with `>&3-`.
import type { Redirection } from 'unbash';
import { strerror } from '../../../base/errno.ts';
import type { Blocking, OpenFile } from '../../../host/sys.ts';
import { CommandError } from '../control.ts';
import { expandHereDocument, expandText, expandWords } from '../expand/word.ts';
import type { Shell } from '../shell.ts';
import { openSocket } from './socket-file.ts';

/** What a here-document may hold to go through a pipe without waiting: the pipe's capacity, a byte count seen from above. */
const PIPE_FITS = 65_536 / 3;

/** Where `{name}>file` looks for a free descriptor. */
const FIRST_FREE_FD = 10;

/** A descriptor's former file, undefined if it was closed. */
type Saved = [fd: number, file: OpenFile | undefined];

/** Runs `body` with the redirections in force, and puts the descriptors back. A redirection that fails answers 1. */
export function* withRedirections(
  shell: Shell,
  redirections: readonly Redirection[],
  body: () => Blocking<number>,
): Blocking<number> {
  if (redirections.length === 0) return yield* body();
  const saved: Saved[] = [];
  try {
    yield* redirect(shell, redirections, saved);
    return yield* body();
  } finally {
    for (const [fd, file] of saved.reverse()) {
      shell.sys.setFile(fd, file);
      file?.release();
    }
  }
}

/** Makes the redirections for good, as `exec` without a command does. */
export function* redirect(shell: Shell, redirections: readonly Redirection[], saved?: Saved[]): Blocking<void> {
  for (const redirection of redirections) yield* redirectOne(shell, redirection, saved);
}

function* redirectOne(shell: Shell, redirection: Redirection, saved: Saved[] | undefined): Blocking<void> {
  const put = (fd: number, file: OpenFile | undefined): void => {
    const before = shell.sys.file(fd);
    before?.retain();
    if (saved === undefined) before?.release();
    else saved.push([fd, before]);
    shell.sys.setFile(fd, file);
  };
  const { descriptor } = redirection;
  const named = descriptor?.type === 'FileDescriptorVariable' ? descriptor.name : undefined;
  const given = descriptor?.type === 'FileDescriptor' ? descriptor.value : undefined;
  const free = named === undefined ? undefined : freeDescriptor(shell);
  if (named !== undefined && free !== undefined) shell.variables.set(named, String(free));
  const fd = given ?? free;

  if (redirection.type !== 'Redirect') {
    const file = yield* textFile(shell, yield* textToRead(shell, redirection));
    put(fd ?? 0, file);
    file.release();
    return;
  }
  const { operator, target } = redirection;
  if (target === undefined) throw new CommandError("syntax error near unexpected token `newline'", 2);
  if (operator === '<&' || operator === '>&') {
    const word = yield* expandText(shell, target);
    if (word === '-') return put(fd ?? (operator === '<&' ? 0 : 1), undefined);
    if (/^\d+$/.test(word)) {
      const file = shell.sys.file(Number(word));
      if (file === undefined) throw new CommandError(`${word}: ${strerror.EBADF}`);
      return put(fd ?? (operator === '<&' ? 0 : 1), file);
    }
    if (operator === '<&' || given !== undefined) throw new CommandError(`${word}: ambiguous redirect`);
  }
  const words = yield* expandWords(shell, [target]);
  if (words.length !== 1) throw new CommandError(`${target.text}: ambiguous redirect`);
  const path = words[0] ?? '';
  const special = shell.flavour === 'bash' ? yield* openSocket(shell, path) : undefined;
  const file = special ?? openTarget(shell, path, operator);
  put(fd ?? (operator.startsWith('<') ? 0 : 1), file);
  if (operator.startsWith('&') || operator === '>&') put(2, file);
  file.release();
}

function openTarget(shell: Shell, path: string, operator: string): OpenFile {
  const { sys } = shell;
  const reads = operator.startsWith('<');
  const mode = reads ? 'read' : operator.endsWith('>>') ? 'append' : 'write';
  if (mode === 'write' && operator !== '>|' && shell.options.has('noclobber')) {
    const { type } = sys.fs.stat(sys.resolve(path)) ?? {};
    if (type === 'file') throw new CommandError(`${path}: cannot overwrite existing file`);
  }
  const opened = sys.open(path, mode);
  if (opened.ok) return opened.value;
  if (shell.flavour === 'bash') throw new CommandError(`${path}: ${strerror[opened.errno]}`);
  if (shell.isDash) {
    const missing = opened.errno === 'ENOENT';
    if (reads) throw new CommandError(`cannot open ${path}: ${missing ? 'No such file' : strerror[opened.errno]}`, 2);
    throw new CommandError(`cannot create ${path}: ${missing ? 'Directory nonexistent' : strerror[opened.errno]}`, 2);
  }
  const why = opened.errno === 'ENOENT' ? (reads ? 'no such file' : 'nonexistent directory') : strerror[opened.errno];
  throw new CommandError(`can't ${reads ? 'open' : 'create'} ${path}: ${why}`);
}

function* textToRead(shell: Shell, redirection: Redirection & { type: 'HereDoc' | 'HereString' }): Blocking<string> {
  if (redirection.type === 'HereString') {
    return redirection.target === undefined ? '\n' : `${yield* expandText(shell, redirection.target)}\n`;
  }
  const { body, operator, delimiter } = redirection;
  const text = delimiter?.quoted === true ? body.text : yield* expandHereDocument(shell, body);
  return operator === '<<-' ? text.replace(/^\t+/gm, '') : text;
}

/** A file with this text in it: a pipe if it fits, a file that has lost its name otherwise. */
function* textFile(shell: Shell, text: string): Blocking<OpenFile> {
  const { sys } = shell;
  if (text.length <= PIPE_FITS) {
    const { reader, writer } = sys.pipe();
    yield* writer.write(text);
    writer.release();
    return reader;
  }
  const path = `/tmp/sh-thd.${sys.random('here-document').hex(6)}`;
  sys.fs.writeFile(path, text);
  const opened = sys.open(path, 'read');
  sys.fs.remove(path);
  if (!opened.ok) throw new CommandError(`cannot create temp file for here-document: ${strerror[opened.errno]}`);
  return opened.value;
}

function freeDescriptor(shell: Shell): number {
  let fd = FIRST_FREE_FD;
  while (shell.sys.file(fd) !== undefined) fd++;
  return fd;
}
