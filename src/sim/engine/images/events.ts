// Entries of the event log that are about images.
// Source: moby v28.5.2 daemon/images/image_events.go.
// Not modelled: nothing known.
import type { Daemon } from '../daemon.ts';
import type { Image } from './image.ts';
import type { Removal } from './store.ts';

/** Logs what happens to an image; `name` is its id where nothing else is said. */
export function imageEvent(daemon: Daemon, image: Image, action: string, name = image.id): void {
  daemon.events.publish('image', action, image.id, { ...image.labels, name });
  daemon.touch();
}

/** Logs a removal: a name at a time, then the image. */
export function logRemoval(daemon: Daemon, image: Image, done: readonly Removal[]): void {
  let { id } = image;
  for (const item of done) {
    const isGone = 'Deleted' in item;
    if (isGone) id = item.Deleted;
    daemon.events.publish('image', isGone ? 'delete' : 'untag', id, { ...(isGone ? {} : image.labels), name: id });
  }
  daemon.touch();
}
