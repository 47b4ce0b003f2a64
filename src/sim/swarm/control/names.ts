// Names of swarm's objects, as the managers accept them.
// Source: swarmkit manager/controlapi/common.go.
// Not modelled: nothing.
import { SwarmError } from '../errors.ts';

const dnsName = /^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$/;
const secretName = /^[a-zA-Z0-9]+(?:[a-zA-Z0-9-_.]*[a-zA-Z0-9])?$/;
const MAX_NAME = 63;
const MAX_SECRET_NAME = 64;

export function invalid(message: string): SwarmError {
  return new SwarmError('InvalidArgument', message);
}

/** validateAnnotations: services and networks. */
export function validateName(name: string): void {
  if (name === '') throw invalid('meta: name must be provided');
  if (!dnsName.test(name)) throw invalid('name must be valid as a DNS name component');
  if (name.length > MAX_NAME) throw invalid(`name must be ${MAX_NAME} characters or fewer`);
}

/** validateConfigOrSecretAnnotations */
export function validateSecretName(name: string): void {
  if (name === '') throw invalid('name must be provided');
  if (name.length > MAX_SECRET_NAME || !secretName.test(name)) {
    throw invalid(
      'invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character must be [a-zA-Z0-9]',
    );
  }
}
