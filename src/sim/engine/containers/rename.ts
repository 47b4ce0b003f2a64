// Renaming containers.
// Source: moby daemon/rename.go.
// Not modelled: nothing known.

import { invalid, withPrefix } from '../api/errors.ts';
import type { Daemon } from '../daemon.ts';
import type { Container } from './container.ts';
import { containerEvent } from './container-events.ts';
import { checkName, nameConflict } from './names.ts';
import { renameEndpoints } from './networking.ts';

/** Gives a container another name, which others find it by at once. */
export function renameContainer(daemon: Daemon, container: Container, wanted: string): void {
  if (wanted === '') throw invalid('Neither old nor new names may be empty');
  const name = wanted.replace(/^\//, '');
  if (name === container.name) throw invalid('Renaming a container with the same name as its current name');
  reserve(daemon, name);
  const oldName = container.name;
  container.name = name;
  renameEndpoints(container);
  if (container.running?.sandbox?.options.usesHostNamespace === false) {
    container.running.enclosure.netns.label = name;
  }
  containerEvent(daemon, container, 'rename', { oldName: `/${oldName}` });
}

function reserve(daemon: Daemon, name: string): void {
  try {
    checkName(`/${name}`);
    const taken = daemon.containers.byName(name);
    if (taken !== undefined) throw nameConflict(name, taken.id);
  } catch (error) {
    throw withPrefix('Error when allocating new name: ', error);
  }
}
