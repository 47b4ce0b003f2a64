// Archives that commands write and read: to a file or standard output, from a file or standard input.
// Source: docker/cli v28.5.2 cli/command/{container/export,image/save,image/load,image/import}.go.
// Not modelled: compressed archives.
import type { Blocking } from '../host/sys.ts';
import type { Client } from './client.ts';
import { Failure } from './failure.ts';

/** A terminal is no place for an archive. */
export function checkOutput(client: Client, output: string): void {
  if (output === '' && client.stdout) {
    throw new Failure('cowardly refusing to save to a terminal. Use the -o flag or redirect');
  }
}

/** `what` failed when the file cannot be made: `failed to save image`. */
export function* writeArchive(client: Client, output: string, archive: string, what: string): Blocking<void> {
  if (output === '') {
    yield* client.sys.print(archive);
    return;
  }
  const path = client.sys.resolve(output);
  const directory = path.slice(0, path.lastIndexOf('/')) || '/';
  if (client.sys.fs.stat(directory) === undefined) {
    const shown = output.includes('/') ? output.slice(0, output.lastIndexOf('/')) : '.';
    throw new Failure(`${what}: invalid output path: stat ${shown}: no such file or directory`);
  }
  const errno = client.sys.fs.writeFile(path, archive);
  if (errno !== undefined) throw new Failure(`${what}: invalid output path: ${output}: ${errno}`);
}

/** A file's text, or that of the input. */
export function* readArchiveFile(client: Client, from: string | undefined): Blocking<string> {
  if (from === undefined) return yield* client.sys.readAll(0);
  const read = client.sys.fs.readFile(client.sys.resolve(from));
  if (read.ok) return read.value;
  throw new Failure(`open ${from}: ${read.errno === 'EISDIR' ? 'is a directory' : 'no such file or directory'}`);
}
