// docker service create
// Source: docker/cli v28.5.2 cli/command/service/create.go.
// Not modelled: content trust, generic resources.
import { checkAddress, checkEnv, checkExtraHost, checkLabel, checkSearchDomain } from '../checks.ts';
import { atLeast, type Leaf } from '../command.ts';
import { checkMount } from '../container/mounts.ts';
import { checkNetwork } from '../container/networks.ts';
import { checkUlimit } from '../container/resource-flags.ts';
import { flag } from '../flags.ts';
import { createService } from './api-calls.ts';
import { parseFile } from './file-references.ts';
import { checkPreference, sharedFlags } from './flags.ts';
import { checkPort } from './ports.ts';
import { waitOnService } from './progress.ts';
import { newSpec } from './spec.ts';

const checkFile = (kind: 'secret' | 'config') => (value: string) => {
  parseFile(kind, value);
  return value;
};

export const create: Leaf = {
  kind: 'leaf',
  name: 'create',
  synopsis: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create a new service',
  args: atLeast(1),
  names: ['image'],
  interspersed: false,
  flags: [
    flag('string', 'mode', 'Service mode ("replicated", "global", "replicated-job", "global-job")', {
      default: 'replicated',
    }),
    flag('string', 'name', 'Service name'),
    ...sharedFlags(true),
    flag('list', 'label', 'Service labels', { short: 'l', check: checkLabel }),
    flag('list', 'container-label', 'Container labels', { check: checkLabel }),
    flag('list', 'env', 'Set environment variables', { short: 'e', check: checkEnv }),
    flag('list', 'env-file', 'Read in a file of environment variables'),
    flag('mount', 'mount', 'Attach a filesystem mount to the service', { check: checkMount }),
    flag('list', 'constraint', 'Placement constraints'),
    flag('pref', 'placement-pref', 'Add a placement preference', { check: checkPreference }),
    flag('network', 'network', 'Network attachments', { check: checkNetwork }),
    flag('secret', 'secret', 'Specify secrets to expose to the service', { check: checkFile('secret') }),
    flag('config', 'config', 'Specify configurations to expose to the service', { check: checkFile('config') }),
    flag('port', 'publish', 'Publish a port as a node port', { short: 'p', check: checkPort }),
    flag('list', 'group', 'Set one or more supplementary user groups for the container'),
    flag('list', 'dns', 'Set custom DNS servers', { check: checkAddress }),
    flag('list', 'dns-option', 'Set DNS options'),
    flag('list', 'dns-search', 'Set custom DNS search domains', { check: checkSearchDomain }),
    flag('list', 'host', 'Set one or more custom host-to-IP mappings (host:ip)', { check: checkExtraHost }),
    flag('list', 'sysctl', 'Sysctl options'),
    flag('ulimit', 'ulimit', 'Ulimit options (default [])', { check: checkUlimit }),
    flag('list', 'generic-resource', 'User defined resources', { onlySimulated: [] }),
  ],
  *run(client, options) {
    const spec = yield* newSpec(client, options);
    const id = yield* createService(client, spec, !options.bool('no-resolve-image'));
    yield* client.print(id);
    return options.bool('detach') ? 0 : yield* waitOnService(client, id, options.bool('quiet'));
  },
};
