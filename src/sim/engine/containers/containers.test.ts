import { describe, expect, it } from 'vitest';
import type { Blocking } from '../../des/task.ts';
import { EngineLab } from '../../testkit/engine.ts';
import type { ContainerInspect } from '../api/types.ts';
import { removeContainer } from './remove.ts';

function state(lab: EngineLab, name: string): string {
  const { body } = lab.json('GET', `/containers/${name}/json`) as { body: ContainerInspect };
  const { Status, Running, ExitCode } = body.State;
  return `${Status} ${Running ? 'running' : 'not running'} ${ExitCode}`;
}

function events(lab: EngineLab, from: number): string[] {
  return lab.engine.daemon.events.since(from).map((event) => {
    const { name, container, signal, exitCode } = event.Actor.Attributes;
    const details = [container && 'by container', signal, exitCode].filter((each) => each !== undefined);
    return [event.Type, event.Action, name, ...details].join(' ');
  });
}

describe('the life of a container', () => {
  const lab = new EngineLab();
  const start = lab.engine.daemon.events.next;

  it('goes from created over running to removed, with its events', () => {
    lab.create('web', { Cmd: ['polite'] });
    expect(state(lab, 'web')).toBe('created not running 0');
    expect(lab.send('POST', '/containers/web/start').status).toBe(204);
    expect(lab.send('POST', '/containers/web/start').status).toBe(304);
    expect(state(lab, 'web')).toBe('running running 0');
    lab.pass(1);
    expect(lab.send('POST', '/containers/web/stop').status).toBe(204);
    expect(lab.send('POST', '/containers/web/stop').status).toBe(304);
    expect(state(lab, 'web')).toBe('exited not running 0');
    expect(lab.send('DELETE', '/containers/web').status).toBe(204);
    expect(lab.error('GET', '/containers/web/json')).toBe('404 No such container: web');
    expect(events(lab, start)).toEqual([
      'container create web',
      'network connect bridge by container',
      'container start web',
      'container kill web 15',
      'network disconnect bridge by container',
      'container die web 0',
      'container stop web',
      'container destroy web',
    ]);
  });

  it('ends by SIGKILL after ten seconds where SIGTERM is not handled', () => {
    lab.container('deaf');
    const before = lab.scheduler.now;
    lab.send('POST', '/containers/deaf/stop');
    expect((lab.scheduler.now - before) / 1e6).toBeCloseTo(10, 1);
    expect(state(lab, 'deaf')).toBe('exited not running 137');
    expect(lab.json('GET', '/containers/json?all=1').body).toMatchObject([
      { Names: ['/deaf'], Status: 'Exited (137) Less than a second ago', State: 'exited' },
    ]);
    lab.send('DELETE', '/containers/deaf');
  });

  it('takes the lowest address again after a restart', () => {
    lab.container('aa');
    lab.container('bb');
    lab.send('POST', '/containers/aa/stop?t=0');
    lab.container('cc');
    lab.send('POST', '/containers/aa/start');
    const address = (name: string) =>
      (lab.json('GET', `/containers/${name}/json`).body as ContainerInspect).NetworkSettings.IPAddress;
    expect(['aa', 'bb', 'cc'].map(address)).toEqual(['172.17.0.4', '172.17.0.3', '172.17.0.2']);
    expect(lab.send('POST', '/containers/aa/restart?t=0').status).toBe(204);
    expect(address('aa')).toBe('172.17.0.4');
    for (const name of ['aa', 'bb', 'cc']) lab.send('DELETE', `/containers/${name}?force=1`);
  });

  it('can be waited for, before it starts and until it is gone', () => {
    const id = lab.create('job', { Cmd: ['fail', '7'], HostConfig: { AutoRemove: true } });
    const exit = lab.send('POST', `/containers/${id}/wait?condition=next-exit`);
    const gone = lab.send('POST', `/containers/${id}/wait?condition=removed`);
    lab.send('POST', `/containers/${id}/start`);
    expect(lab.drain(exit)).toEqual({ stdout: '{"StatusCode":7}\n', stderr: '', ended: true });
    expect(lab.drain(gone)).toEqual({ stdout: '{"StatusCode":7}\n', stderr: '', ended: true });
    expect(lab.error('GET', `/containers/${id}/json`)).toMatch(/^404 No such container/);
  });

  it('starts again as its restart policy says', () => {
    const id = lab.create('flaky', {
      Cmd: ['fail'],
      HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } },
    });
    lab.send('POST', `/containers/${id}/start`);
    lab.pass(20);
    expect(lab.json('GET', '/containers/flaky/json').body).toMatchObject({
      RestartCount: 3,
      State: { Status: 'exited', ExitCode: 1 },
    });
    lab.send('DELETE', '/containers/flaky');
  });

  it('keeps its disk from one run to the next', () => {
    lab.container('disk');
    lab.engine.daemon.containers.get('disk').fs?.writeFile('/tmp/note', 'kept\n');
    lab.send('POST', '/containers/disk/restart?t=0');
    expect(lab.exec('disk', 'cat', '/tmp/note')).toBe('kept\n');
    lab.send('DELETE', '/containers/disk?force=1');
  });
});

