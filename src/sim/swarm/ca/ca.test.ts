import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../base/random.ts';
import { crossSigned, newKeyPair, nodeCertificate, pem, rootCertificate } from './certificate.ts';
import { firstOf, issuerOf, mistrusted, readCertificate } from './read-certificate.ts';
import { digestOf, newJoinToken, newUnlockKey, parseJoinToken } from './token.ts';

type Read = ReturnType<typeof firstOf>;

const NOW = Date.UTC(2026, 10, 21, 8, 7, 33);

function clusterOf(seed: number) {
  const random = new RandomStream(seed);
  const key = newKeyPair(random);
  return { random, key, root: pem('CERTIFICATE', rootCertificate(key, random, NOW)) };
}

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('certificates', () => {
  it('come out the same for the same seed, and differ for another', () => {
    expect(clusterOf(1).root).toBe(clusterOf(1).root);
    expect(clusterOf(1).root).not.toBe(clusterOf(2).root);
  });

  it('name the root as swarmkit does', () => {
    expect(issuerOf(firstOf(clusterOf(1).root)).CertIssuerSubject).toBe('MBMxETAPBgNVBAMTCHN3YXJtLWNh');
    // The key type and the extensions, as far as they do not depend on chance.
    expect(clusterOf(1).root).toMatch(/^-----BEGIN CERTIFICATE-----\nMIIB/);
    expect(clusterOf(1).root.replace(/\n/g, '')).toContain('Ewhzd2FybS1jYT');
  });

  it('are believed when they come from the root, over a root that it has signed too, and in their time', () => {
    const [first, second, other] = [clusterOf(4), clusterOf(5), clusterOf(6)];
    const name = { nodeId: 'n', role: 'worker', cluster: 'c' } as const;
    const hour = 3_600_000;
    const [old, next, foreign] = [first, second, other].map(({ root }) => firstOf(root)) as [Read, Read, Read];
    const signer = { root: next, key: second.key };
    const leaf = readCertificate(nodeCertificate(name, newKeyPair(first.random), signer, first.random, NOW, hour));
    const between = readCertificate(crossSigned(next, old, first.key));
    expect(Object.fromEntries(leaf.names)).toEqual({ O: 'c', OU: 'swarm-worker', CN: 'n' });
    expect(mistrusted([leaf], [next], NOW)).toBeUndefined();
    expect(mistrusted([leaf, between], [old], NOW)).toBeUndefined();
    expect(mistrusted([leaf], [old], NOW)?.error).toBe('x509: certificate signed by unknown authority');
    expect(mistrusted([leaf, between], [foreign], NOW)?.alert).toBe('unknown certificate authority');
    expect(mistrusted([leaf], [next], NOW + 3 * hour)?.error).toBe(
      'x509: certificate has expired or is not yet valid: current time 2026-11-21T11:07:33Z is after 2026-11-21T10:02:00Z',
    );
  });

  it.runIf(hasOpenssl)('are read and verified by openssl', () => {
    const { random, key, root } = clusterOf(3);
    const name = { nodeId: 'n'.repeat(25), role: 'manager', cluster: 'c'.repeat(25) } as const;
    const signer = { root: firstOf(root), key };
    const leaf = pem('CERTIFICATE', nodeCertificate(name, newKeyPair(random), signer, random, NOW, 2160 * 3_600_000));
    const folder = mkdtempSync(join(tmpdir(), 'ca-'));
    try {
      writeFileSync(join(folder, 'root.pem'), root);
      writeFileSync(join(folder, 'leaf.pem'), leaf);
      const run = (...args: string[]): string => execFileSync('openssl', args, { cwd: folder, encoding: 'utf8' });
      const at = String(NOW / 1000 - 0.0).split('.')[0] as string;
      expect(run('verify', '-attime', at, '-CAfile', 'root.pem', 'leaf.pem')).toContain('leaf.pem: OK');
      expect(run('x509', '-in', 'leaf.pem', '-noout', '-subject')).toContain('OU = swarm-manager');
      expect(run('x509', '-in', 'root.pem', '-noout', '-startdate', '-enddate')).toBe(
        'notBefore=Nov 21 08:02:00 2026 GMT\nnotAfter=Nov 16 08:02:00 2046 GMT\n',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('join tokens', () => {
  it('carry the digest of the root and a secret', () => {
    const { root, random } = clusterOf(4);
    const token = newJoinToken(root, random);
    expect(token).toMatch(/^SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}$/);
    expect(parseJoinToken(token)).toEqual({ digest: digestOf(root), secret: token.split('-')[3] });
    expect(newJoinToken(root, random)).not.toBe(token);
  });

  it.each(['', 'SWMTKN-1-bad-token', 'SWMTKN-2-x-y', `SWMTKN-1-${'z'.repeat(50)}-${'a'.repeat(25)}`])(
    'refuses %s',
    (text) => {
      expect(parseJoinToken(text)).toBeUndefined();
    },
  );

  it('has keys for locked managers', () => {
    expect(newUnlockKey(new RandomStream(1))).toMatch(/^SWMKEY-1-[A-Za-z0-9+/]{43}$/);
  });
});
