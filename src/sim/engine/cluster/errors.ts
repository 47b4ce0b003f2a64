// Refusals of swarm mode as the Engine API answers them.
// Source: moby daemon/cluster/errors.go, api/server/httpstatus/status.go statusCodeFromGRPCError.
// Not modelled: details of gRPC errors.
import { ClusterError } from '../../swarm/control.ts';
import { type Code, SwarmError } from '../../swarm/errors.ts';
import { ApiError, type ErrorKind } from '../api/errors.ts';

const kindOfCode: Readonly<Record<Code, ErrorKind>> = {
  Aborted: 'System',
  Canceled: 'System',
  InvalidArgument: 'InvalidParameter',
  NotFound: 'NotFound',
  AlreadyExists: 'Conflict',
  PermissionDenied: 'Forbidden',
  FailedPrecondition: 'InvalidParameter',
  Unavailable: 'Unavailable',
  DeadlineExceeded: 'System',
  Unimplemented: 'NotImplemented',
  Internal: 'System',
  Unknown: 'System',
};

const kindOfCluster: Readonly<Record<ClusterError['kind'], ErrorKind>> = {
  unavailable: 'Unavailable',
  conflict: 'Conflict',
  invalid: 'InvalidParameter',
  'not-found': 'NotFound',
  system: 'System',
};

/** The same error in the engine's words; what is none of swarm mode's stays as it is. */
export function asApiError(error: unknown): unknown {
  if (error instanceof SwarmError) return new ApiError(kindOfCode[error.code], error.text());
  if (error instanceof ClusterError) return new ApiError(kindOfCluster[error.kind], error.message);
  return error;
}
