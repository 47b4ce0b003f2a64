import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NfTable } from '../linux/netfilter.ts';
import { EngineLab } from '../testkit/engine.ts';
import type { NetworkResource } from './api/types.ts';
import type { Container } from './containers/container.ts';
import { portSummaries } from './containers/ports.ts';

const containers = ['c1', 'c2', 'c3', 'c4'];
const networks = ['n1', 'n2', 'tiny', 'bridge', 'host', 'none', 'nosuch'];
const modes = [...networks, 'container:c1'];

type Step = (lab: EngineLab) => { readonly status: number };

const container = fc.constantFrom(...containers);
const network = fc.constantFrom(...networks);
const subnet = { IPAM: { Driver: 'default', Config: [{ Subnet: '10.0.0.0/29' }] } };

/** What a container publishes: few host ports, so that they collide. */
const published = fc.constantFrom<object>(
  {},
  { PublishAllPorts: true },
  { PortBindings: { '80/tcp': [{ HostPort: '8080' }] } },
  { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }], '53/udp': [{ HostPort: '' }] } },
  { PortBindings: { '80/tcp': [{ HostPort: '9000-9001' }, { HostPort: '8081' }] } },
);

/** One request; `text` is what a failing run shows. */
const step: fc.Arbitrary<{ readonly text: string; readonly run: Step }> = fc
  .oneof(
    fc
      .tuple(container, fc.constantFrom(...modes), fc.constantFrom('sleep', 'true', 'nosuch'), fc.boolean(), published)
      .map(([name, NetworkMode, program, AutoRemove, ports]) => [
        'POST',
        `/containers/create?name=${name}`,
        { Image: 'busybox', Cmd: [program, '5'], HostConfig: { NetworkMode, AutoRemove, ...ports } },
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
  const alive = running(lab);
  const namespaces = new Set(alive.map((each) => each.running?.enclosure.netns.inode));
  namespaces.add(lab.kernel.rootNs.inode);
  expect(
    lab.kernel
      .namespaces()
      .map((ns) => ns.inode)
      .sort(),
  ).toEqual([...namespaces].sort());

  const attached = alive.flatMap((each) => [...each.attachments.values()].flatMap((a) => a.endpoint ?? []));
  const known = daemon.networks.networks().flatMap((each) => [...each.endpoints.values()]);
  expect(known.map((endpoint) => endpoint.id).sort()).toEqual(attached.map((endpoint) => endpoint.id).sort());

  checkPorts(lab);
  const veths = lab.kernel.rootNs.net.links().filter((link) => link.kind === 'veth');
  expect(veths).toHaveLength(attached.filter((endpoint) => endpoint.interfaceName !== undefined).length);

  for (const { Name } of lab.json('GET', '/networks').body as NetworkResource[]) {
    const { Containers } = lab.json('GET', `/networks/${Name}`).body as NetworkResource;
    const addresses = Object.values(Containers ?? {}).flatMap((each) => each.IPv4Address || []);
    expect(new Set(addresses).size).toBe(addresses.length);
  }
}

/** Every published port has its socket and its rule, and nothing else has. */
function checkPorts(lab: EngineLab): void {
  const { net, sockets } = lab.kernel.rootNs;
  const published = running(lab).flatMap((each) => portSummaries(each).filter((port) => port.PublicPort !== undefined));
  const keys = published.map((port) => `${port.IP} ${port.PublicPort}/${port.Type}`);
  expect(new Set(keys).size).toBe(keys.length);
  const listening = sockets.list?.().filter(({ state, protocol }) => protocol === 'udp' || state === 'LISTEN') ?? [];
  expect(listening).toHaveLength(published.length);
  const chain = (table: NfTable, name: string) => net.netfilter.chains(table).find((each) => each.name === name)?.rules;
  const translated = chain('nat', 'DOCKER')?.filter((rule) => rule.text.includes('DNAT'));
  expect(translated).toHaveLength(published.filter((port) => port.IP !== '::').length);
  const endpoints = running(lab).flatMap((each) => [...each.attachments.values()].flatMap((a) => a.endpoint ?? []));
  const addressed = endpoints.filter((endpoint) => endpoint.address !== undefined && !endpoint.network.internal);
  const direct = chain('raw', 'PREROUTING')?.filter((rule) => !rule.text.includes('--dport'));
  expect(direct).toHaveLength(addressed.length);
}

function allRules(lab: EngineLab): string[] {
  const { netfilter } = lab.kernel.rootNs.net;
  const tables: readonly NfTable[] = ['raw', 'mangle', 'nat', 'filter'];
  return tables.flatMap((table) =>
    netfilter
      .chains(table)
      .flatMap(({ name, rules }) => [name, ...rules.map((rule) => `${table} ${name} ${rule.text}`)]),
  );
}

function running(lab: EngineLab): Container[] {
  return lab.engine.daemon.containers.all().filter((each) => each.running);
}

describe('whatever is asked of an engine', () => {
  it('namespaces, endpoints, devices and addresses stay consistent, and nothing remains in the end', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const lab = new EngineLab();
        const rules = allRules(lab);
        for (const { text, run } of steps) {
          expect([200, 201, 204, 304, 400, 403, 404, 409, 500], text).toContain(run(lab).status);
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
        expect(allRules(lab)).toEqual(rules);
        expect(lab.kernel.rootNs.sockets.list?.()).toEqual([]);
        expect(lab.machine.enclosure.processes().map((each) => each.argv[0])).toEqual([
          '/sbin/init',
          '/usr/bin/dockerd',
        ]);
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});
