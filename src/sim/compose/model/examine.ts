// What Compose would say of files before it does anything: the loader without a project to run.
// Source: as model/load.ts. For an editor: nothing is done.
// Not modelled: env_file's files, other profiles than those that are always on.
import { Failure } from '../../cli/failure.ts';
import { checkConsistency } from './consistency.ts';
import { parentOf } from './locate.ts';
import { normalise } from './normalise.ts';
import { isEnabled } from './project.ts';
import { type FileSource, readModel } from './read.ts';
import { mapOf, mapValues } from './values.ts';

/** Throws the Failure that `docker compose config` would print. `warn` hears what it would warn of; `neighbour` finds included files. */
export function examine(
  files: readonly { readonly path: string; readonly text: string }[],
  env: ReadonlyMap<string, string>,
  warn: (message: string) => void,
  neighbour: (path: string) => string | undefined,
): void {
  const textAt = (path: string) => files.find((one) => one.path === path)?.text ?? neighbour(path);
  const source: FileSource = {
    read: (path) => {
      const text = textAt(path);
      if (text === undefined) throw new Failure(`open ${path}: no such file or directory`);
      return text;
    },
    kind: (path) => (textAt(path) === undefined ? 'none' : 'file'),
  };
  const context = { source, env, warn, interpolated: true, resolvesPaths: true };
  const paths = files.map(({ path }) => path);
  const read = readModel(paths, parentOf(paths[0] ?? '/'), context);
  if (Object.keys(read).length === 0) throw new Failure('empty compose file');
  const model = normalise(read, 'project', env);
  const services = Object.entries(mapValues(mapOf(model.services), mapOf));
  const isOn = ([, config]: (typeof services)[number]) => isEnabled(config, []);
  const off = services.filter((one) => !isOn(one)).map(([name]) => name);
  checkConsistency(Object.fromEntries(services.filter(isOn)), off, model);
}
