// docker port
// Source: docker/cli cli/command/container/port.go.
// Not modelled: nothing.
import { between, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { cut } from '../flags.ts';
import { naturalOrder } from '../formatter/order.ts';
import { joinHostPort } from '../formatter/ports.ts';
import { inspectContainer } from './api-calls.ts';

export const port: Leaf = {
  kind: 'leaf',
  name: 'port',
  synopsis: 'CONTAINER [PRIVATE_PORT[/PROTO]]',
  short: 'List port mappings or a specific mapping for the container',
  aliasText: 'docker container port, docker port',
  args: between(1, 2),
  names: ['running'],
  flags: [],
  *run(client, options) {
    const [container = '', wanted] = options.args;
    const { Ports: ports } = (yield* inspectContainer(client, container)).NetworkSettings;
    const address = (binding: { HostIp: string; HostPort: string }) => joinHostPort(binding.HostIp, binding.HostPort);
    let lines: string[];
    if (wanted === undefined) {
      lines = Object.entries(ports).flatMap(([from, bindings]) =>
        (bindings ?? []).map((b) => `${from} -> ${address(b)}`),
      );
    } else {
      const [number, protocol] = cut(wanted, '/');
      if (!/^\d+$/.test(number) || Number(number) > 65535) {
        const why = /^\d+$/.test(number) ? 'value out of range' : 'invalid syntax';
        const reason = `strconv.ParseUint: parsing ${JSON.stringify(number)}: ${why}`;
        throw new Failure(`Error: invalid port (${number}): ${reason}`);
      }
      lines = (ports[`${number}/${protocol || 'tcp'}`] ?? []).map(address);
      if (lines.length === 0) throw new Failure(`Error: No public port '${wanted}' published for ${container}`);
    }
    if (lines.length > 0) yield* client.print(lines.sort(naturalOrder).join('\n'));
    return 0;
  },
};
