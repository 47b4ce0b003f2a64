// Words of the API as lists show them.
// Source: docker/cli cli/command/formatter/displayutils.go, cli/command/node/formatter.go, task/formatter.go (command.PrettyPrint).
// Not modelled: nothing.

/** `ready` as `Ready`: lower case but for the first letter. */
export function prettyPrint(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}
