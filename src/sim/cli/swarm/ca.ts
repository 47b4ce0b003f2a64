// docker swarm ca
// Source: docker/cli cli/command/swarm/ca.go.
// Not modelled: rotating the root: --rotate and what goes with it say so.
import type { SwarmResource } from '../../engine/api/swarm-types.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure, notSimulated } from '../failure.ts';
import { flag } from '../flags.ts';

export const ca: Leaf = {
  kind: 'leaf',
  name: 'ca',
  swarm: 'manager',
  synopsis: '[OPTIONS]',
  short: 'Display and rotate the root CA',
  args: exactly(0),
  flags: [
    flag('pem-file', 'ca-cert', 'Path to the PEM-formatted root CA certificate to use for the new cluster'),
    flag('pem-file', 'ca-key', 'Path to the PEM-formatted root CA key to use for the new cluster'),
    flag('duration', 'cert-expiry', 'Validity period for node certificates (ns|us|ms|s|m|h)', { default: '2160h0m0s' }),
    flag('bool', 'detach', 'Exit immediately instead of waiting for the root rotation to converge', { short: 'd' }),
    flag('external-ca', 'external-ca', 'Specifications of one or more certificate signing endpoints'),
    flag('bool', 'quiet', 'Suppress progress output', { short: 'q' }),
    flag('bool', 'rotate', 'Rotate the swarm CA - if no certificate or key are provided, new ones will be generated'),
  ],
  *run(client, options) {
    const swarm = yield* client.get<SwarmResource>('/swarm');
    if (options.bool('rotate')) throw notSimulated('rotating the root certificate of a swarm');
    for (const name of ['ca-cert', 'ca-key', 'cert-expiry', 'external-ca']) {
      if (options.changed(name))
        throw new Failure(`\`--${name}\` flag requires the \`--rotate\` flag to update the CA`);
    }
    if (swarm.TLSInfo.TrustRoot === '') throw new Failure('No CA information available');
    yield* client.print(swarm.TLSInfo.TrustRoot.trim());
    return 0;
  },
};
