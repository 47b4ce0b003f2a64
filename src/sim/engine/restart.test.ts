import { describe, expect, it, test } from 'vitest';
import type { Blocking } from '../des/task.ts';
import type { HttpResponse } from '../host/http.ts';
import { EngineLab } from '../testkit/engine.ts';
import { ConfigError, parseConfig } from './config.ts';

function systemctl(lab: EngineLab, action: string): number {
  let response: HttpResponse | undefined;
  lab.machine.startTask(
    (function* (): Blocking<void> {
      response = yield* lab.machine.services.serve({ method: 'POST', path: `/units/docker.service/${action}` });
    })(),
  );
  while (response === undefined) if (!lab.scheduler.runInstant()) throw new Error('the world stands still');
  return response.status;
}

function configured(lab: EngineLab, config: unknown): number {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  lab.machine.enclosure.fs.writeFile('/etc/docker/daemon.json', text);
  return systemctl(lab, 'restart');
}

const networkId = (lab: EngineLab): string => (lab.json('GET', '/networks/bridge').body as { Id: string }).Id;
const stateOf = (lab: EngineLab, name: string) =>
  (lab.json('GET', `/containers/${name}/json`).body as { State: { Status: string } }).State.Status;
const rules = (lab: EngineLab, chain: string): string[] =>
  lab.kernel.rootNs.net.netfilter
    .chains('nat')
    .filter((view) => view.name === chain)
    .flatMap((view) => view.rules.map((rule) => rule.text));

