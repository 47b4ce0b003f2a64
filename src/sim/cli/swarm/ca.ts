// docker swarm ca
// Source: docker/cli cli/command/swarm/ca.go.
// Not modelled: external certificate authorities: they say so.
import type { SwarmResource } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { parseNanoseconds } from '../container/durations.ts';
import { Failure, notSimulated } from '../failure.ts';
import { flag, type Options } from '../flags.ts';
import { flagFailure } from '../help.ts';
import { waitForRotation } from './root-rotation.ts';

const PATH = 'docker swarm ca';

type CertificateSettings = SwarmResource['Spec']['CAConfig'];

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
    if (!options.bool('rotate')) {
      for (const name of ['ca-cert', 'ca-key', 'cert-expiry', 'external-ca']) {
        if (options.changed(name))
          throw new Failure(`\`--${name}\` flag requires the \`--rotate\` flag to update the CA`);
      }
      return yield* printRoot(client, swarm);
    }
    checkFlags(options);
    const body = { ...swarm.Spec, CAConfig: settings(client, options, swarm.Spec.CAConfig) };
    yield* client.send('POST', '/swarm/update', { query: { version: String(swarm.Version.Index) }, body });
    if (options.bool('detach')) return 0;
    yield* waitForRotation(client, options.bool('quiet'));
    return options.bool('quiet') ? 0 : yield* printRoot(client, yield* client.get<SwarmResource>('/swarm'));
  },
};

function* printRoot(client: Client, { TLSInfo }: SwarmResource): Blocking<number> {
  if (TLSInfo.TrustRoot === '') throw new Failure('No CA information available');
  yield* client.print(TLSInfo.TrustRoot.trim());
  return 0;
}

function checkFlags(options: Options): void {
  const hasCertificate = options.changed('ca-cert');
  if (options.changed('external-ca')) {
    if (!hasCertificate) {
      throw new Failure(
        "rotating to an external CA requires the `--ca-cert` flag to specify the external CA's cert - " +
          'to add an external CA with the current root CA certificate, use the `update` command instead',
      );
    }
    throw notSimulated('external certificate authorities');
  }
  if (hasCertificate && !options.changed('ca-key')) {
    throw new Failure('the --ca-cert flag requires that a --ca-key flag and/or --external-ca flag be provided as well');
  }
}

/** With neither a certificate nor a key of its own, the swarm makes both. */
function settings(client: Client, options: Options, before: CertificateSettings): CertificateSettings {
  const { SigningCACert: _cert, SigningCAKey: _key, ForceRotate = 0, ...rest } = before;
  const [certificate, key] = [pemFile(client, options, 'ca-cert'), pemFile(client, options, 'ca-key')];
  return {
    ...rest,
    ...(options.changed('cert-expiry') && { NodeCertExpiry: parseNanoseconds(options.text('cert-expiry')) }),
    ...(certificate && { SigningCACert: certificate }),
    ...(key && { SigningCAKey: key }),
    ForceRotate: certificate === '' && key === '' ? ForceRotate + 1 : ForceRotate,
  };
}

function pemFile(client: Client, options: Options, name: string): string {
  if (!options.changed(name)) return '';
  const path = options.text(name);
  const refuse = (why: string): Failure =>
    flagFailure(`invalid argument ${JSON.stringify(path)} for "--${name}" flag: ${why}`, PATH, `${PATH} [OPTIONS]`);
  const file = client.sys.fs.readFile(client.sys.resolve(path));
  if (!file.ok)
    throw refuse(file.errno === 'EISDIR' ? `read ${path}: is a directory` : `open ${path}: no such file or directory`);
  const contents = file.value;
  if (!/-----BEGIN [A-Z0-9 ]+-----[\s\S]*-----END [A-Z0-9 ]+-----/.test(contents)) {
    throw refuse('file contents must be in PEM format');
  }
  return contents;
}
