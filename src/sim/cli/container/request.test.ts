import { describe, expect, test } from 'vitest';
import type { ContainerCreateRequest } from '../../engine/api/types.ts';
import { json, runDocker } from '../fakes.ts';

const engine = () => json({ Id: 'abc', Warnings: [] }, 201);

function created(argv: readonly string[], options = {}): ContainerCreateRequest {
  const { requests, stderr } = runDocker(['run', '-d', ...argv], engine, options);
  expect(stderr).toBe('');
  return JSON.parse(requests[0]?.body ?? 'null');
}

/** What the real client sends for these lines, without the members that are not simulated. */
const endpoint = {
  IPAMConfig: null,
  Links: null,
  Aliases: null,
  MacAddress: '',
  DriverOpts: null,
  GwPriority: 0,
};

describe('docker run as a request', () => {
  test('a plain container', () => {
    expect(created(['busybox', 'sleep', '1'])).toMatchObject({
      AttachStdin: false,
      AttachStdout: false,
      AttachStderr: false,
      Tty: false,
      OpenStdin: false,
      StdinOnce: false,
      Env: null,
      Cmd: ['sleep', '1'],
      Image: 'busybox',
      Entrypoint: null,
      Labels: {},
      HostConfig: {
        NetworkMode: 'default',
        PortBindings: {},
        RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
        AutoRemove: false,
        Dns: [],
        ExtraHosts: null,
        Links: null,
      },
      NetworkingConfig: { EndpointsConfig: { default: endpoint } },
    });
  });

  test('flags behind the image belong to the command', () => {
    expect(created(['busybox', 'ls', '-l', '--rm'])).toMatchObject({ Cmd: ['ls', '-l', '--rm'] });
  });

  test('options of the container apply to its first network', () => {
    const line = '-it --net n1 --net n2 --ip 1.2.3.4 --network-alias a --link c1:db --mac-address 02:42:ac:11:00:02';
    expect(created([...line.split(' '), 'busybox'])).toMatchObject({
      Tty: true,
      OpenStdin: true,
      HostConfig: { NetworkMode: 'n1', Links: ['c1:db'] },
      NetworkingConfig: {
        EndpointsConfig: {
          n1: {
            ...endpoint,
            IPAMConfig: { IPv4Address: '1.2.3.4' },
            Links: ['c1:db'],
            Aliases: ['a'],
            MacAddress: '02:42:ac:11:00:02',
          },
          n2: endpoint,
        },
      },
    });
  });

  test('one network without options is the network mode alone', () => {
    const request = created(['--network', 'n1', 'x']);
    expect(request.HostConfig?.NetworkMode).toBe('n1');
    expect(request.NetworkingConfig?.EndpointsConfig).toEqual({});
  });

  test('the long form of --network', () => {
    const long = 'name=n1,alias=x,"alias=y",ip=1.2.3.4,driver-opt=a=b,gw-priority=5';
    expect(created(['--network', long, 'x']).NetworkingConfig?.EndpointsConfig).toEqual({
      n1: {
        ...endpoint,
        IPAMConfig: { IPv4Address: '1.2.3.4' },
        Aliases: ['x', 'y'],
        DriverOpts: { a: 'b' },
        GwPriority: 5,
      },
    });
  });

  test('environment, files of it, labels', () => {
    const options = { env: { HOME: '/root' }, files: { '/e': '# comment\nA=1\n\n  B = 2\nHOME\nNOPE\n' } };
    expect(() => created(['--env-file', '/e', 'x'], options)).toThrow(); // "B " has a blank
    const files = { '/e': '# comment\nA=1\nHOME\nNOPE\n' };
    const request = created(['--env-file', '/e', '-e', 'C', '-e', 'HOME', '-l', 'k=v', '-l', 'w', 'x'], {
      ...options,
      files,
    });
    expect(request).toMatchObject({ Env: ['A=1', 'HOME=/root', 'C', 'HOME=/root'], Labels: { k: 'v', w: '' } });
  });

  test('entrypoint, restart policy, stop timeout', () => {
    const line = '--entrypoint= --restart on-failure:3 --stop-timeout 0 --stop-signal SIGINT x';
    expect(created(line.split(' '))).toMatchObject({
      Entrypoint: [''],
      StopTimeout: 0,
      StopSignal: 'SIGINT',
      HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } },
    });
  });
});

