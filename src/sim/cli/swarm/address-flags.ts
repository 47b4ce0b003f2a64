// Where a node listens and what it tells others: flags that `docker swarm init` and `docker swarm join` share.
// Source: docker/cli cli/command/swarm/opts.go (NodeAddrOption), init.go, join.go.
// Not modelled: IPv6 addresses.
import type { NodeSpec } from '../../engine/api/swarm-types.ts';
import { Failure } from '../failure.ts';
import { type Flag, flag, type Options } from '../flags.ts';

const DEFAULT_LISTEN_PORT = 2377;

/** `10.0.0.1`, `eth0:2377`, `:2377` to host and port; throws the reason why not. */
function nodeAddress(value: string, defaultHost: string, defaultPort: number): string {
  const [host = '', port, ...more] = value.split(':');
  if (more.length > 0) throw new Failure(`invalid address: ${value}`);
  if (port !== undefined && !/^\d+$/.test(port)) throw new Failure(`invalid port: ${value}`);
  return `${host || defaultHost}:${port ?? defaultPort}`;
}

export const listenAddrFlag: Flag = flag(
  'node-addr',
  'listen-addr',
  'Listen address (format: "<ip|interface>[:port]")',
  {
    default: '0.0.0.0:2377',
    check: (value) => nodeAddress(value, '0.0.0.0', DEFAULT_LISTEN_PORT),
  },
);
export const advertiseAddrFlag: Flag = flag(
  'string',
  'advertise-addr',
  'Advertised address (format: "<ip|interface>[:port]")',
);
export const dataPathAddrFlag: Flag = flag(
  'string',
  'data-path-addr',
  'Address or interface to use for data path traffic (format: "<ip|interface>")',
);
export const availabilityFlag: Flag = flag(
  'string',
  'availability',
  'Availability of the node ("active", "pause", "drain")',
  { default: 'active' },
);

/** The flag's value, or the client's own complaint. */
export function availabilityOf(options: Options): NodeSpec['Availability'] {
  const value = options.text('availability').toLowerCase();
  if (value === 'active' || value === 'pause' || value === 'drain') return value;
  throw new Failure(
    `invalid availability "${options.text('availability')}", only active, pause and drain are supported`,
  );
}
