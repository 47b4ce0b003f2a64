import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../../../base/cidr.ts';
import type { PortRequest } from '../../driver.ts';
import { parseBridgeOptions } from './options.ts';
import { describeBinding, groupBindings } from './port-bindings.ts';

/** `[ip=]host[-end]:port[/udp]` */
function request(text: string): PortRequest {
  const [, ip, from = '', to = from, port = '', protocol] =
    /^(?:(.*)=)?(\d*)(?:-(\d+))?:(\d+)(?:\/(udp))?$/.exec(text) ?? [];
  return {
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    port: Number(port),
    hostAddress: ip === undefined ? undefined : parseAddress(ip),
    hostPort: Number(from),
    hostPortEnd: Number(to),
  };
}

const v4 = parseAddress('172.17.0.2');
const v6 = 'fd00::2';

function groups(texts: readonly string[], address6: string, options: Record<string, string>): string[] {
  const parsed = parseBridgeOptions(new Map(Object.entries(options)), false);
  return groupBindings(texts.map(request), { v4, v6: parseAddress(address6) }, parsed, true).map(
    ({ request, sides }) => {
      const described = sides.map(
        (side) => `${side.translated ? '' : 'open '}${formatAddress(side.hostAddress)}>${formatAddress(side.address)}`,
      );
      return `${request.hostPort}:${request.port}/${request.protocol} ${described.join(' ')}`;
    },
  );
}

const BINDING = 'com.docker.network.bridge.host_binding_ipv4';
const MODE = 'com.docker.network.bridge.gateway_mode_ipv4';

describe('published ports', () => {
  it.each<[readonly string[], string, Record<string, string>, string[]]>([
    [['8080:80'], '', {}, ['8080:80/tcp 0.0.0.0>172.17.0.2 ::>172.17.0.2']],
    [['8080:80'], v6, {}, ['8080:80/tcp 0.0.0.0>172.17.0.2 ::>fd00::2']],
    [['127.0.0.1=8080:80'], '', {}, ['8080:80/tcp 127.0.0.1>172.17.0.2']],
    [['::1=8080:80'], '', {}, ['8080:80/tcp ::1>172.17.0.2']],
    [['8080:80'], '', { [BINDING]: '10.0.0.1' }, ['8080:80/tcp 10.0.0.1>172.17.0.2']],
    [['8080:80'], '', { [MODE]: 'routed' }, ['8080:80/tcp open 0.0.0.0>172.17.0.2 ::>172.17.0.2']],
    [
      [':80', '9000-9002:81', '8081:80', '8080:80/udp', '8080:80'],
      '',
      { [BINDING]: '10.0.0.1' },
      [
        '8080:80/tcp 10.0.0.1>172.17.0.2',
        '8081:80/tcp 10.0.0.1>172.17.0.2',
        '8080:80/udp 10.0.0.1>172.17.0.2',
        '0:80/tcp 10.0.0.1>172.17.0.2',
        '9000:81/tcp 10.0.0.1>172.17.0.2',
      ],
    ],
    [['192.168.99.101=:80', '127.0.0.1=:80'], '', {}, ['0:80/tcp 127.0.0.1>172.17.0.2 192.168.99.101>172.17.0.2']],
  ])('%j %j %j', (texts, address6, options, expected) => {
    expect(groups(texts, address6, options)).toEqual(expected);
  });

  it.each([
    ['0.0.0.0', '8080:80', '0.0.0.0:8080:172.17.0.2:80/tcp'],
    ['::', '8080:80', '[::]:8080:172.17.0.2:80/tcp'],
    ['127.0.0.1', ':53/udp', '127.0.0.1::172.17.0.2:53/udp'],
    ['0.0.0.0', '8000-8010:80', '0.0.0.0:8000-8010:172.17.0.2:80/tcp'],
  ])('%s %s is spelled %s', (host, text, expected) => {
    const [hostAddress, address] = [host, '172.17.0.2'].map((each) => parseAddress(each));
    if (hostAddress === undefined || address === undefined) throw new Error('bad address');
    expect(describeBinding(request(text), { hostAddress, address, translated: true })).toBe(expected);
  });
});
