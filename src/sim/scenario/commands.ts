// Commands that a guided step offers, with what only the running world knows filled in.
// Source: ours. Not modelled: anything but join tokens.

/** What a swarm's newcomers need. */
export interface JoinTokens {
  readonly worker: string;
  readonly manager: string;
}

/** `{worker-token}` and `{manager-token}` are the tokens of the swarm, as long as there is one. */
export function fillIn(command: string, tokens: JoinTokens | undefined): string {
  if (tokens === undefined) return command;
  return command.replaceAll('{worker-token}', tokens.worker).replaceAll('{manager-token}', tokens.manager);
}
