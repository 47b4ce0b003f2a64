import { describe, expect, test } from 'vitest';
import type { PortConfig } from '../../engine/api/swarm-types.ts';
import { changedPorts, parsePorts, portKey } from './ports.ts';

const keys = (ports: readonly PortConfig[]): string[] => ports.map(portKey);

describe('ports of services', () => {
  test.each([
    ['80', ['0:80/tcp/ingress']],
    ['8080:80', ['8080:80/tcp/ingress']],
    ['53:53/udp', ['53:53/udp/ingress']],
    ['8080-8081:80-81', ['8080:80/tcp/ingress', '8081:81/tcp/ingress']],
    ['8080-8082:80', ['8080:80/tcp/ingress', '8081:80/tcp/ingress', '8082:80/tcp/ingress']],
    ['target=80', ['0:80/tcp/ingress']],
    ['published=8080,target=80,protocol=udp,mode=host', ['8080:80/udp/host']],
    ['PUBLISHED=8080,Target=80', ['8080:80/tcp/ingress']],
  ])('%s', (text, expected) => {
    expect(keys(parsePorts(text))).toEqual(expected);
  });

  test('an update takes ports away by their target and keeps those that are there', () => {
    const before = [...parsePorts('8080:80'), ...parsePorts('8443:443'), ...parsePorts('53:53/udp')];
    const after = changedPorts(before, parsePorts('80'), [...parsePorts('8443:443'), ...parsePorts('81:80')]);
    expect(keys(after)).toEqual(['53:53/udp/ingress', '81:80/tcp/ingress', '8443:443/tcp/ingress']);
  });

  test('a port of another kind is another port', () => {
    const before = parsePorts('published=8080,target=80,mode=host');
    expect(keys(changedPorts(before, parsePorts('80'), []))).toEqual(['8080:80/tcp/host']);
  });
});
