// How a docker command fails: one message for standard error and an exit status.
// Source: docker/cli cli/error.go (StatusError), cmd/docker/docker.go getExitCode.
// Not modelled: wrapped causes; the message is all that reaches the user.

/** Thrown by a command, caught by the client's main: prints `message` (unless empty) and exits with `status`. */
export class Failure extends Error {
  readonly status: number;
  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

/** The engine answered with an error. `httpStatus` tells kinds apart, as errdefs does. */
export class ApiFailure extends Failure {
  override name = 'ApiFailure';
  readonly httpStatus: number;
  constructor(message: string, httpStatus: number) {
    super(message);
    this.httpStatus = httpStatus;
  }

  get notFound(): boolean {
    return this.httpStatus === 404;
  }
}

/** What exists in reality but not in this simulator. */
export function notSimulated(what: string): Failure {
  return new Failure(`hoplab: not simulated yet: ${what}`, 125);
}

/** Several failures as one, each on its own line; nothing if there are none. Go's errors.Join. */
export function joined(failures: readonly Failure[]): void {
  if (failures.length > 0) throw new Failure(failures.map((f) => f.message).join('\n'));
}
