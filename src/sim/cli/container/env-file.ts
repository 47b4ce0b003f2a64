// Files of `KEY=value` lines: --env-file and --label-file.
// Source: docker/cli pkg/kvfile/kvfile.go.
// Not modelled: invalid UTF-8, byte order marks.
import type { Sys } from '../../host/sys.ts';
import { Failure } from '../failure.ts';
import { cut } from '../flags.ts';

/** The files' lines; a key without a value is looked up in `env`, or kept out when there is none. */
export function readKeyValueFiles(sys: Sys, paths: readonly string[], env?: ReadonlyMap<string, string>): string[] {
  return paths.flatMap((path) => {
    const text = sys.fs.readFile(sys.resolve(path));
    if (!text.ok) {
      const why = text.errno === 'EISDIR' ? 'is a directory' : 'no such file or directory';
      throw new Failure(`open ${path}: ${why}`);
    }
    return text.value.split('\n').flatMap((line) => parseLine(path, line, env));
  });
}

function parseLine(path: string, text: string, env: ReadonlyMap<string, string> | undefined): string[] {
  const line = text.replace(/\r$/, '').trimStart();
  if (line === '' || line.startsWith('#')) return [];
  const [key] = cut(line, '=');
  const invalid = (why: string) => new Failure(`invalid env file (${path}): ${why}`);
  if (key === '') throw invalid(`no variable name on line '${line}'`);
  if (/[ \t]/.test(key)) throw invalid(`variable '${key}' contains whitespaces`);
  if (line.includes('=')) return [line];
  const value = env?.get(key);
  return value === undefined ? [] : [`${key}=${value}`];
}
