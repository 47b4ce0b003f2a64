// Sections of a service that stand on their own in the schema: builds, development, devices, mounts, limits of disks.
// Source: compose-spec/compose-go schema/compose-spec.json (v2.9), definitions development, devices, gpus, blkio_limit, service_hook.
// Not modelled: descriptions, formats.
import {
  amount,
  any,
  arrayOf,
  boolean,
  command,
  extraHosts,
  fileMounts,
  integer,
  listOrDict,
  object,
  type Schema,
  strict,
  string,
  stringOrList,
  strings,
  ulimits,
} from './schema-kinds.ts';

export const hook = object(
  { command, user: string, privileged: boolean, working_dir: string, environment: listOrDict },
  { required: ['command'] },
);

const optionalSection: Pick<Schema, 'type'> = { type: ['object', 'null'] };
const stringOrBoolean: Schema = { type: ['string', 'boolean'] };

export const build: Schema = {
  oneOf: [
    string,
    object({
      context: string,
      dockerfile: string,
      dockerfile_inline: string,
      entitlements: arrayOf(string),
      args: listOrDict,
      ssh: listOrDict,
      labels: listOrDict,
      cache_from: arrayOf(string),
      cache_to: arrayOf(string),
      no_cache: boolean,
      additional_contexts: listOrDict,
      network: string,
      provenance: stringOrBoolean,
      sbom: stringOrBoolean,
      pull: boolean,
      target: string,
      shm_size: integer,
      extra_hosts: extraHosts,
      isolation: string,
      privileged: boolean,
      secrets: fileMounts,
      tags: arrayOf(string),
      ulimits,
      platforms: arrayOf(string),
    }),
  ],
};

export const develop = object(
  {
    watch: arrayOf(
      object(
        {
          ignore: stringOrList,
          include: stringOrList,
          path: string,
          action: { type: 'string', enum: ['rebuild', 'sync', 'restart', 'sync+restart', 'sync+exec'] },
          target: string,
          exec: hook,
          initial_sync: { type: 'boolean' },
        },
        { required: ['path', 'action'] },
      ),
    ),
  },
  optionalSection,
);

const throttles = arrayOf(strict({ path: string, rate: integer }));

export const blkioConfig = strict({
  device_read_bps: throttles,
  device_read_iops: throttles,
  device_write_bps: throttles,
  device_write_iops: throttles,
  weight: integer,
  weight_device: arrayOf(strict({ path: string, weight: integer })),
});

export const devices = arrayOf({
  oneOf: [string, object({ source: string, target: string, permissions: string }, { required: ['source'] })],
});

const deviceRequest = {
  capabilities: strings,
  count: integer,
  device_ids: strings,
  driver: string,
  options: listOrDict,
};

/** What a service reserves. */
export const deviceRequests = arrayOf(object(deviceRequest, { required: ['capabilities'] }));

export const gpus: Schema = {
  oneOf: [
    { type: 'string', enum: ['all'] },
    { type: 'array', patterns: { '^x-': any }, closed: true, items: { type: 'object', properties: deviceRequest } },
  ],
};

export const genericResources = arrayOf(object({ discrete_resource_spec: object({ kind: string, value: amount }) }));

export const mount: Schema = {
  oneOf: [
    string,
    object(
      {
        type: { type: 'string', enum: ['bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image'] },
        source: string,
        target: string,
        read_only: boolean,
        consistency: string,
        bind: object({
          propagation: string,
          create_host_path: boolean,
          recursive: { type: 'string', enum: ['enabled', 'disabled', 'writable', 'readonly'] },
          selinux: { type: 'string', enum: ['z', 'Z'] },
        }),
        volume: object({ labels: listOrDict, nocopy: boolean, subpath: string }),
        tmpfs: object({ size: { oneOf: [{ type: 'integer', minimum: 0 }, string] }, mode: amount }),
        image: object({ subpath: string }),
      },
      { required: ['type'] },
    ),
  ],
};