describe('what cannot be', () => {
  const lab = new EngineLab();
  lab.container('c1');
  const c1 = lab.engine.daemon.containers.get('c1').id;
  lab.create('idle');
  const idle = lab.engine.daemon.containers.get('idle').id;
  const create = (more: object) => ({ Image: 'busybox', Cmd: ['true'], ...more });
  const mode = (NetworkMode: string, HostConfig: object = {}, more: object = {}) =>
    create({ HostConfig: { NetworkMode, ...HostConfig }, ...more });

  it.each([
    [
      '/containers/create?name=c1',
      create({}),
      `409 Conflict. The container name "/c1" is already in use by container "${c1}". You have to remove (or rename) that container to be able to reuse that name.`,
    ],
    [
      '/containers/create?name=a%20b',
      create({}),
      '400 Invalid container name (a b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed',
    ],
    ['/containers/create', create({ Image: 'nosuch' }), '404 No such image: nosuch:latest'],
    [
      '/containers/create',
      create({ HostConfig: { RestartPolicy: { Name: 'often' } } }),
      "400 invalid restart policy: unknown policy 'often'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'",
    ],
    [
      '/containers/create',
      create({ HostConfig: { RestartPolicy: { Name: 'always' }, AutoRemove: true } }),
      "400 can't create 'AutoRemove' container with restart policy",
    ],
    [
      '/containers/create',
      create({ WorkingDir: 'tmp' }),
      "400 the working directory 'tmp' is invalid, it needs to be an absolute path",
    ],
    ['/containers/create', create({ StopSignal: 'SIGNONE' }), '400 invalid signal: SIGNONE'],
    [
      '/containers/create',
      mode('container:'),
      '400 invalid network mode: invalid container format container:<name|id>',
    ],
    [
      '/containers/create',
      mode('container:c1', {}, { Hostname: 'x' }),
      '400 conflicting options: hostname and the network mode',
    ],
    [
      '/containers/create',
      mode('container:c1', { Dns: ['8.8.8.8'] }),
      '400 conflicting options: dns and the network mode',
    ],
    [
      '/containers/create',
      mode('container:c1', { PublishAllPorts: true }),
      '400 conflicting options: port publishing and the container type network mode',
    ],
    [
      '/containers/create',
      mode('container:c1', { Links: ['c1'] }),
      "400 conflicting options: container type network can't be used with links. This would result in undefined behavior",
    ],
    [
      '/containers/create',
      mode('host', { Links: ['c1'] }),
      "400 conflicting options: host type networking can't be used with links. This would result in undefined behavior",
    ],
    ['/containers/idle/kill', undefined, `409 cannot kill container: idle: container ${idle} is not running`],
    ['/containers/idle/exec', { Cmd: ['true'] }, `409 container ${idle} is not running`],
    ['/containers/c1/exec', {}, '400 No exec command specified'],
    ['/containers/c1/rename?name=c1', undefined, '400 Renaming a container with the same name as its current name'],
    [
      '/containers/c1/rename?name=idle',
      undefined,
      `409 Error when allocating new name: Conflict. The container name "/idle" is already in use by container "${idle}". You have to remove (or rename) that container to be able to reuse that name.`,
    ],
    ['/containers/idle/pause', undefined, `409 container ${idle} is not running`],
    ['/containers/c1/unpause', undefined, expect.stringMatching(/^500 Container [0-9a-f]{64} is not paused$/)],
    ['/containers/c1/update', { Memory: 1 }, '400 Minimum memory limit allowed is 6MB'],
    ['/exec/nosuch/start', {}, '404 No such exec instance: nosuch'],
    [
      '/images/create?fromImage=nosuch&tag=latest',
      undefined,
      "404 pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ],
  ])('POST %s %j answers %s', (path, body, text) => {
    expect(lab.error('POST', path, body)).toEqual(text);
  });

  it('a program that is not there leaves the container created, with exit code 127', () => {
    const id = lab.create('nocmd', { Cmd: ['nosuch'] });
    expect(lab.error('POST', `/containers/${id}/start`)).toBe(
      '400 failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ' +
        'unable to start container process: error during container init: exec: "nosuch": executable file not found in $PATH: unknown',
    );
    expect(state(lab, 'nocmd')).toBe('created not running 127');
    expect(lab.kernel.namespaces()).toHaveLength(2);
  });

  it('a directory is no program', () => {
    const id = lab.create('directory', { Cmd: ['/tmp'] });
    expect(lab.error('POST', `/containers/${id}/start`)).toMatch(
      /error during container init: exec: "\/tmp": is a directory: unknown: permission denied$/,
    );
    expect(state(lab, 'directory')).toBe('created not running 126');
  });

  it('a port that another container has is refused without leaving anything', () => {
    const ports = { HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '8080' }] } } };
    lab.container('first', ports);
    const before = [lab.kernel.namespaces().length, lab.kernel.rootNs.net.links().length];
    const id = lab.create('pub', ports);
    expect(lab.error('POST', `/containers/${id}/start`)).toMatch(
      /^500 failed to set up container networking: driver failed programming external connectivity on endpoint pub \([0-9a-f]{64}\): Bind for :::8080 failed: port is already allocated$/,
    );
    expect(state(lab, 'pub')).toBe('created not running 128');
    expect([lab.kernel.namespaces().length, lab.kernel.rootNs.net.links().length]).toEqual(before);
    lab.container('next');
    expect(lab.json('GET', '/containers/next/json').body).toMatchObject({
      NetworkSettings: { IPAddress: '172.17.0.4' },
    });
  });
});

