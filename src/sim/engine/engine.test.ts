import { describe, expect, it } from 'vitest';
import { EngineLab } from '../testkit/engine.ts';

const id64 = expect.stringMatching(/^[0-9a-f]{64}$/);
const time = expect.stringMatching(/^2026-11-21T06:43:4\d(\.\d+)?Z$/);

describe('a fresh host', () => {
  const lab = new EngineLab();

  it('has none, host and bridge', () => {
    const { body } = lab.json('GET', '/v1.51/networks');
    const rows = (body as { Name: string; Driver: string; Scope: string }[]).map(
      (n) => `${n.Name} ${n.Driver} ${n.Scope}`,
    );
    expect(rows).toEqual(['none null local', 'host host local', 'bridge bridge local']);
  });

  it('shows bridge as docker network inspect does', () => {
    const response = lab.send('GET', '/v1.51/networks/bridge');
    expect(JSON.parse(response.body ?? '')).toEqual({
      Name: 'bridge',
      Id: id64,
      Created: time,
      Scope: 'local',
      Driver: 'bridge',
      EnableIPv4: true,
      EnableIPv6: false,
      IPAM: { Driver: 'default', Options: null, Config: [{ Subnet: '172.17.0.0/16', Gateway: '172.17.0.1' }] },
      Internal: false,
      Attachable: false,
      Ingress: false,
      ConfigFrom: { Network: '' },
      ConfigOnly: false,
      Containers: {},
      Options: {
        'com.docker.network.bridge.default_bridge': 'true',
        'com.docker.network.bridge.enable_icc': 'true',
        'com.docker.network.bridge.enable_ip_masquerade': 'true',
        'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
        'com.docker.network.bridge.name': 'docker0',
        'com.docker.network.driver.mtu': '1500',
      },
      Labels: {},
    });
    expect(Object.keys(JSON.parse(response.body ?? '').Options)).toEqual(
      Object.keys(JSON.parse(response.body ?? '').Options).sort(),
    );
  });

  it('has docker0 up, without a carrier, and forwards', () => {
    const { net } = lab.kernel.rootNs;
    const docker0 = net.link('docker0');
    expect(docker0).toMatchObject({ kind: 'bridge', up: true, carrier: false, operstate: 'DOWN', ifindex: 3 });
    expect(net.addresses().find((a) => a.label === 'docker0')).toMatchObject({ prefixLength: 16, scope: 'global' });
    expect(net.sysctl('ipv4/ip_forward')).toBe('1');
  });

  it.each([
    ['GET', '/nosuch', '404 page not found'],
    ['GET', '/networks/nosuch', '404 network nosuch not found'],
    ['GET', '/containers/nosuch/json', '404 No such container: nosuch'],
    ['DELETE', '/networks/bridge', '403 bridge is a pre-defined network and cannot be removed'],
  ] as const)('%s %s answers %s', (method, path, text) => {
    expect(lab.error(method, path)).toBe(text);
  });
});

describe('bodies', () => {
  const lab = new EngineLab();
  it.each([
    [undefined, '400 invalid JSON: got EOF while reading request body'],
    ['banana', "400 invalid JSON: invalid character 'b' looking for beginning of value"],
    ['{"Name":', '400 invalid JSON: unexpected EOF'],
    [
      { Name: 5 },
      '400 invalid JSON: json: cannot unmarshal number into Go struct field CreateRequest.Name of type string',
    ],
    [
      { Name: 'a', Internal: 'x' },
      '400 invalid JSON: json: cannot unmarshal string into Go struct field CreateRequest.Internal of type bool',
    ],
    [
      { Name: 'a', Labels: [] },
      '400 invalid JSON: json: cannot unmarshal array into Go struct field CreateRequest.Labels of type map[string]string',
    ],
  ])('network create of %j answers %s', (body, text) => {
    expect(lab.error('POST', '/networks/create', body)).toBe(text);
  });
});

