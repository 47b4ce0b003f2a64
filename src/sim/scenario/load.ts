// Reads scenario files: untrusted JSON in, a valid `Scenario` or a list of problems out.
// The shapes are those of format.ts, with limits on every size.
// Not for saved labs: those are session/lab-file.ts.
import * as v from 'valibot';
import { type InternetSpec, type Scenario, serviceNames, type WorldSpec } from './format.ts';
import { oneHost, worlds } from './worlds.ts';

const MAX_HOSTS = 100;
const MAX_STEPS = 50;
const MAX_TEXT = 10_000;

/** Of a machine, a card, a network. */
export const name = v.pipe(
  v.string(),
  v.regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/, 'must be a name of letters, digits, . _ -'),
);
const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));
const command = v.pipe(v.string(), v.minLength(1), v.maxLength(1000), v.regex(/^[^\r\n]*$/, 'must be one line'));
export const setupCommand = v.union([command, v.strictObject({ host: name, run: command })]);
const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const address = v.pipe(v.string(), v.regex(new RegExp(`^(${octet}\\.){3}${octet}$`), 'must be an IPv4 address'));
const cidr = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^(${octet}\\.){3}${octet}/([12]?\\d|3[0-2])$`),
    'must be an IPv4 address with its prefix, such as 10.0.0.1/24',
  ),
);
const list = <T extends v.GenericSchema>(item: T, most: number) => v.pipe(v.array(item), v.maxLength(most));

const range = (least: number, most: number) => v.pipe(v.number(), v.minValue(least), v.maxValue(most));
const whole = (least: number, most: number) => v.pipe(range(least, most), v.integer());

export const link = v.strictObject({
  latency: v.exactOptional(range(0, 60_000)),
  jitter: v.exactOptional(range(0, 60_000)),
  rate: v.exactOptional(range(0.01, 100_000)),
  loss: v.exactOptional(range(0, 100)),
  mtu: v.exactOptional(whole(0, 65_535)),
  queue: v.exactOptional(whole(0, 100_000)),
});
const vlan = whole(1, 4094);
export const vlans = v.union([
  v.strictObject({ access: vlan }),
  v.strictObject({ trunk: list(vlan, 100), native: v.exactOptional(vlan) }),
]);
const nic = v.strictObject({
  name,
  address: v.exactOptional(cidr),
  moreAddresses: v.exactOptional(list(cidr, 8)),
  cable: v.exactOptional(name),
  link: v.exactOptional(link),
  vlans: v.exactOptional(vlans),
});
const path = v.pipe(v.string(), v.maxLength(200), v.regex(/^(\/[A-Za-z0-9_.-]+)+$/, 'must be an absolute path'));
const word = v.pipe(v.string(), v.maxLength(100), v.regex(/^\S+$/, 'must be one word'));

/** `nginx`, `nicolaka/netshoot` */
const repository = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_.-]{0,62}(\/[a-z0-9][a-z0-9_.-]{0,62})?$/));

export const host = v.strictObject({
  name,
  nics: list(nic, 8),
  defaultGateway: v.exactOptional(address),
  resolvConf: v.exactOptional(list(text, 20)),
  docker: v.exactOptional(v.boolean()),
  images: v.exactOptional(list(repository, 20)),
  files: v.exactOptional(v.record(path, text)),
  services: v.exactOptional(
    list(v.strictObject({ run: v.picklist(serviceNames), arguments: v.exactOptional(list(word, 10)) }), 10),
  ),
});
const hosts = list(host, MAX_HOSTS);
const trunk = v.strictObject({ to: name, link: v.exactOptional(link), vlans: v.exactOptional(vlans) });
const switches = list(v.strictObject({ name, cables: v.exactOptional(list(trunk, 10)) }), 10);
const routers = list(
  v.strictObject({
    name,
    nics: list(nic, 8),
    addresses: v.exactOptional(list(cidr, 8)),
    routes: v.exactOptional(list(v.strictObject({ to: cidr, via: address }), 20)),
  }),
  10,
);

/** A world's starting state, with cables that lead somewhere. */
export const worldSchema = v.pipe(
  v.strictObject({
    startsAt: v.pipe(
      v.string(),
      v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'must be a UTC time such as 2026-11-21T06:43:30Z'),
    ),
    hosts: v.pipe(hosts, v.minLength(1)),
    switches,
    routers,
    internet: v.exactOptional(v.strictObject({ names: list(text, 10), hosts, switches, routers })),
  }),
  v.check((world) => cablesLeadToSwitches(world), 'every cable must lead to a switch of this world'),
  v.check((world) => switchesFormNoRing(world), 'cables between switches must form no ring: there is no spanning tree'),
  v.check((world) => namesAreDistinct(world), 'hosts, switches and routers need distinct names'),
);

function cablesLeadToSwitches(world: WorldSpec): boolean {
  const parts = partsOf(world);
  const known = new Set(parts.flatMap((part) => part.switches).map((one) => one.name));
  const nics = parts.flatMap((part) => [...part.hosts, ...part.routers]).flatMap((machine) => machine.nics);
  const trunks = parts.flatMap((part) => part.switches).flatMap((one) => one.cables ?? []);
  return (
    nics.every((one) => one.cable === undefined || known.has(one.cable)) && trunks.every(({ to }) => known.has(to))
  );
}

function switchesFormNoRing(world: WorldSpec): boolean {
  const groups = new Map<string, string>();
  const groupOf = (name: string): string => {
    const above = groups.get(name);
    return above === undefined ? name : groupOf(above);
  };
  for (const { name: one, cables = [] } of partsOf(world).flatMap((part) => part.switches)) {
    for (const { to } of cables) {
      const [a, b] = [groupOf(one), groupOf(to)];
      if (a === b) return false;
      groups.set(a, b);
    }
  }
  return true;
}

function namesAreDistinct(world: WorldSpec): boolean {
  const names = partsOf(world).flatMap((part) =>
    [...part.hosts, ...part.switches, ...part.routers].map((one) => one.name),
  );
  return new Set(names).size === names.length;
}

const partsOf = (world: WorldSpec): readonly Omit<InternetSpec, 'names'>[] => [
  world,
  ...(world.internet ? [world.internet] : []),
];

const on = { host: name, absent: v.exactOptional(v.boolean()) };
const check = v.variant('kind', [
  v.strictObject({ kind: v.literal('command-ran'), host: name, words: command }),
  v.strictObject({ kind: v.literal('network-exists'), ...on, name }),
  v.strictObject({ kind: v.literal('container-running'), ...on, name }),
  v.strictObject({ kind: v.literal('attached'), ...on, container: name, network: name }),
  v.strictObject({ kind: v.literal('pinged'), host: name, from: name, to: name }),
  v.strictObject({ kind: v.literal('answered'), host: name, from: name, port: v.pipe(v.number(), v.integer()) }),
  v.strictObject({ kind: v.literal('dropped'), host: name, reason: word }),
  v.strictObject({ kind: v.literal('tunnelled'), host: name }),
  v.strictObject({ kind: v.literal('rule'), ...on, table: name, words: command }),
  v.strictObject({
    kind: v.literal('node'),
    ...on,
    role: v.exactOptional(v.picklist(['manager', 'worker'])),
    availability: v.exactOptional(v.picklist(['active', 'pause', 'drain'])),
    state: v.exactOptional(v.picklist(['ready', 'down'])),
  }),
  v.strictObject({ kind: v.literal('quorum'), ...on }),
  v.strictObject({ kind: v.literal('span'), name, absent: on.absent }),
  v.strictObject({
    kind: v.literal('service'),
    name,
    running: v.exactOptional(v.pipe(v.number(), v.integer())),
    notOn: v.exactOptional(name),
    absent: on.absent,
  }),
]);

const readyMade = v.pipe(
  v.picklist([...worlds.keys()]),
  v.transform((key): WorldSpec => worlds.get(key) ?? oneHost),
);

const scenarioSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/, 'must be lower-case letters, digits and dashes')),
  version: v.literal(1),
  title: text,
  summary: text,
  minutes: v.pipe(v.number(), v.minValue(1), v.maxValue(600)),
  seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff)),
  world: v.union([readyMade, worldSchema]),
  setup: v.exactOptional(list(setupCommand, 50)),
  steps: v.pipe(
    list(
      v.strictObject({
        title: text,
        text,
        commands: list(v.strictObject({ host: name, run: command }), 10),
        checks: list(check, 10),
        hint: v.exactOptional(text),
      }),
      MAX_STEPS,
    ),
    v.minLength(1),
  ),
});

export type Loaded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Says for each issue where in the file it is and what it should be. */
export function problemsOf(issues: readonly v.BaseIssue<unknown>[]): string[] {
  return issues.slice(0, 20).map((issue) => {
    const path = v.getDotPath(issue);
    return path ? `${path}: ${issue.message}` : issue.message;
  });
}

/** Validates a scenario file's JSON value. */
export function parseScenario(json: unknown): Loaded<Scenario> {
  const result = v.safeParse(scenarioSchema, json);
  return result.success ? { ok: true, value: result.output } : { ok: false, problems: problemsOf(result.issues) };
}