function* removal(lab: EngineLab, id: string): Blocking<void> {
  const container = lab.engine.daemon.containers.get(id);
  yield* container.locked(() => removeContainer(lab.engine.daemon, container, true));
}

describe('streams', () => {
  const lab = new EngineLab();

  it('of an exec are told apart, with the status after them', () => {
    lab.container('c1');
    const exec = (body: object) => JSON.parse(lab.send('POST', '/containers/c1/exec', body).body ?? '').Id as string;
    const complain = exec({ Cmd: ['complain', 'no'], AttachStderr: true });
    expect(lab.drain(lab.send('POST', `/exec/${complain}/start`, {}))).toEqual({
      stdout: '',
      stderr: 'no\n',
      ended: true,
    });
    const fail = exec({ Cmd: ['fail', '9'] });
    lab.drain(lab.send('POST', `/exec/${fail}/start`, {}));
    expect(lab.json('GET', `/exec/${fail}/json`).body).toMatchObject({ Running: false, ExitCode: 9 });
    const missing = exec({ Cmd: ['nosuch'] });
    expect(lab.drain(lab.send('POST', `/exec/${missing}/start`, {})).stdout).toBe(
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH\r\n',
    );
    expect(lab.json('GET', `/exec/${missing}/json`).body).toMatchObject({ ExitCode: 127 });
  });

  it('of an exec end with its container, and who saw it may still ask how', () => {
    const id = lab.container('doomed');
    const created = lab.send('POST', `/containers/${id}/exec`, { Cmd: ['sleep', '60'], AttachStdout: true });
    const { Id } = JSON.parse(created.body ?? '{}');
    const started = lab.send('POST', `/exec/${Id}/start`, {});
    lab.machine.startTask(removal(lab, id));
    expect(lab.drain(started).ended).toBe(true);
    expect(lab.json('GET', `/exec/${Id}/json`).body).toMatchObject({ Running: false, ExitCode: 137 });
    lab.pass(1);
    expect(lab.error('GET', `/exec/${Id}/json`)).toBe(`404 No such exec instance: ${Id}`);
  });

  it('of a container go to its log', () => {
    lab.runContainer({ Cmd: ['echo', 'hello'] });
    const [{ Id }] = lab.json('GET', '/containers/json?all=1&limit=1').body as [{ Id: string }];
    expect(lab.drain(lab.send('GET', `/containers/${Id}/logs?stdout=1&stderr=1`)).stdout).toBe('hello\n');
    expect(lab.drain(lab.send('GET', `/containers/${Id}/logs?stdout=1&timestamps=1`)).stdout).toMatch(
      /^2026-11-21T06:43:\d\d\.\d{9}Z hello\n$/,
    );
    expect(lab.drain(lab.send('GET', `/containers/${Id}/logs?stdout=1&tail=0`)).stdout).toBe('');
    expect(lab.error('GET', `/containers/${Id}/logs`)).toBe('400 Bad parameters: you must choose at least one stream');
  });

  it('carry what is typed to the container', () => {
    const id = lab.create('talk', { Cmd: ['cat'], OpenStdin: true, StdinOnce: true, AttachStdin: true });
    const attached = lab.send('POST', `/containers/${id}/attach?stream=1&stdin=1&stdout=1&stderr=1`);
    lab.send('POST', `/containers/${id}/start`);
    lab.machine.startTask(
      (function* () {
        yield* attached.stream?.write('ping\n') ?? [];
        attached.stream?.closeWrite();
      })(),
    );
    expect(lab.drain(attached)).toEqual({ stdout: 'ping\n', stderr: '', ended: true });
  });

  it('tell events as they happen', () => {
    const followed = lab.send('GET', `/events?filters=${encodeURIComponent('{"type":["network"]}')}`);
    lab.send('POST', '/networks/create', { Name: 'n1' });
    const until = lab.drain(followed, 1);
    expect(JSON.parse(until.stdout)).toMatchObject({
      Type: 'network',
      Action: 'create',
      scope: 'local',
      Actor: { Attributes: { name: 'n1', type: 'bridge' } },
    });
    expect(until.ended).toBe(false);
  });
});