describe('a container on the default bridge', () => {
  const lab = new EngineLab();
  const id = lab.container('c1', { Image: 'ubuntu', Tty: true });
  lab.pass(13);

  it('has the first address, and a veth pair', () => {
    const { body } = lab.json('GET', '/containers/c1/json');
    expect(body).toMatchObject({
      Id: id,
      Name: '/c1',
      State: { Status: 'running', Running: true, ExitCode: 0 },
      NetworkSettings: { IPAddress: '172.17.0.2', Gateway: '172.17.0.1', IPPrefixLen: 16 },
    });
    const sandbox = lab.kernel.namespaces()[1]?.net;
    expect(sandbox?.links().map((l) => l.name)).toEqual(['lo', 'eth0']);
    expect(sandbox?.link('eth0')).toMatchObject({ kind: 'veth', up: true, carrier: true, mtu: 1500 });
    expect(sandbox?.addresses6().map((a) => a.local)).toEqual(['::1']);
    expect(lab.kernel.rootNs.net.links().at(-1)).toMatchObject({
      name: expect.stringMatching(/^veth[0-9a-f]{7}$/),
      up: true,
    });
    expect(lab.kernel.rootNs.net.link('docker0')).toMatchObject({ operstate: 'UP' });
  });

  it('has the settings of its attachment in Docker’s order', () => {
    const { body } = lab.json('GET', '/containers/c1/json') as {
      body: { NetworkSettings: { Networks: Record<string, object> } };
    };
    expect(Object.keys(body.NetworkSettings.Networks.bridge ?? {})).toEqual(
      'IPAMConfig Links Aliases MacAddress DriverOpts GwPriority NetworkID EndpointID Gateway IPAddress IPPrefixLen IPv6Gateway GlobalIPv6Address GlobalIPv6PrefixLen DNSNames'.split(
        ' ',
      ),
    );
    expect(body.NetworkSettings.Networks.bridge).toMatchObject({
      IPAMConfig: null,
      Links: null,
      Aliases: null,
      DNSNames: null,
    });
  });

  it('is listed', () => {
    const { body } = lab.json('GET', '/containers/json');
    expect(body).toMatchObject([
      { Names: ['/c1'], Image: 'ubuntu', Command: 'sleep infinity', Status: 'Up 13 seconds', State: 'running' },
    ]);
  });

  it('has its hosts and resolv.conf', () => {
    expect(lab.exec('c1', 'cat', '/etc/hosts')).toBe(
      '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\nff00::\tip6-mcastprefix\n' +
        `ff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n172.17.0.2\t${id.slice(0, 12)}\n`,
    );
    expect(lab.exec('c1', 'cat', '/etc/resolv.conf')).toContain(
      "# Based on host file: '/etc/resolv.conf' (legacy)\n# Overrides: []\n",
    );
  });

  it('is in the network’s inspection', () => {
    const { body } = lab.json('GET', '/networks/bridge');
    expect(body).toMatchObject({ Containers: { [id]: { Name: 'c1', IPv4Address: '172.17.0.2/16', IPv6Address: '' } } });
  });

  it('cannot be removed while it runs', () => {
    expect(lab.error('DELETE', '/containers/c1')).toBe(
      '409 cannot remove container "c1": container is running: stop the container before removing or force remove',
    );
  });

  it('leaves nothing behind when it is removed by force', () => {
    expect(lab.send('DELETE', '/containers/c1?force=1').status).toBe(204);
    expect(lab.kernel.namespaces()).toHaveLength(1);
    expect(lab.kernel.rootNs.net.links().map((l) => l.name)).toEqual(['lo', 'eth0', 'docker0']);
    expect(lab.json('GET', '/networks/bridge').body).toMatchObject({ Containers: {} });
    expect(lab.json('GET', '/containers/json?all=1').body).toEqual([]);
  });
});

describe('links', () => {
  const lab = new EngineLab();
  const c1 = lab.container('c1', { ExposedPorts: { '5432/tcp': {} }, Env: ['MODE=fast'] });

  it('give lines in hosts and variables', () => {
    const linked = { HostConfig: { Links: ['c1:db'] } };
    const hosts = lab.runContainer({ Cmd: ['cat', '/etc/hosts'], ...linked });
    expect(hosts.split('\n').slice(6, 8)).toEqual([
      `172.17.0.2\tdb ${c1.slice(0, 12)} c1`,
      expect.stringMatching(/^172.17.0.3\t[0-9a-f]{12}$/),
    ]);
    const env = lab
      .runContainer({ Cmd: ['env'], ...linked })
      .replaceAll(/=\/[a-z]+_[a-z]+\//g, '=/NAME/')
      .replace(/HOSTNAME=.*/, 'HOSTNAME=ID');
    expect(env.split('\n')).toEqual([
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'HOSTNAME=ID',
      'DB_PORT=tcp://172.17.0.2:5432',
      'DB_PORT_5432_TCP=tcp://172.17.0.2:5432',
      'DB_PORT_5432_TCP_ADDR=172.17.0.2',
      'DB_PORT_5432_TCP_PORT=5432',
      'DB_PORT_5432_TCP_PROTO=tcp',
      'DB_NAME=/NAME/db',
      'DB_ENV_MODE=fast',
      'HOME=/root',
      '',
    ]);
  });

  it('need a running container', () => {
    lab.create('c9');
    const id = lab.create('web', { HostConfig: { Links: ['c9:db'] } });
    expect(lab.error('POST', `/containers/${id}/start`)).toBe(
      '400 failed to set up container networking: Cannot link to a non running container: /c9 AS /web/db',
    );
    expect(lab.error('POST', '/containers/create', { Image: 'busybox', HostConfig: { Links: ['c8:db'] } })).toBe(
      '400 could not get container for c8: No such container: c8',
    );
  });
});
