import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineLab } from '../testkit/engine.ts';
import type { NetworkResource } from './api/types.ts';

const containers = ['c1', 'c2', 'c3', 'c4'];
const networks = ['n1', 'n2', 'tiny', 'bridge', 'host', 'none', 'nosuch'];
const modes = [...networks, 'container:c1'];

type Step = (lab: EngineLab) => { readonly status: number };

const container = fc.constantFrom(...containers);
const network = fc.constantFrom(...networks);
const subnet = { IPAM: { Driver: 'default', Config: [{ Subnet: '10.0.0.0/29' }] } };

/** One request; `text` is what a failing run shows. */
const step: fc.Arbitrary<{ readonly text: string; readonly run: Step }> = fc
  .oneof(
    fc
      .tuple(container, fc.constantFrom(...modes), fc.constantFrom('sleep', 'true', 'nosuch'), fc.boolean())
      .map(([name, NetworkMode, program, AutoRemove]) => [
        'POST',
        `/containers/create?name=${name}`,
        { Image: 'busybox', Cmd: [program, '5'], HostConfig: { NetworkMode, AutoRemove } },
      ]),
    container.map((name) => ['POST', `/containers/${name}/start`, undefined]),
    container.map((name) => ['POST', `/containers/${name}/stop?t=1`, undefined]),
    container.map((name) => ['POST', `/containers/${name}/restart?t=0`, undefined]),
    container.map((name) => ['POST', `/containers/${name}/kill`, undefined]),
    fc.tuple(container, container).map(([from, to]) => ['POST', `/containers/${from}/rename?name=${to}`, undefined]),
    fc
      .tuple(container, fc.boolean())
      .map(([name, force]) => ['DELETE', `/containers/${name}?force=${force}`, undefined]),
    network.map((Name) => ['POST', '/networks/create', { Name, ...(Name === 'tiny' ? subnet : {}) }]),
    network.map((name) => ['DELETE', `/networks/${name}`, undefined]),
    fc.tuple(network, container).map(([name, Container]) => ['POST', `/networks/${name}/connect`, { Container }]),
    fc
      .tuple(network, container, fc.boolean())
      .map(([name, Container, Force]) => ['POST', `/networks/${name}/disconnect`, { Container, Force }]),
    fc.constant(['POST', '/containers/prune', undefined]),
  )
  .map(([method, path, body]) => ({
    text: `${method} ${path} ${JSON.stringify(body)}`,
    run: (lab: EngineLab) => lab.send(method as 'POST' | 'DELETE', path as string, body),
  }));

/** What holds whatever was asked. */
function check(lab: EngineLab): void {
  const { daemon } = lab.engine;
  const running = daemon.containers.all().filter((each) => each.running);
  const namespaces = new Set(running.map((each) => each.running?.enclosure.netns.inode));
  namespaces.add(lab.kernel.rootNs.inode);
  expect(
    lab.kernel
      .namespaces()
      .map((ns) => ns.inode)
      .sort(),
  ).toEqual([...namespaces].sort());

  const attached = running.flatMap((each) => [...each.attachments.values()].flatMap((a) => a.endpoint ?? []));
  const known = daemon.networks.networks().flatMap((each) => [...each.endpoints.values()]);
  expect(known.map((endpoint) => endpoint.id).sort()).toEqual(attached.map((endpoint) => endpoint.id).sort());

  const veths = lab.kernel.rootNs.net.links().filter((link) => link.kind === 'veth');
  expect(veths).toHaveLength(attached.filter((endpoint) => endpoint.interfaceName !== undefined).length);

  for (const { Name } of lab.json('GET', '/networks').body as NetworkResource[]) {
    const { Containers } = lab.json('GET', `/networks/${Name}`).body as NetworkResource;
    const addresses = Object.values(Containers).flatMap((each) => each.IPv4Address || []);
    expect(new Set(addresses).size).toBe(addresses.length);
  }
}

describe('whatever is asked of an engine', () => {
  it('namespaces, endpoints, devices and addresses stay consistent, and nothing remains in the end', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const lab = new EngineLab();
        for (const { text, run } of steps) {
          expect([200, 201, 204, 304, 400, 403, 404, 409], text).toContain(run(lab).status);
          check(lab);
        }
        lab.pass(30);
        check(lab);
        for (const each of lab.engine.daemon.containers.all()) lab.send('DELETE', `/containers/${each.id}?force=1`);
        lab.send('POST', '/networks/prune');
        lab.pass(5);
        expect(lab.kernel.namespaces()).toHaveLength(1);
        expect(lab.kernel.rootNs.net.links().map((link) => link.name)).toEqual(['lo', 'eth0', 'docker0']);
        expect(lab.json('GET', '/networks').body).toHaveLength(3);
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});