describe('networks of containers', () => {
  const lab = new EngineLab();
  const network = (Name: string, more: object = {}) => lab.json('POST', '/networks/create', { Name, ...more });
  network('beta');
  network('alpha');
  network('mine', { IPAM: { Driver: 'default', Config: [{ Subnet: '10.0.0.0/24' }] } });
  network('aaa', { Internal: true });
  const connect = (net: string, Container: string, EndpointConfig: object = {}) =>
    lab.error('POST', `/networks/${net}/connect`, { Container, EndpointConfig });
  const disconnect = (net: string, Container: string) =>
    lab.error('POST', `/networks/${net}/disconnect`, { Container, Force: false });
  const netOf = (name: string) => lab.engine.daemon.containers.get(name).running?.enclosure.netns.net;
  const gateway = (name: string) => {
    const found = netOf(name)
      ?.routes('main')
      .find((route) => route.prefixLength === 0);
    return found && netOf(name)?.linkByIndex(found.ifindex ?? 0)?.name;
  };

  it('choose the default route by name, unless a priority says otherwise', () => {
    const both = { EndpointsConfig: { beta: {}, alpha: {} } };
    lab.container('g1', { HostConfig: { NetworkMode: 'beta' }, NetworkingConfig: both });
    expect(
      netOf('g1')
        ?.addresses()
        .map((a) => a.label),
    ).toEqual(['lo', 'eth0', 'eth1']);
    expect(gateway('g1')).toBe('eth1');
    const first = { EndpointsConfig: { beta: { GwPriority: 1 }, alpha: {} } };
    lab.container('g2', { HostConfig: { NetworkMode: 'beta' }, NetworkingConfig: first });
    expect(gateway('g2')).toBe('eth0');
  });

  it('leave an internal network out, and a container on it alone without a default route', () => {
    lab.container('g3', { HostConfig: { NetworkMode: 'aaa' } });
    expect(gateway('g3')).toBeUndefined();
    expect(connect('beta', 'g3')).toBe('');
    expect(gateway('g3')).toBe('eth1');
    expect(disconnect('beta', 'g3')).toBe('');
    expect(gateway('g3')).toBeUndefined();
  });

  it('number interfaces by the lowest free number', () => {
    lab.container('g4', { HostConfig: { NetworkMode: 'beta' } });
    connect('alpha', 'g4');
    disconnect('beta', 'g4');
    connect('mine', 'g4', { IPAMConfig: { IPv4Address: '10.0.0.77' } });
    expect(
      netOf('g4')
        ?.links()
        .map((l) => l.name)
        .sort(),
    ).toEqual(['eth0', 'eth1', 'lo']);
    expect(lab.exec('g4', 'cat', '/etc/hosts').trim().split('\n').slice(6)).toEqual([
      expect.stringMatching(/^172\.19\.0\.\d+\t/),
      expect.stringMatching(/^10\.0\.0\.77\t/),
    ]);
  });

  it.each([
    ['alpha', 'g4', {}, '403 endpoint with name g4 already exists in network alpha'],
    ['mine', 'g1', { IPAMConfig: { IPv4Address: '10.0.0.77' } }, '403 Address already in use'],
    [
      'mine',
      'g2',
      { IPAMConfig: { IPv4Address: '10.9.9.9' } },
      '400 invalid endpoint settings:\nno configured subnet or ip-range contain the IP address 10.9.9.9',
    ],
    ['mine', 'g2', { IPAMConfig: { IPv4Address: 'x' } }, '400 invalid endpoint settings:\ninvalid IPv4 address: x'],
    [
      'aaa',
      'g1',
      { IPAMConfig: { IPv4Address: '172.20.0.9' } },
      '400 invalid endpoint settings:\nuser specified IP address is supported only when connecting to networks with user configured subnets',
    ],
    [
      'bridge',
      'g1',
      { Aliases: ['db'] },
      '400 invalid endpoint settings:\nnetwork-scoped alias is supported only for containers in user defined networks',
    ],
    ['mine', 'g2', { MacAddress: 'zz' }, '400 invalid MAC address zz'],
    ['host', 'g1', {}, '403 cannot connect container to host network - container must be created in host network mode'],
    [
      'none',
      'g1',
      {},
      '403 container cannot be connected to multiple networks with one of the networks in private (none) mode',
    ],
    ['nosuch', 'g1', {}, '404 network nosuch not found'],
    ['alpha', 'nosuch', {}, '404 No such container: nosuch'],
  ])('connect %s %s %j answers %s', (net, container, config, text) => {
    expect(connect(net, container, config)).toBe(text);
  });

  it('say who is not connected', () => {
    const id = lab.engine.daemon.containers.get('g1').id;
    expect(disconnect('mine', 'g1')).toBe(`403 container ${id} is not connected to network mine`);
    lab.send('POST', '/containers/g1/kill');
    expect(disconnect('mine', 'g1')).toBe(`403 container ${id} is not connected to the network mine`);
  });

  it('refuse addresses that nobody configured when the container is made', () => {
    const make = (NetworkMode: string, IPv4Address: string) =>
      lab.error('POST', '/containers/create', {
        Image: 'busybox',
        HostConfig: { NetworkMode },
        NetworkingConfig: { EndpointsConfig: { [NetworkMode]: { IPAMConfig: { IPv4Address } } } },
      });
    expect(make('bridge', '172.17.0.50')).toBe(
      '400 invalid config for network bridge: invalid endpoint settings:\n* user specified IP address is supported on user defined networks only\n' +
        '* user specified IP address is supported only when connecting to networks with user configured subnets',
    );
    expect(make('mine', '10.9.9.9')).toBe(
      '400 invalid config for network mine: invalid endpoint settings:\nno configured subnet or ip-range contain the IP address 10.9.9.9',
    );
  });

  it('run out of addresses', () => {
    network('tiny', { IPAM: { Driver: 'default', Config: [{ Subnet: '10.13.0.0/30' }] } });
    lab.container('t1', { HostConfig: { NetworkMode: 'tiny' } });
    const id = lab.create('t2', { HostConfig: { NetworkMode: 'tiny' } });
    expect(lab.error('POST', `/containers/${id}/start`)).toMatch(
      /^400 failed to set up container networking: no available IPv4 addresses on this network's address pools: tiny \([0-9a-f]{64}\)$/,
    );
  });
});
