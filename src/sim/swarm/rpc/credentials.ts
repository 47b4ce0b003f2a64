// What a daemon shows and believes when it connects: its own certificate, and the root that others' must come from.
// Source: swarmkit ca/config.go (SecurityConfig, NewServerTLSConfig: VerifyClientCertIfGiven), ca/transport.go.
// Not modelled: that the key is in the hands of who shows the certificate (the handshake's own signature).

import { roleUnits } from '../ca/certificate.ts';
import { type Mistrust, mistrusted, type ReadCertificate, readPem } from '../ca/read-certificate.ts';
import { SwarmError } from '../errors.ts';
import type { NodeRole } from '../objects.ts';

/** Who speaks, by its certificate. A node that has none yet is nobody. */
export interface Identity {
  readonly nodeId: string;
  /** OU of the certificate; undefined without one. */
  readonly role: NodeRole | undefined;
  /** O of the certificate: the cluster's id. */
  readonly cluster: string;
}

export interface Credentials {
  /** The own certificate and what stands between it and the root, PEM; '' for who has none yet. */
  readonly chain: string;
  /** The root, PEM; '' for who does not know it yet and believes anybody. */
  readonly trustRoot: string;
}

/** Who has no certificate yet. */
export const NOBODY: Credentials = { chain: '', trustRoot: '' };

const nobody: Identity = { nodeId: '', role: undefined, cluster: '' };

/** What a certificate says of its owner. */
export function ownerOf({ names }: ReadCertificate): Identity {
  const unit = names.get('OU');
  const role = unit === roleUnits.manager ? 'manager' : unit === roleUnits.worker ? 'worker' : undefined;
  return { nodeId: names.get('CN') ?? '', role, cluster: names.get('O') ?? '' };
}

/** Whether the certificate of somebody may be believed, and whose it is. */
export function examine(
  chain: string,
  trustRoot: string,
  nowMs: number,
): { readonly identity: Identity } | { readonly mistrust: Mistrust } {
  if (chain === '') return { identity: nobody };
  const certificates = readPem(chain);
  const [leaf] = certificates ?? [];
  if (leaf === undefined) return { mistrust: { error: 'tls: failed to parse certificate', alert: 'bad certificate' } };
  if (trustRoot === '') return { identity: ownerOf(leaf) };
  const mistrust = mistrusted(certificates ?? [], readPem(trustRoot) ?? [], nowMs);
  return mistrust === undefined ? { identity: ownerOf(leaf) } : { mistrust };
}

/** The client does not believe the server. */
export const handshakeFailed = ({ error }: Mistrust): SwarmError =>
  new SwarmError(
    'Unavailable',
    `connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: ${error}"`,
  );

/** The server does not believe the client. */
export const alerted = (alert: string): SwarmError =>
  new SwarmError('Unavailable', `connection error: desc = "error reading server preface: remote error: tls: ${alert}"`);
