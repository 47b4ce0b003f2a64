// What Compose would say of files before it does anything: the loader without a project to run.
// Source: as model/load.ts. For an editor: nothing is read but what is passed, and nothing is done.
// Not modelled: env_file's files, other profiles than those that are always on.
import { checkConsistency } from './consistency.ts';
import { loadModel } from './load.ts';
import { normalise } from './normalise.ts';
import { isEnabled } from './project.ts';
import { mapOf, mapValues } from './values.ts';

/** Throws the Failure that `docker compose config` would print. `warn` hears what it would warn of. */
export function examine(
  files: readonly { readonly path: string; readonly text: string }[],
  env: ReadonlyMap<string, string>,
  warn: (message: string) => void,
): void {
  const model = normalise(loadModel(files, { env, warn }, warn), 'project', env);
  const services = Object.entries(mapValues(mapOf(model.services), mapOf));
  const isOn = ([, config]: (typeof services)[number]) => isEnabled(config, []);
  const off = services.filter((one) => !isOn(one)).map(([name]) => name);
  checkConsistency(Object.fromEntries(services.filter(isOn)), off, mapOf(model.networks));
}
