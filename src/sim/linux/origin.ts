// Who asked for a piece of configuration, so that an inspector can name the command or the Docker object behind it.
// Source: ours; a real kernel does not remember.
// Not for: what exists in the kernel itself.

/** `docker network create web`; with what undoes it or makes an exception, where its maker knows better than the kernel. */
export type Origin = string | { readonly by: string; readonly remedy: string };

/** The command or Docker object. */
export function creatorOf(origin: Origin | undefined): string | undefined {
  return typeof origin === 'object' ? origin.by : origin;
}
