// The client's global options and the environment that stands in for them.
// Source: docker/cli cli/flags/options.go, cli/command/cli.go getServerHost.
// Not modelled: TCP and SSH hosts, TLS, contexts, debug logging.
import { DOCKER_SOCKET } from '../engine/api/types.ts';
import { Failure, notSimulated } from './failure.ts';
import { flag, type Options } from './flags.ts';

export const globalFlags = [
  flag('string', 'config', 'Location of client config files', { default: '/root/.docker' }),
  flag(
    'string',
    'context',
    'Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with "docker context use")',
    { short: 'c' },
  ),
  flag('bool', 'debug', 'Enable debug mode', { short: 'D' }),
  flag('list', 'host', 'Daemon socket to connect to', { short: 'H' }),
  flag('string', 'log-level', 'Set the logging level ("debug", "info", "warn", "error", "fatal")', {
    short: 'l',
    default: 'info',
  }),
  flag('bool', 'tls', 'Use TLS; implied by --tlsverify'),
  flag('string', 'tlscacert', 'Trust certs signed only by this CA', { default: '/root/.docker/ca.pem' }),
  flag('string', 'tlscert', 'Path to TLS certificate file', { default: '/root/.docker/cert.pem' }),
  flag('string', 'tlskey', 'Path to TLS key file', { default: '/root/.docker/key.pem' }),
  flag('bool', 'tlsverify', 'Use TLS and verify the remote'),
  flag('bool', 'version', 'Print version information and quit', { short: 'v' }),
];

/** Every command has it; it is never listed. */
export const helpFlag = flag('bool', 'help', 'Print usage', { short: 'h', hidden: true });

/** Source: sirupsen/logrus ParseLevel. */
const LOG_LEVELS = ['panic', 'fatal', 'error', 'warn', 'warning', 'info', 'debug', 'trace'];

/** The client itself logs nothing here, whatever the level. */
export function checkLogLevel(options: Options): void {
  const level = options.text('log-level');
  if (level === '' || LOG_LEVELS.includes(level.toLowerCase())) return;
  throw new Failure(`Unable to parse logging level: ${level}`);
}

/** The unix socket to speak to. */
export function socketOf(options: Options, env: ReadonlyMap<string, string>): string {
  for (const name of ['tls', 'tlsverify']) if (options.bool(name)) throw notSimulated(`docker --${name}`);
  const context = options.text('context') || 'default';
  if (context !== 'default') throw notSimulated('docker --context');
  const host = options.text('host') || env.get('DOCKER_HOST') || `unix://${DOCKER_SOCKET}`;
  if (!host.startsWith('unix://')) throw notSimulated(`docker --host ${host}`);
  return host.slice('unix://'.length);
}
