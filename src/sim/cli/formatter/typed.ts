// The engine's JSON as the Go structs that templates of `inspect` see first: other names, zero values for what is left out.
// Source: moby api/types/container, api/types/network, api/types/image (struct fields and their json tags).
// Not modelled: struct fields that the engine here never fills, apart from the commonly asked for.
import { GoMap, Nil, Struct, type Value } from '../gotemplate/values.ts';
import { timeValue } from './go-time.ts';
import { isSwarmType, isTime, swarmNumber, swarmOmitted, swarmTypes } from './typed-swarm.ts';

/** Struct fields whose JSON name differs. */
const goNames: Readonly<Record<string, string>> = {
  Id: 'ID',
  Dns: 'DNS',
  DnsOptions: 'DNSOptions',
  DnsSearch: 'DNSSearch',
  HostIp: 'HostIP',
  AuxiliaryAddresses: 'AuxAddress',
  CpuShares: 'CPUShares',
  CpuPeriod: 'CPUPeriod',
  CpuQuota: 'CPUQuota',
  NanoCpus: 'NanoCPUs',
  ApiVersion: 'APIVersion',
};

interface MapType {
  readonly type: string;
  /** What a missing key gives. */
  readonly zero: Value;
}

const texts: MapType = { type: 'map[string]string', zero: '' };
const portMap: MapType = { type: 'nat.PortMap', zero: new Nil('slice', '[]nat.PortBinding') };

/** Objects that are maps in Go, by the name of the member that holds them. */
const maps: Readonly<Record<string, MapType>> = {
  Labels: texts,
  Options: texts,
  AuxiliaryAddresses: texts,
  DriverOpts: texts,
  Data: texts,
  Sysctls: texts,
  Annotations: texts,
  Attributes: texts,
  Networks: {
    type: 'map[string]*network.EndpointSettings',
    zero: new Nil('pointer', '*network.EndpointSettings'),
  },
  Containers: { type: 'map[string]network.EndpointResource', zero: undefined },
  Ports: portMap,
  PortBindings: portMap,
  ExposedPorts: { type: 'nat.PortSet', zero: undefined },
  Volumes: { type: 'map[string]struct {}', zero: undefined },
};

/** Members that hold pointers: null of them is a nil pointer, and a value inside a composite prints as an address. */
const pointers: Readonly<Record<string, string>> = {
  State: '*container.State',
  HostConfig: '*container.HostConfig',
  NetworkSettings: '*container.NetworkSettings',
  IPAMConfig: '*network.EndpointIPAMConfig',
  'Networks{}': '*network.EndpointSettings',
  Server: '*types.Version',
  Health: '*container.Health',
  Healthcheck: '*container.HealthConfig',
  StopTimeout: '*int',
  Init: '*bool',
};

/** Members that hold structs of a type of their own. */
const structs: Readonly<Record<string, string>> = {
  Client: 'system.clientVersion',
};

const noMap = new GoMap(new Map(), 'map[string]string', '');

/** Members that the encoder leaves out when empty, by where they belong. `[]` means an element, `{}` a map's value. */
const omitted: ReadonlyMap<string, readonly (readonly [string, Value])[]> = new Map([
  [
    'Config[]',
    [
      ['Subnet', ''],
      ['IPRange', ''],
      ['Gateway', ''],
      ['AuxAddress', new Nil('map', 'map[string]string')],
    ],
  ],
  ['State', [['Health', new Nil('pointer', '*container.Health')]]],
  [
    'Config',
    [
      ['ExposedPorts', new Nil('map', 'nat.PortSet')],
      ['Healthcheck', new Nil('pointer', '*container.HealthConfig')],
      ['Labels', noMap],
      ['StopSignal', ''],
      ['StopTimeout', new Nil('pointer', '*int')],
      ['Shell', new Nil('slice', 'strslice.StrSlice')],
    ],
  ],
  [
    'IPAMConfig',
    [
      ['IPv4Address', ''],
      ['IPv6Address', ''],
      ['LinkLocalIPs', new Nil('slice', '[]string')],
    ],
  ],
]);

/** An inspected object as templates see it. `root` is its Go type: `container.InspectResponse`. */
export function typedValue(json: unknown, root: string): Value {
  return convert(json, '', root);
}

function convert(json: unknown, place: string, type: string): Value {
  if (json === null) return nilOf(place);
  if (typeof json === 'number') return isSwarmType(type) ? swarmNumber(place, json) : json;
  if (json === undefined || typeof json === 'boolean') return json;
  if (typeof json === 'string') {
    const isMoment = isSwarmType(type) ? isTime(place) : place === 'Created' && type.startsWith('network.');
    return isMoment ? timeValue(json) : json;
  }
  if (Array.isArray(json)) {
    return json.map((item) => convert(item, `${place}[]`, isSwarmType(type) ? `${type}[]` : 'struct'));
  }
  if (typeof json !== 'object') return undefined;
  const map = maps[place];
  if (map) {
    const entries = Object.entries(json).map(([key, v]) => [key, convert(v, `${place}{}`, map.type)] as const);
    return new GoMap(new Map(entries), map.type, map.zero);
  }
  if (isSwarmType(type)) return structOf(json, place === '' ? type : place, swarmTypes[place] ?? type);
  return structOf(json, place, pointers[place] ?? structs[place] ?? type);
}

function structOf(json: object, place: string, type: string): Struct {
  const known = Object.entries(json).map(([key, v]) => [key, convert(v, key, type)] as const);
  const fields = new Map<string, Value>(known.map(([key, v]) => [goNames[key] ?? key, v]));
  // Keeps the struct's order where it is known: left-out members first take their places, then the rest follow.
  const leftOut = (isSwarmType(type) ? swarmOmitted : omitted).get(place) ?? [];
  const absent = leftOut.filter(([key]) => !fields.has(key));
  const order = leftOut.map(([key]) => key);
  const all = new Map([...absent, ...fields]);
  const inOrder = place === 'Config[]' ? order.map((key) => [key, all.get(key)] as const) : [...fields, ...absent];
  return new Struct(type, new Map(inOrder), {
    json: (encode) => `{${known.map(([key, v]) => `${JSON.stringify(key)}:${encode(v)}`).join(',')}}`,
  });
}

function nilOf(place: string): Value {
  const pointer = pointers[place];
  if (pointer !== undefined) return new Nil('pointer', pointer);
  const map = maps[place];
  return map ? new Nil('map', map.type) : new Nil('slice', '[]string');
}
