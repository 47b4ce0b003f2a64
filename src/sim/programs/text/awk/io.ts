// awk's files and commands: the records of the main input, getline's sources, print's targets.
// Source: POSIX.1-2017 awk, "Input and Output", RS and ARGV.
// Not modelled: two-way pipes, /inet.
import type { Errno } from '../../../base/errno.ts';
import { strerror } from '../../../base/errno.ts';
import type { Blocking, ExitStatus, OpenFile } from '../../../host/sys.ts';
import { signalNumbers } from '../../../host/sys.ts';
import type { LineReader } from '../lines.ts';
import type { Regex } from '../regex/regex.ts';
import type { Call } from '../tool.ts';
import { AwkError } from './ast.ts';
import { splitByRegex } from './record.ts';

/** Reads records out of one stream, as RS says at the moment of each. */
export class RecordReader {
  readonly #lines: LineReader;
  readonly #regexOf: (text: string) => Regex;
  #split: string[] | undefined;

  constructor(lines: LineReader, regexOf: (text: string) => Regex) {
    this.#lines = lines;
    this.#regexOf = regexOf;
  }

  *next(separator: string): Blocking<string | undefined> {
    if (separator === '') return yield* this.#paragraph();
    if (separator.length > 1) return yield* this.#byRegex(separator);
    this.#lines.delimiter = separator;
    return yield* this.#lines.next();
  }

  *#paragraph(): Blocking<string | undefined> {
    this.#lines.delimiter = '\n';
    const paragraph: string[] = [];
    for (;;) {
      const line = yield* this.#lines.next();
      if (line === undefined) return paragraph.length > 0 ? paragraph.join('\n') : undefined;
      if (line !== '') paragraph.push(line);
      else if (paragraph.length > 0) return paragraph.join('\n');
    }
  }

  /** A pattern may match across what has been read so far, so the stream is read to its end first. */
  *#byRegex(separator: string): Blocking<string | undefined> {
    if (!this.#split) {
      this.#lines.delimiter = '\n';
      const all: string[] = [];
      for (let line = yield* this.#lines.next(); line !== undefined; line = yield* this.#lines.next()) all.push(line);
      this.#split = splitByRegex(all.join('\n'), this.#regexOf(separator));
    }
    return this.#split.shift();
  }
}

interface Source {
  readonly reader: RecordReader;
  readonly file: OpenFile;
  readonly pid: number | undefined;
}

interface Target {
  readonly file: OpenFile;
  readonly pid: number | undefined;
  pending: string;
}

/** Output for a file or command is handed over in pieces of this size, or when it is closed. */
const BUFFER_SIZE = 4096;

export class AwkStreams {
  readonly #call: Call;
  readonly #regexOf: (text: string) => Regex;
  readonly #sources = new Map<string, Source>();
  readonly #targets = new Map<string, Target>();

  constructor(call: Call, regexOf: (text: string) => Regex) {
    this.#call = call;
    this.#regexOf = regexOf;
  }

  readerOf(file: OpenFile): RecordReader {
    return new RecordReader(this.#call.lines(file), this.#regexOf);
  }

  /** What `getline < name` or `name | getline` reads; undefined if it cannot be opened. */
  *source(name: string, isCommand: boolean): Blocking<RecordReader | undefined> {
    const known = this.#sources.get(name);
    if (known) return known.reader;
    const opened = isCommand ? yield* this.#startReader(name) : this.#openFile(name);
    if (!opened) return undefined;
    const source = { ...opened, reader: this.readerOf(opened.file) };
    this.#sources.set(name, source);
    return source.reader;
  }

  #openFile(name: string): Omit<Source, 'reader'> | undefined {
    const stdin = this.#call.sys.file(0);
    if (name === '-' || name === '/dev/stdin') return stdin && { file: stdin, pid: undefined };
    const opened = this.#call.sys.open(name, 'read');
    return opened.ok ? { file: opened.value, pid: undefined } : undefined;
  }

  *#startReader(command: string): Blocking<Omit<Source, 'reader'> | undefined> {
    yield* this.flush();
    const { reader, writer } = this.#call.sys.pipe();
    const spawned = this.#call.sys.spawn({ argv: ['sh', '-c', command], fds: new Map([[1, writer]]) });
    writer.release();
    if (spawned.ok) return { file: reader, pid: spawned.value };
    reader.release();
    return undefined;
  }

  /** Writes to what `print > name`, `>> name` or `| name` means. */
  *write(mode: '>' | '>>' | '|', name: string, text: string): Blocking<void> {
    if (name === '/dev/stdout' || (mode !== '|' && name === '-')) {
      this.#call.put(text);
      return;
    }
    if (name === '/dev/stderr') {
      yield* this.#call.flush();
      yield* this.#call.sys.error(text);
      return;
    }
    const target = this.#targets.get(name) ?? (yield* this.#openTarget(mode, name));
    target.pending += text;
    if (target.pending.length >= BUFFER_SIZE) yield* this.#flushTarget(target);
  }

  *#openTarget(mode: '>' | '>>' | '|', name: string): Blocking<Target> {
    const { sys } = this.#call;
    const fail = (errno: Errno): never => {
      throw new AwkError(`cannot open ${JSON.stringify(name)} for output (${strerror[errno]})`);
    };
    let target: Target;
    if (mode === '|') {
      yield* this.flush();
      const { reader, writer } = sys.pipe();
      const spawned = sys.spawn({ argv: ['sh', '-c', name], fds: new Map([[0, reader]]) });
      reader.release();
      target = spawned.ok ? { file: writer, pid: spawned.value, pending: '' } : fail(spawned.errno);
    } else {
      const opened = sys.open(name, mode === '>' ? 'write' : 'append');
      target = opened.ok ? { file: opened.value, pid: undefined, pending: '' } : fail(opened.errno);
    }
    this.#targets.set(name, target);
    return target;
  }

  *#flushTarget(target: Target): Blocking<void> {
    const text = target.pending;
    target.pending = '';
    if (text !== '') yield* target.file.write(text);
  }

  /** Hands over everything that was printed. */
  *flush(): Blocking<void> {
    yield* this.#call.flush();
    for (const target of this.#targets.values()) yield* this.#flushTarget(target);
  }

  /** Closes a stream by name: a command's exit status, 0 for a file, -1 if there is none. */
  *close(name: string): Blocking<number> {
    const source = this.#sources.get(name);
    const target = this.#targets.get(name);
    if (!source && !target) return -1;
    this.#sources.delete(name);
    this.#targets.delete(name);
    if (target) yield* this.#flushTarget(target);
    source?.file.release();
    target?.file.release();
    if (target?.pid !== undefined) yield* this.#call.flush();
    return yield* this.#statusOf(target?.pid ?? source?.pid);
  }

  *closeAll(): Blocking<void> {
    yield* this.flush();
    for (const name of [...this.#targets.keys(), ...this.#sources.keys()]) yield* this.close(name);
  }

  /** system(): runs a command and waits for it. */
  *run(command: string): Blocking<number> {
    yield* this.flush();
    const spawned = this.#call.sys.spawn({ argv: ['sh', '-c', command] });
    return spawned.ok ? yield* this.#statusOf(spawned.value) : 127;
  }

  *#statusOf(pid: number | undefined): Blocking<number> {
    if (pid === undefined) return 0;
    const ended = yield* this.#call.sys.waitFor(pid);
    return ended.ok ? statusNumber(ended.value) : -1;
  }
}

function statusNumber(status: ExitStatus): number {
  return status.kind === 'exited' ? status.status : 256 + signalNumbers[status.signal];
}
