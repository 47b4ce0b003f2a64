// A new swarm: its root certificate, tokens, identifiers, and the first node's own papers.
// Source: swarmkit ca/certificates.go (CreateRootCA), node/node.go (loadSecurityConfig), manager/manager.go; moby daemon/cluster/swarm.go Init.
// Not modelled: FIPS.
import { encodeBase64 } from '../../base/base64.ts';
import type { Machine } from '../../host/machine.ts';
import { newKeyPair, pem, rootCertificate } from '../ca/certificate.ts';
import { firstOf, issuerOf } from '../ca/read-certificate.ts';
import { newJoinToken, newUnlockKey } from '../ca/token.ts';
import type { InitRequest } from '../control.ts';
import { defaultSpec, type Founding } from '../manager/defaults.ts';
import type { TlsInfo } from '../objects.ts';
import { Chronicle } from '../raft/chronicle.ts';
import { firstDisk } from '../raft/message.ts';
import { newId } from '../store/identity.ts';
import { signCertificate } from './authority.ts';
import { type NodeState, newStorage } from './disk.ts';

/** Where the first node listens and what others reach it by. */
export interface Addresses {
  readonly advertise: string;
  readonly port: number;
  readonly dataPath: string;
  readonly dataPathPort: number;
}

const NANOSECONDS = 1e6;
const DEFAULT_SUBNET_SIZE = 24;
/** defaultAddressPool of swarm networks. */
const DEFAULT_POOL = '10.0.0.0/8';

export function foundSwarm(
  machine: Machine,
  request: InitRequest,
  addresses: Addresses,
): { readonly state: NodeState; readonly founding: Founding } {
  const random = machine.random('swarm founding');
  const rootKey = newKeyPair(random);
  const rootPem = pem('CERTIFICATE', rootCertificate(rootKey, random, machine.wallClock()));
  const root = firstOf(rootPem);
  const tls: TlsInfo = { TrustRoot: rootPem, ...issuerOf(root) };
  const clusterId = newId(random);
  const nodeId = newId(random);
  const spec = { ...defaultSpec, EncryptionConfig: { AutoLockManagers: request.autoLockManagers } };
  const unlockKey = request.autoLockManagers ? newUnlockKey(random) : undefined;
  const raftId = random.hex(16);
  const state: NodeState = {
    certificate: signCertificate(
      machine,
      { root, key: rootKey },
      { nodeId, role: 'manager', cluster: clusterId },
      spec.CAConfig.NodeCertExpiry / NANOSECONDS,
    ),
    tls,
    listenPort: addresses.port,
    advertiseAddr: addresses.advertise,
    dataPathAddr: addresses.dataPath,
    dataPathPort: addresses.dataPathPort,
    availability: request.availability,
    managers: [],
    storage: newStorage(),
    membership: {
      raftId,
      disk: firstDisk({ id: raftId, nodeId, addr: `${addresses.advertise}:${addresses.port}` }),
    },
    elections: new Chronicle(),
    unlockKey,
  };
  const founding: Founding = {
    nodeId,
    availability: request.availability,
    cluster: {
      ID: clusterId,
      Spec: spec,
      TLSInfo: tls,
      RootRotationInProgress: false,
      DataPathPort: addresses.dataPathPort,
      DefaultAddrPool: request.defaultAddrPool.length > 0 ? request.defaultAddrPool : [DEFAULT_POOL],
      SubnetSize: request.subnetSize || DEFAULT_SUBNET_SIZE,
      JoinTokens: { Worker: newJoinToken(rootPem, random), Manager: newJoinToken(rootPem, random) },
      encryptionKeys: [],
      encryptionKeyClock: 0,
      ...(unlockKey === undefined ? {} : { unlockKey }),
      caKey: encodeBase64(rootKey.secret),
      blacklisted: [],
    },
  };
  return { state, founding };
}
