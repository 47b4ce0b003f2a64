// A swarm's objects as the Go structs that templates see: types, members that the encoder leaves out, durations and times.
// Source: moby api/types/swarm (struct fields and their json tags).
// Not modelled: members that the engine here never fills, apart from the commonly asked for.
import { Nil, Struct, type Value } from '../gotemplate/values.ts';
import { goDuration } from './duration.ts';

export function isSwarmType(type: string): boolean {
  return /^\*?swarm\./.test(type);
}

/** Types of structs by the member that holds them. */
export const swarmTypes: Readonly<Record<string, string>> = {
  Spec: 'swarm.ServiceSpec',
  PreviousSpec: '*swarm.ServiceSpec',
  TaskTemplate: 'swarm.TaskSpec',
  ContainerSpec: '*swarm.ContainerSpec',
  DNSConfig: '*swarm.DNSConfig',
  Resources: '*swarm.ResourceRequirements',
  Limits: '*swarm.Limit',
  Reservations: '*swarm.Resources',
  RestartPolicy: '*swarm.RestartPolicy',
  Placement: '*swarm.Placement',
  Mode: 'swarm.ServiceMode',
  Replicated: '*swarm.ReplicatedService',
  Global: '*swarm.GlobalService',
  UpdateConfig: '*swarm.UpdateConfig',
  RollbackConfig: '*swarm.UpdateConfig',
  Endpoint: 'swarm.Endpoint',
  EndpointSpec: '*swarm.EndpointSpec',
  UpdateStatus: '*swarm.UpdateStatus',
  Version: 'swarm.Version',
  ManagerStatus: '*swarm.ManagerStatus',
  Description: 'swarm.NodeDescription',
  Platform: 'swarm.Platform',
  Engine: 'swarm.EngineDescription',
  TLSInfo: 'swarm.TLSInfo',
  ContainerStatus: '*swarm.ContainerStatus',
  PortStatus: 'swarm.PortStatus',
};

const pointer = (name: string): Value => new Nil('pointer', `*swarm.${name}`);
const slice = (name: string): Value => new Nil('slice', `[]${name}`);

/** Members that the encoder leaves out when empty, by the member (or, of a whole object, the type) that they belong to. */
export const swarmOmitted: ReadonlyMap<string, readonly (readonly [string, Value])[]> = new Map([
  [
    'swarm.Service',
    [
      ['PreviousSpec', pointer('ServiceSpec')],
      ['UpdateStatus', pointer('UpdateStatus')],
      ['ServiceStatus', pointer('ServiceStatus')],
      ['JobStatus', pointer('JobStatus')],
    ],
  ],
  ['swarm.Node', [['ManagerStatus', pointer('ManagerStatus')]]],
  [
    'swarm.Task',
    [
      ['Name', ''],
      ['ServiceID', ''],
      ['Slot', 0],
      ['NodeID', ''],
      ['NetworksAttachments', slice('swarm.NetworkAttachment')],
    ],
  ],
  [
    'Mode',
    [
      ['Replicated', pointer('ReplicatedService')],
      ['Global', pointer('GlobalService')],
      ['ReplicatedJob', pointer('ReplicatedJob')],
      ['GlobalJob', pointer('GlobalJob')],
    ],
  ],
  [
    'TaskTemplate',
    [
      ['Networks', slice('swarm.NetworkAttachmentConfig')],
      ['LogDriver', pointer('Driver')],
      ['RestartPolicy', pointer('RestartPolicy')],
    ],
  ],
  [
    'ContainerSpec',
    [
      ['Labels', new Nil('map', 'map[string]string')],
      ['Command', slice('string')],
      ['Args', slice('string')],
      ['Hostname', ''],
      ['Env', slice('string')],
      ['Dir', ''],
      ['User', ''],
      ['TTY', false],
      ['ReadOnly', false],
      ['Mounts', slice('mount.Mount')],
      ['Hosts', slice('string')],
      ['Healthcheck', new Nil('pointer', '*container.HealthConfig')],
      ['Secrets', slice('*swarm.SecretReference')],
      ['Configs', slice('*swarm.ConfigReference')],
    ],
  ],
  [
    'Endpoint',
    [
      ['Ports', slice('swarm.PortConfig')],
      ['VirtualIPs', slice('swarm.EndpointVirtualIP')],
    ],
  ],
  [
    'EndpointSpec',
    [
      ['Mode', ''],
      ['Ports', slice('swarm.PortConfig')],
    ],
  ],
  [
    'Placement',
    [
      ['Constraints', slice('string')],
      ['Preferences', slice('swarm.PlacementPreference')],
      ['MaxReplicas', 0],
    ],
  ],
  ['Status', [['Err', '']]],
  ['ManagerStatus', [['Leader', false]]],
]);

const TIMES = ['CreatedAt', 'UpdatedAt', 'StartedAt', 'CompletedAt', 'Timestamp', 'LastExecution'];
const DURATIONS = ['Delay', 'Monitor', 'Window', 'StopGracePeriod', 'HeartbeatPeriod', 'NodeCertExpiry'];

/** Is the member a time.Time? */
export function isTime(member: string): boolean {
  return TIMES.includes(member);
}

/** A number as templates see it: durations print as Go writes them. */
export function swarmNumber(member: string, value: number): Value {
  if (!DURATIONS.includes(member)) return value;
  return new Struct('time.Duration', new Map(), { text: goDuration(value), json: (encode) => encode(value) });
}
