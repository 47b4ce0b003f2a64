// The body of a service, as far as its shape matters before a manager looks at it.
// Source: moby api/types/swarm/{service,task,container}.go. Not modelled: generic resources, plugins as runtime, credential specs.
import * as v from 'valibot';

const text = v.nullish(v.string());
const integer = v.nullish(v.pipe(v.number(), v.integer()));
const number = v.nullish(v.number());
const flag = v.nullish(v.boolean());
const texts = v.nullish(v.array(v.string()));
const labels = v.nullish(v.record(v.string(), v.string()));

const file = v.object({ Name: text, UID: text, GID: text, Mode: integer });

const mount = v.looseObject({ Type: text, Source: text, Target: text, ReadOnly: flag });

const containerSpec = v.object({
  Image: text,
  Labels: labels,
  Command: texts,
  Args: texts,
  Hostname: text,
  Env: texts,
  Dir: text,
  User: text,
  Groups: texts,
  Privileges: v.nullish(v.object({ NoNewPrivileges: flag })),
  Init: flag,
  StopSignal: text,
  TTY: flag,
  OpenStdin: flag,
  ReadOnly: flag,
  Mounts: v.nullish(v.array(mount)),
  StopGracePeriod: integer,
  Healthcheck: v.nullish(
    v.object({
      Test: texts,
      Interval: integer,
      Timeout: integer,
      StartPeriod: integer,
      StartInterval: integer,
      Retries: integer,
    }),
  ),
  Hosts: texts,
  DNSConfig: v.nullish(v.object({ Nameservers: texts, Search: texts, Options: texts })),
  Secrets: v.nullish(v.array(v.object({ File: v.nullish(file), SecretID: text, SecretName: text }))),
  Configs: v.nullish(v.array(v.object({ File: v.nullish(file), ConfigID: text, ConfigName: text }))),
  Isolation: text,
  Sysctls: labels,
  CapabilityAdd: texts,
  CapabilityDrop: texts,
  Ulimits: v.nullish(v.array(v.object({ Name: v.string(), Hard: v.number(), Soft: v.number() }))),
  OomScoreAdj: integer,
});

const resources = v.nullish(v.object({ NanoCPUs: integer, MemoryBytes: integer, Pids: integer }));
const driverOptions = v.nullish(v.record(v.string(), v.string()));

const taskTemplate = v.object({
  ContainerSpec: v.nullish(containerSpec),
  Resources: v.nullish(v.object({ Limits: resources, Reservations: resources })),
  RestartPolicy: v.nullish(v.object({ Condition: text, Delay: integer, MaxAttempts: integer, Window: integer })),
  Placement: v.nullish(
    v.object({
      Constraints: texts,
      Preferences: v.nullish(v.array(v.object({ Spread: v.nullish(v.object({ SpreadDescriptor: text })) }))),
      MaxReplicas: integer,
    }),
  ),
  Networks: v.nullish(v.array(v.object({ Target: text, Aliases: texts, DriverOpts: driverOptions }))),
  LogDriver: v.nullish(v.object({ Name: text, Options: driverOptions })),
  ForceUpdate: integer,
  Runtime: text,
});

const updateConfig = v.nullish(
  v.object({
    Parallelism: integer,
    Delay: integer,
    FailureAction: text,
    Monitor: integer,
    MaxFailureRatio: number,
    Order: text,
  }),
);

const empty = v.nullish(v.object({}));

export const serviceSpec = v.object({
  Name: text,
  Labels: labels,
  TaskTemplate: v.nullish(taskTemplate),
  Mode: v.nullish(
    v.object({
      Replicated: v.nullish(v.object({ Replicas: integer })),
      Global: empty,
      ReplicatedJob: v.nullish(v.object({ MaxConcurrent: integer, TotalCompletions: integer })),
      GlobalJob: empty,
    }),
  ),
  UpdateConfig: updateConfig,
  RollbackConfig: updateConfig,
  EndpointSpec: v.nullish(
    v.object({
      Mode: text,
      Ports: v.nullish(
        v.array(
          v.object({
            Name: text,
            Protocol: text,
            TargetPort: integer,
            PublishedPort: integer,
            PublishMode: text,
          }),
        ),
      ),
    }),
  ),
});

export type ServiceBody = v.InferOutput<typeof serviceSpec>;

export const fileSpec = v.object({ Name: text, Labels: labels, Data: text });
export type FileBody = v.InferOutput<typeof fileSpec>;
