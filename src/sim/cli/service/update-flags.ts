// The flags of `docker service update`: those of create, and pairs that add to a list or take from it.
// Source: docker/cli v28.5.2 cli/command/service/update.go newUpdateCommand.
// Not modelled: nothing.
import { checkAddress, checkEnv, checkExtraHost, checkLabel, checkSearchDomain } from '../checks.ts';
import { checkMount } from '../container/mounts.ts';
import { checkNetwork } from '../container/networks.ts';
import { checkUlimit } from '../container/resource-flags.ts';
import { type Flag, flag } from '../flags.ts';
import { type FileKind, parseFile } from './file-references.ts';
import { checkPreference, commandFlag, sharedFlags } from './flags.ts';
import { checkPort } from './ports.ts';

const checkFile = (kind: FileKind) => (value: string) => {
  parseFile(kind, value);
  return value;
};

export const updateFlags: readonly Flag[] = [
  flag('string', 'image', 'Service image tag'),
  commandFlag('args', 'Service command args'),
  flag('bool', 'rollback', 'Rollback to previous specification'),
  flag('bool', 'force', 'Force update even if no changes require it'),
  ...sharedFlags(false),
  flag('list', 'env-add', 'Add or update an environment variable', { check: checkEnv }),
  flag('list', 'env-rm', 'Remove an environment variable'),
  flag('list', 'group-add', 'Add an additional supplementary user group to the container'),
  flag('list', 'group-rm', 'Remove a previously added supplementary user group from the container'),
  flag('list', 'label-add', 'Add or update a service label', { check: checkLabel }),
  flag('list', 'label-rm', 'Remove a label by its key'),
  flag('list', 'container-label-add', 'Add or update a container label', { check: checkLabel }),
  flag('list', 'container-label-rm', 'Remove a container label by its key'),
  flag('mount', 'mount-add', 'Add or update a mount on a service', { check: checkMount }),
  flag('list', 'mount-rm', 'Remove a mount by its target path'),
  flag('port', 'publish-add', 'Add or update a published port', { check: checkPort }),
  flag('port', 'publish-rm', 'Remove a published port by its target port', { check: checkPort }),
  flag('list', 'constraint-add', 'Add or update a placement constraint'),
  flag('list', 'constraint-rm', 'Remove a constraint'),
  flag('pref', 'placement-pref-add', 'Add a placement preference', { check: checkPreference }),
  flag('pref', 'placement-pref-rm', 'Remove a placement preference', { check: checkPreference }),
  flag('network', 'network-add', 'Add a network', { check: checkNetwork }),
  flag('list', 'network-rm', 'Remove a network'),
  flag('list', 'dns-add', 'Add or update a custom DNS server', { check: checkAddress }),
  flag('list', 'dns-rm', 'Remove a custom DNS server'),
  flag('list', 'dns-option-add', 'Add or update a DNS option'),
  flag('list', 'dns-option-rm', 'Remove a DNS option'),
  flag('list', 'dns-search-add', 'Add or update a custom DNS search domain', { check: checkSearchDomain }),
  flag('list', 'dns-search-rm', 'Remove a DNS search domain'),
  flag('list', 'host-add', 'Add a custom host-to-IP mapping ("host:ip")', { check: checkExtraHost }),
  flag('list', 'host-rm', 'Remove a custom host-to-IP mapping ("host:ip")'),
  flag('secret', 'secret-add', 'Add or update a secret on a service', { check: checkFile('secret') }),
  flag('list', 'secret-rm', 'Remove a secret'),
  flag('config', 'config-add', 'Add or update a config file on a service', { check: checkFile('config') }),
  flag('list', 'config-rm', 'Remove a configuration file'),
  flag('list', 'sysctl-add', 'Add or update a Sysctl option'),
  flag('list', 'sysctl-rm', 'Remove a Sysctl option'),
  flag('ulimit', 'ulimit-add', 'Add or update a ulimit option (default [])', { check: checkUlimit }),
  flag('list', 'ulimit-rm', 'Remove a ulimit option'),
  flag('list', 'generic-resource-add', 'Add a Generic resource', { onlySimulated: [] }),
  flag('list', 'generic-resource-rm', 'Remove a Generic resource', { onlySimulated: [] }),
];
