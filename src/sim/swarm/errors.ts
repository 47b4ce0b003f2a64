// A swarm's errors: gRPC's closed set of codes with swarmkit's own text.
// Source: google.golang.org/grpc/codes; texts beside their throw sites.
// Not modelled: error details.

export type Code =
  | 'Aborted'
  | 'Canceled'
  | 'InvalidArgument'
  | 'NotFound'
  | 'AlreadyExists'
  | 'PermissionDenied'
  | 'FailedPrecondition'
  | 'Unavailable'
  | 'DeadlineExceeded'
  | 'Unimplemented'
  | 'Internal'
  | 'Unknown';

/** What a manager refused. Crosses from manager to manager, and to the engine, which prints it as gRPC does. */
export class SwarmError extends Error {
  override name = 'SwarmError';
  readonly code: Code;
  constructor(code: Code, message: string) {
    super(message);
    this.code = code;
  }

  /** As gRPC's status prints itself. */
  text(): string {
    return `rpc error: code = ${this.code} desc = ${this.message}`;
  }
}
