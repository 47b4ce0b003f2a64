import { expect, it } from 'vitest';
import type { ContainerView, HostView, NetworkView } from '../../session/protocol.ts';
import { runInTerminal } from '../terminal/run.ts';
import { createNetworkCommand, runCommand } from './suggest.ts';

const container = (name: string): ContainerView => ({
  id: name,
  name,
  image: 'busybox',
  command: '',
  state: 'running',
  networkMode: 'bridge',
  attachments: [],
  ports: '',
});

const network = (name: string): NetworkView => ({
  id: name,
  name,
  driver: 'bridge',
  internal: false,
  subnet: undefined,
  gateway: undefined,
  bridge: undefined,
  predefined: false,
});

const host: HostView = {
  name: 'node1',
  power: 'on',
  namespaces: [],
  networks: [network('bridge'), network('net1')],
  containers: [container('c1'), container('c3')],
  images: [],
};

const image = (name: string, suggestedCommand: string) => ({
  name,
  summary: '',
  suggestedCommand,
  runsAsIs: true,
  programs: [],
});

it('suggests names that are free', () => {
  expect(runCommand(host, image('nginx', ''))).toBe('docker run -d --name c2 nginx');
  expect(createNetworkCommand(host)).toBe('docker network create net2');
});

it('adds what keeps the container running, and the network, quoted where it must be', () => {
  const command = runCommand(host, image('busybox', 'sleep infinity'), 'my net');
  expect(command).toBe("docker run -d --name c2 --network 'my net' busybox sleep infinity");
});

it('does not suggest a name twice while the first command is under way', () => {
  runInTerminal('node1', runCommand(host, image('nginx', '')));
  runInTerminal('node1', createNetworkCommand(host));
  expect(runCommand(host, image('nginx', ''))).toBe('docker run -d --name c4 nginx');
  expect(createNetworkCommand(host)).toBe('docker network create net3');
});