describe('ports', () => {
  const table: [string, Record<string, { HostIp: string; HostPort: string }[]>][] = [
    ['80', { '80/tcp': [{ HostIp: '', HostPort: '' }] }],
    ['8080:80', { '80/tcp': [{ HostIp: '', HostPort: '8080' }] }],
    ['5353:53/udp', { '53/udp': [{ HostIp: '', HostPort: '5353' }] }],
    ['127.0.0.1:8090:80', { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8090' }] }],
    ['127.0.0.1::80', { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] }],
    ['[::1]:8090:80', { '80/tcp': [{ HostIp: '::1', HostPort: '8090' }] }],
    ['8000-9000:80', { '80/tcp': [{ HostIp: '', HostPort: '8000-9000' }] }],
    ['9000-9001:80-81', { '80/tcp': [{ HostIp: '', HostPort: '9000' }], '81/tcp': [{ HostIp: '', HostPort: '9001' }] }],
    ['published=8080,target=80,protocol=udp', { '80/udp': [{ HostIp: '', HostPort: '8080' }] }],
  ];
  test.each(table)('-p %s', (spec, bindings) => {
    const request = created(['-p', spec, 'x']);
    expect(request.HostConfig?.PortBindings).toEqual(bindings);
    expect(Object.keys(request.ExposedPorts ?? {})).toEqual(Object.keys(bindings));
  });

  test('--expose', () => {
    const request = created(['--expose', '7000-7002/udp', '--expose', '80', 'x']);
    expect(Object.keys(request.ExposedPorts ?? {})).toEqual(['7000/udp', '7001/udp', '7002/udp', '80/tcp']);
  });

  const refused: [string, string][] = [
    ['99999:80', 'Invalid hostPort: 99999'],
    ['80:99999', 'Invalid containerPort: 99999'],
    ['abc:80', 'Invalid hostPort: abc'],
    ['80-82:80-81', 'Invalid ranges specified for container and host Ports: 80-81 and 80-82'],
    ['80:80/foo', 'Invalid proto: foo'],
    ['1.2.3:80:80', 'Invalid ip address: 1.2.3'],
    ['80:', 'No port specified: 80:<empty>'],
    ['a=1,b', "invalid publish opts format (should be name=value but got 'b')"],
  ];
  test.each(refused)('-p %s is refused', (spec, why) => {
    const answer = runDocker(['run', '-d', '-p', spec, 'x'], engine);
    expect(answer.stderr).toBe(`docker: ${why}\n\nRun 'docker run --help' for more information\n`);
    expect(answer.exit).toBe(125);
    expect(answer.requests).toEqual([]);
  });
});

describe('limits, health and the process', () => {
  test('are sent as they were given', () => {
    const line = '-m 64m --memory-swap -1 --cpus 0.5 --pids-limit 9 --ulimit nofile=1:2 --init --tmpfs /t:size=1m';
    expect(created([...line.split(' '), 'x']).HostConfig).toMatchObject({
      Memory: 67108864,
      MemorySwap: -1,
      NanoCpus: 500000000,
      PidsLimit: 9,
      Ulimits: [{ Name: 'nofile', Hard: 2, Soft: 1 }],
      Init: true,
      Tmpfs: { '/t': 'size=1m' },
    });
  });

  test('a check is a line for the shell, its spans are nanoseconds', () => {
    const flags = ['--health-cmd', 'curl -f x', '--health-interval', '1m30s', '--health-retries', '2'];
    const check = { Test: ['CMD-SHELL', 'curl -f x'], Interval: 90e9, Retries: 2 };
    expect(created([...flags, 'x']).Healthcheck).toEqual(check);
    expect(created(['--no-healthcheck', 'x']).Healthcheck).toEqual({ Test: ['NONE'] });
  });

  test.each([
    ['-m 5x', 'invalid argument "5x" for "-m, --memory" flag: invalid size: \'5x\''],
    ['--cpus a', 'invalid argument "a" for "--cpus" flag: failed to parse a as a rational number'],
    ['--ulimit a=1', 'invalid argument "a=1" for "--ulimit" flag: invalid ulimit type: a'],
    ['--no-healthcheck --health-cmd a', 'docker: --no-healthcheck conflicts with --health-* options'],
    ['--userns x', 'docker: --userns: invalid USER mode'],
  ])('%s is refused', (flags, why) => {
    expect(runDocker(['run', ...flags.split(' '), 'x'], engine).stderr.split('\n')[0]).toBe(why);
  });
});

describe('what is not simulated', () => {
  test.each([
    ['run --gpus all x', 'docker run --gpus'],
    ['plugin install x', 'docker plugin install'],
    ['-H tcp://1.2.3.4:2375 ps', 'docker --host tcp://1.2.3.4:2375'],
  ])('docker %s says so', (line, what) => {
    const answer = runDocker(line.split(' '), engine);
    expect(answer).toMatchObject({ stderr: `hoplab: not simulated yet: ${what}\n`, exit: 125, requests: [] });
  });

  test.each(['--isolation default', '--platform linux/amd64', '--runtime runc'])(
    '%s means what is simulated anyway',
    (flags) => {
      expect(created([...flags.split(' '), 'x']).Image).toBe('x');
    },
  );
});
