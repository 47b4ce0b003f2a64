// The flags that `docker run` and `docker create` share and that take effect here.
// Source: docker/cli v28.5.2 cli/command/container/opts.go addFlags.
// Not modelled: see absent-flags.ts.
import {
  checkAddress,
  checkAttach,
  checkEnv,
  checkExtraHost,
  checkLabel,
  checkLink,
  checkSearchDomain,
  checkSysctl,
} from '../checks.ts';
import { type Flag, flag } from '../flags.ts';
import { absentFlags } from './absent-flags.ts';
import { mountFlags } from './mounts.ts';
import { checkNetwork } from './networks.ts';
import { resourceFlags } from './resource-flags.ts';

/** For names of `run` and `create` alike; each adds its own. */
export const containerFlags: readonly Flag[] = [
  flag('list', 'add-host', 'Add a custom host-to-IP mapping (host:ip)', { check: checkExtraHost }),
  flag('list', 'attach', 'Attach to STDIN, STDOUT or STDERR', { short: 'a', check: checkAttach }),
  flag('list', 'cap-add', 'Add Linux capabilities'),
  flag('list', 'cap-drop', 'Drop Linux capabilities'),
  flag('string', 'cidfile', 'Write the container ID to the file'),
  flag('bool', 'disable-content-trust', 'Skip image verification', { default: 'true' }),
  flag('list', 'dns', 'Set custom DNS servers', { check: checkAddress }),
  flag('list', 'dns-option', 'Set DNS options'),
  flag('list', 'dns-search', 'Set custom DNS search domains', { check: checkSearchDomain }),
  flag('string', 'domainname', 'Container NIS domain name'),
  flag('string', 'entrypoint', 'Overwrite the default ENTRYPOINT of the image'),
  flag('list', 'env', 'Set environment variables', { short: 'e', check: checkEnv }),
  flag('list', 'env-file', 'Read in a file of environment variables'),
  flag('list', 'expose', 'Expose a port or a range of ports'),
  flag('string', 'hostname', 'Container host name', { short: 'h' }),
  flag('bool', 'interactive', 'Keep STDIN open even if not attached', { short: 'i' }),
  flag('string', 'ip', 'IPv4 address (e.g., 172.30.100.104)'),
  flag('string', 'ip6', 'IPv6 address (e.g., 2001:db8::33)'),
  flag('list', 'label', 'Set meta data on a container', { short: 'l', check: checkLabel }),
  flag('list', 'label-file', 'Read in a line delimited file of labels'),
  flag('list', 'link', 'Add link to another container', { check: checkLink }),
  flag('list', 'link-local-ip', 'Container IPv4/IPv6 link-local addresses'),
  flag('string', 'mac-address', 'Container MAC address (e.g., 92:d0:c6:0a:29:33)'),
  flag('network', 'network', 'Connect a container to a network', { check: checkNetwork }),
  flag('list', 'network-alias', 'Add network-scoped alias for the container'),
  flag('bool', 'privileged', 'Give extended privileges to this container'),
  flag('list', 'publish', "Publish a container's port(s) to the host", { short: 'p' }),
  flag('bool', 'publish-all', 'Publish all exposed ports to random ports', { short: 'P' }),
  flag('string', 'restart', 'Restart policy to apply when a container exits', { default: 'no' }),
  flag('bool', 'rm', 'Automatically remove the container and its associated anonymous volumes when it exits'),
  flag('string', 'stop-signal', 'Signal to stop the container'),
  flag('int', 'stop-timeout', 'Timeout (in seconds) to stop a container'),
  flag('map', 'sysctl', 'Sysctl options', { check: checkSysctl }),
  flag('bool', 'tty', 'Allocate a pseudo-TTY', { short: 't' }),
  flag('string', 'workdir', 'Working directory inside the container', { short: 'w' }),
  flag('list', 'dns-opt', 'Set DNS options', { hidden: true, sameAs: 'dns-option' }),
  flag('network', 'net', 'Connect a container to a network', { hidden: true, sameAs: 'network', check: checkNetwork }),
  flag('list', 'net-alias', 'Add network-scoped alias for the container', { hidden: true, sameAs: 'network-alias' }),
  ...resourceFlags,
  ...mountFlags,
  ...absentFlags,
];