describe('a daemon that starts again', () => {
  it('keeps networks and containers, starts those that shall always run, and makes its default network anew', () => {
    const lab = new EngineLab();
    lab.send('POST', '/networks/create', { Name: 'net1' });
    lab.container('always', { HostConfig: { NetworkMode: 'net1', RestartPolicy: { Name: 'always' } } });
    lab.container('never');
    const before = networkId(lab);
    expect(systemctl(lab, 'restart')).toBe(200);
    expect(networkId(lab)).not.toBe(before);
    expect(lab.json('GET', '/networks/net1').status).toBe(200);
    expect([stateOf(lab, 'always'), stateOf(lab, 'never')]).toEqual(['running', 'exited']);
    expect(lab.error('POST', '/containers/never/start')).toBe('');
  });

  it('does what its configuration says', () => {
    const lab = new EngineLab();
    const pools = [{ base: '10.10.0.0/16', size: 24 }];
    configured(lab, {
      bip: '10.200.0.1/24',
      'default-address-pools': pools,
      'userland-proxy': false,
      dns: ['9.9.9.9'],
    });
    lab.send('POST', '/networks/create', { Name: 'net1' });
    expect(lab.json('GET', '/networks/net1').body).toMatchObject({ IPAM: { Config: [{ Subnet: '10.10.0.0/24' }] } });
    expect(lab.json('GET', '/networks/bridge').body).toMatchObject({
      IPAM: { Config: [{ Subnet: '10.200.0.0/24', Gateway: '10.200.0.1' }] },
    });
    lab.container('web');
    expect(lab.exec('web', 'cat', '/etc/resolv.conf')).toContain('nameserver 9.9.9.9');
    expect(lab.kernel.rootNs.net.sysctl('ipv4/conf/docker0/route_localnet')).toBe('1');
  });

  it('without a proxy translates for everybody, and for containers that ask themselves', () => {
    const lab = new EngineLab();
    configured(lab, { 'userland-proxy': false });
    lab.container('web', { HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '8080' }] } } });
    expect(rules(lab, 'DOCKER').join('\n')).not.toContain('RETURN');
    expect(rules(lab, 'POSTROUTING').join('\n')).toMatch(/-s 172\.17\.0\.2\/32 -d 172\.17\.0\.2\/32 .*MASQUERADE/);
    expect(lab.machine.enclosure.processes().map((each) => each.argv[0])).toEqual([
      '/sbin/init',
      '/usr/bin/dockerd',
      'sleep',
    ]);
  });

  it('opens the ports of linked containers where others may not talk', () => {
    const lab = new EngineLab();
    configured(lab, { icc: false });
    lab.container('db', { ExposedPorts: { '5432/tcp': {} } });
    lab.container('app', { HostConfig: { Links: ['db:pg'] } });
    const chain = lab.kernel.rootNs.net.netfilter.chains('filter').find((view) => view.name === 'DOCKER');
    const texts = chain?.rules.map((rule) => rule.text).join('\n');
    expect(texts).toMatch(/-s 172\.17\.0\.3\/32 -d 172\.17\.0\.2\/32 -i docker0 -o docker0 .*--dport 5432 -j ACCEPT/);
    lab.send('DELETE', '/containers/app?force=1');
    expect(
      chain && lab.kernel.rootNs.net.netfilter.chains('filter').find((v) => v.name === 'DOCKER')?.rules,
    ).toHaveLength(1);
  });

  it('may have no default network, or one on a bridge of the user', () => {
    const lab = new EngineLab();
    expect(configured(lab, { bridge: 'none' })).toBe(200);
    expect(lab.kernel.rootNs.net.link('docker0')).toBeUndefined();
    lab.container('lonely');
    const netns = lab.engine.daemon.containers.get('lonely').running?.enclosure.netns;
    expect(netns?.net.links().map((link) => link.name)).toEqual(['lo']);
    lab.send('DELETE', '/containers/lonely?force=1');
    expect(configured(lab, { bridge: 'br9' })).toBe(500);
    const { net } = lab.kernel.rootNs;
    const made = net.addLink({ kind: 'bridge', name: 'br9' });
    if (made.ok) net.addAddress(made.value, 0x0a630001, 24);
    expect(configured(lab, { bridge: 'br9', 'live-restore': true })).toBe(200);
    expect(lab.json('GET', '/networks/bridge').body).toMatchObject({ IPAM: { Config: [{ Gateway: '10.99.0.1' }] } });
    lab.container('c1');
    const id = networkId(lab);
    systemctl(lab, 'restart');
    expect([networkId(lab), stateOf(lab, 'c1')]).toEqual([id, 'running']);
  });

  it('does not start with a mistake in its configuration, and starts once that is mended', () => {
    const lab = new EngineLab();
    expect(configured(lab, '{"icc": false,}')).toBe(500);
    expect(configured(lab, {})).toBe(200);
    expect(networkId(lab)).toHaveLength(64);
  });
});

describe('mistakes in daemon.json', () => {
  const FILE = 'unable to configure the Docker daemon with file /etc/docker/daemon.json: ';
  test.each([
    ['{"mtu": 1400,}', `${FILE}invalid character '}' looking for beginning of object key string`],
    ['{"mtu": 1400 "icc": true}', `${FILE}invalid character '"' after object key:value pair`],
    ["{'mtu': 1400}", `${FILE}invalid character '\\'' looking for beginning of object key string`],
    ['{"dns": ["1.1.1.1" "8.8.8.8"]}', `${FILE}invalid character '"' after array element`],
    ['{"mtu": 1400', `${FILE}unexpected end of JSON input`],
    ['{"foo": 1}', `${FILE}the following directives don't match any configuration option: foo`],
    ['{"icc": "no"}', `${FILE}json: cannot unmarshal string into Go struct field Config.icc of type bool`],
    [
      '{"hosts": ["tcp://0.0.0.0:2375"]}',
      `${FILE}the following directives are specified both as a flag and in the configuration file: hosts: (from flag: [fd://], from file: [tcp://0.0.0.0:2375])`,
    ],
    ['{"userns-remap": "default"}', 'hoplab: not simulated yet: daemon.json: userns-remap'],
  ])('%s', (text, message) => {
    expect(() => parseConfig(text)).toThrow(new ConfigError(message));
  });
});
