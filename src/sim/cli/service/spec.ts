// A command line of `docker service create` as the service that it asks for.
// Source: docker/cli v28.5.2 cli/command/service/opts.go ToService, ToServiceMode, makeEnv.
// Not modelled: generic resources, credential specs.
import type {
  ContainerSpec,
  NetworkAttachmentConfig,
  ServiceMode,
  ServiceSpec,
  TaskSpec,
} from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { readKeyValueFiles } from '../container/env-file.ts';
import { parseMount } from '../container/mounts.ts';
import { ulimitsOf } from '../container/resource-flags.ts';
import { Failure } from '../failure.ts';
import { cut, keyValues, type Options } from '../flags.ts';
import { splitWords } from '../shlex.ts';
import { capabilities } from './capabilities.ts';
import { findConfigs, findSecrets, parseFile } from './file-references.ts';
import { attachmentOf, byTarget } from './networks.ts';
import { duration, given, healthCheck, hostLines, ports, restartPolicy, updateConfig } from './settings.ts';

/** The service's spec; networks, secrets and configs are asked for by their names. */
export function* newSpec(client: Client, options: Options): Blocking<ServiceSpec> {
  const Env = environment(client, options);
  const health = healthCheck(options);
  const Mode = serviceMode(options);
  const [update, rollback] = [updateConfig(options, 'update', undefined), updateConfig(options, 'rollback', undefined)];
  if (('ReplicatedJob' in Mode || 'GlobalJob' in Mode) && (update ?? rollback) !== undefined) {
    throw new Failure('update and rollback configuration is not supported for jobs');
  }
  const networks: NetworkAttachmentConfig[] = [];
  for (const value of options.list('network')) networks.push(yield* attachmentOf(client, value));
  const secrets = yield* findSecrets(
    client,
    options.list('secret').map((value) => parseFile('secret', value)),
  );
  const configs = yield* findConfigs(
    client,
    options.list('config').map((value) => parseFile('config', value)),
  );
  const container: ContainerSpec = {
    ...containerSpec(client, options),
    Env,
    ...(health && { Healthcheck: health }),
    Secrets: secrets,
    Configs: configs,
  };
  return {
    Name: options.text('name'),
    Labels: options.map('label'),
    TaskTemplate: taskSpec(options, container, networks.sort(byTarget)),
    Mode,
    ...(update && { UpdateConfig: update }),
    ...(rollback && { RollbackConfig: rollback }),
    EndpointSpec: {
      Mode: options.text('endpoint-mode').toLowerCase() as 'vip',
      Ports: ports(options, 'publish'),
    },
  };
}

/** Each variable once, the last value given, in the order of those. */
function environment(client: Client, options: Options): string[] {
  const all = [...readKeyValueFiles(client.sys, options.list('env-file'), client.sys.env), ...options.list('env')];
  const last = new Map<string, string>();
  for (const one of all) {
    const [key] = cut(one, '=');
    last.delete(key);
    last.set(key, one);
  }
  return [...last.values()];
}

function serviceMode(options: Options): ServiceMode {
  const mode = options.text('mode');
  const replicas = options.changed('replicas') ? options.int('replicas') : undefined;
  const isJob = mode === 'replicated-job';
  if (mode === 'global' || mode === 'global-job') {
    const refusals = [
      [replicas !== undefined, 'replicas can only be used with replicated or replicated-job mode'],
      [
        options.int('replicas-max-per-node') > 0,
        'replicas-max-per-node can only be used with replicated or replicated-job mode',
      ],
      [options.changed('max-concurrent'), 'max-concurrent can only be used with replicated-job mode'],
    ] as const;
    const refusal = (mode === 'global' ? refusals : [refusals[1], refusals[2], refusals[0]]).find(([is]) => is);
    if (refusal) throw new Failure(refusal[1]);
    return mode === 'global' ? { Global: {} } : { GlobalJob: {} };
  }
  if (mode !== 'replicated' && !isJob) {
    throw new Failure(`Unknown mode: ${mode}, only replicated and global supported`);
  }
  if (!isJob) {
    if (options.changed('max-concurrent')) {
      throw new Failure('max-concurrent can only be used with replicated-job mode');
    }
    return { Replicated: { Replicas: replicas ?? 1 } };
  }
  const concurrent = options.changed('max-concurrent') ? options.int('max-concurrent') : (replicas ?? 1);
  return { ReplicatedJob: { MaxConcurrent: concurrent, TotalCompletions: replicas ?? concurrent } };
}

function containerSpec(client: Client, options: Options): ContainerSpec {
  const [Image = '', ...Args] = options.args;
  const isolation = options.text('isolation');
  return {
    Image,
    Labels: options.map('container-label'),
    Command: splitWords(options.text('entrypoint')),
    Args,
    Hostname: options.text('hostname'),
    Dir: options.text('workdir'),
    User: options.text('user'),
    Groups: options.list('group'),
    Init: options.bool('init'),
    StopSignal: options.text('stop-signal'),
    TTY: options.bool('tty'),
    ReadOnly: options.bool('read-only'),
    Mounts: options.list('mount').map((text) => parseMount(text, (path) => client.sys.resolve(path))) as NonNullable<
      ContainerSpec['Mounts']
    >,
    ...given(options, 'stop-grace-period', 'StopGracePeriod', () => duration(options, 'stop-grace-period')),
    Hosts: hostLines(options.list('host')),
    DNSConfig: {
      Nameservers: options.list('dns'),
      Search: options.list('dns-search'),
      Options: options.list('dns-option'),
    },
    ...(isolation !== '' && { Isolation: isolation }),
    Sysctls: options.map('sysctl'),
    ...capabilities(options.list('cap-add'), options.list('cap-drop')),
    Ulimits: ulimitsOf(options.list('ulimit')),
    OomScoreAdj: options.int('oom-score-adj'),
  };
}

function taskSpec(options: Options, container: ContainerSpec, networks: readonly NetworkAttachmentConfig[]): TaskSpec {
  const restart = restartPolicy(options, undefined);
  const preferences = options.list('placement-pref').map((value) => ({
    Spread: { SpreadDescriptor: cut(value, '=')[1] },
  }));
  return {
    ContainerSpec: container,
    Resources: {
      Limits: {
        NanoCPUs: options.int('limit-cpu'),
        MemoryBytes: options.int('limit-memory'),
        Pids: options.int('limit-pids'),
      },
      Reservations: { NanoCPUs: options.int('reserve-cpu'), MemoryBytes: options.int('reserve-memory') },
    },
    ...(restart && { RestartPolicy: restart }),
    Placement: {
      Constraints: options.list('constraint'),
      Preferences: preferences,
      MaxReplicas: options.int('replicas-max-per-node'),
    },
    Networks: networks,
    ...(options.text('log-driver') !== '' && {
      LogDriver: { Name: options.text('log-driver'), Options: keyValues(options.list('log-opt')) },
    }),
    ForceUpdate: 0,
  };
}
