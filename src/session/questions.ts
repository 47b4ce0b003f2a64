// What a learner can be asked of a decision: who decides, over what, and the ways it could have gone.
import { formatIp4 } from '../sim/base/ip4.ts';
import { RandomStream } from '../sim/base/random.ts';
import { Device } from '../sim/linux/device.ts';
import { BridgeDevice, FLOOD, FLOOD_GROUP, TO_PORT, TO_SELF } from '../sim/linux/devices/bridge.ts';
import type { Station } from '../sim/topology.ts';
import { itinerary } from '../sim/trace/itinerary.ts';
import type { Alternatives, TraceRecord } from '../sim/trace/record.ts';
import { EthernetFrame } from '../sim/wire/ethernet.ts';
import type { World } from '../sim/world.ts';
import type { Choice, Question } from './protocol.ts';

/** A question with what becomes of it. */
export interface Riddle {
  readonly question: Question;
  /** The choice that is right. */
  readonly right: number;
  /** Why it goes that way. */
  readonly why: string;
  /** The first record that must not be seen before the answer. */
  readonly holds: number;
}

interface Draft {
  readonly kind: Question['kind'];
  readonly right: Choice;
  readonly wrong: readonly Choice[];
  readonly about: string;
  /** The packet as it is before, where the record has it as it is afterwards. */
  readonly info?: string;
  readonly why: string;
  readonly holds: number;
}

/** More ways than these are too many to choose from. */
const MOST = 6;

const thing = (text: string): Choice => ({ kind: 'thing', text });
const same = (a: Choice, b: Choice): boolean => a.kind === b.kind && a.text === b.text;

/** The questions that a record answers, in the order in which they arise; none where there is only one way to go. */
export function riddlesAt(world: World, seq: number): readonly Riddle[] {
  const kind = world.trace.outcome(seq)?.kind;
  if (kind === undefined || kind === 'hop' || kind === 'neigh') return [];
  const record = world.trace.record(seq);
  const station = record && world.stations.get(record.host);
  if (record === undefined || station === undefined || record.background) return [];
  return draftsOf(world, station, record).flatMap((draft) => riddleOf(record, draft) ?? []);
}

function riddleOf(record: TraceRecord, draft: Draft): Riddle | undefined {
  const { seq, host, netns, deviceName = '', device, protocol } = record;
  const { kind, right, about, why, holds, info = record.info } = draft;
  const wrong = draft.wrong.filter((one, at) => !same(one, right) && draft.wrong.findIndex((o) => same(o, one)) === at);
  if (wrong.length === 0) return undefined;
  // The order says nothing, and is the same whenever the same moment comes.
  const random = new RandomStream(holds);
  const things = wrong.filter((one) => one.kind === 'thing');
  const others = wrong.filter((one) => one.kind !== 'thing');
  const choices = random.shuffle([right, ...[...others, ...random.shuffle(things)].slice(0, MOST - 1)]);
  const target = device === undefined ? {} : { target: { kind: 'device', uid: device } as const };
  const question = { seq, kind, host, netns, device: deviceName, info, protocol, about, choices, ...target };
  return { question, right: choices.indexOf(right), why, holds };
}

function draftsOf(world: World, station: Station, record: TraceRecord): readonly Draft[] {
  const drafts = (): readonly (Draft | undefined)[] => {
    if (record.kind === 'bridge') return [bridgeDraft(world, record)];
    if (record.kind === 'route') return [routeDraft(world, record), forwardDraft(world, record)];
    if (record.kind === 'netfilter') return [translationDraft(world, record)];
    if (record.kind !== 'send') return [inputDraft(world, record)];
    return [record.cause?.kind === 'dns' ? dnsDraft(station, record) : undefined, outputDraft(world, record)];
  };
  return drafts().filter((draft) => draft !== undefined);
}

function bridgeDraft(world: World, { seq, why }: TraceRecord): Draft | undefined {
  const decided = world.trace.decided(seq);
  const options = world.alternatives(seq)?.considered ?? [];
  if (!(decided?.decision instanceof BridgeDevice)) return undefined;
  const ports = options.filter(({ text }) => text.startsWith('port ')).map(({ text }) => thing(text));
  const all: Choice = { kind: 'all' };
  const host: Choice = { kind: 'host' };
  const ways = [...ports, host, all];
  const { detail } = decided;
  const taken = options.find(({ fate }) => fate === 'taken')?.text ?? '';
  const right = detail === TO_PORT ? ways.find(({ text }) => text === taken) : detail === TO_SELF ? host : all;
  if (right === undefined || (detail > TO_SELF && detail !== FLOOD && detail !== FLOOD_GROUP)) return undefined;
  return { kind: 'bridge', right, wrong: ways, about: destinationMac(world, seq), why, holds: seq };
}

const destinationMac = (world: World, seq: number): string =>
  world.packet(seq)?.layers[0]?.fields.find(({ key }) => key === 'eth.dst')?.value ?? '';

function destinationOf(world: World, seq: number): string {
  const fields = world.packet(seq)?.layers.flatMap((layer) => layer.fields) ?? [];
  return fields.find(({ key }) => key === 'ip.dst')?.value ?? '';
}

/** The taken one and the others of a table; undefined where what decided is none of it. */
function ways(alternatives: Alternatives | undefined): Pick<Draft, 'right' | 'wrong'> | undefined {
  const options = alternatives?.considered ?? [];
  const taken = options.find(({ fate }) => fate === 'taken');
  return taken && { right: thing(taken.text), wrong: options.map(({ text }) => thing(text)) };
}

/** Records after a route among which is what became of the packet. */
const SOON = 40;

/** A packet filter's answer: it is asked only where the built-in chain has something to say. */
function verdictDraft(world: World, record: TraceRecord, chain: 'INPUT' | 'FORWARD' | 'OUTPUT'): Draft | undefined {
  const { seq } = record;
  const device = world.trace.ends(seq)?.device;
  const netfilter = device instanceof Device ? device.ns.netfilter : undefined;
  if (netfilter?.tables.existing().includes('filter') !== true) return undefined;
  const built = netfilter.tables.chains('filter').find(({ name }) => name === chain);
  if (chain !== 'FORWARD' && built?.policy !== 'DROP' && built?.rules.length === 0) return undefined;
  const fate = chain === 'INPUT' ? record : fateAfter(world, seq);
  if (fate === undefined) return undefined;
  const dropped = fate.reason === 'NETFILTER';
  return {
    kind: 'filter',
    right: { kind: dropped ? 'drop' : 'pass' },
    wrong: [{ kind: 'drop' }, { kind: 'pass' }],
    about: destinationOf(world, seq),
    why: dropped ? fate.why : '',
    holds: chain === 'INPUT' ? seq : seq + 1,
  };
}

/** What became of a record's packet next, in the same place. */
function fateAfter({ trace }: World, seq: number): TraceRecord | undefined {
  const packet = trace.traced(seq)?.packet;
  const place = trace.ends(seq)?.device.place;
  for (let next = seq + 1; next < Math.min(trace.next, seq + SOON); next++) {
    if (trace.traced(next)?.packet === packet && trace.ends(next)?.device.place === place) return trace.record(next);
  }
  return undefined;
}

/** A forwarded packet has its way, and now meets the packet filter. */
function forwardDraft(world: World, record: TraceRecord): Draft | undefined {
  const isForwarded = itinerary(world.trace, record.seq)?.cameBy !== undefined;
  return isForwarded ? verdictDraft(world, record, 'FORWARD') : undefined;
}

/** A packet was made here; pieces of one that was forwarded are not. */
function outputDraft(world: World, record: TraceRecord): Draft | undefined {
  const fate = fateAfter(world, record.seq);
  const isAsked = fate?.kind === 'route' || fate?.kind === 'netfilter' || fate?.reason === 'NETFILTER';
  return isAsked ? verdictDraft(world, record, 'OUTPUT') : undefined;
}

/** A packet has come that is for this machine. */
function inputDraft(world: World, record: TraceRecord): Draft | undefined {
  const { seq, kind, reason } = record;
  const traced = world.trace.traced(seq);
  const device = world.trace.ends(seq)?.device;
  const packet = traced instanceof EthernetFrame ? traced.body : traced;
  if (packet?.kind !== 'ipv4' || !(device instanceof Device)) return undefined;
  if (kind === 'drop' && reason !== 'NETFILTER') return undefined;
  if (device.ns.fib.lookup(packet.destination)?.type !== 'local') return undefined;
  const draft = verdictDraft(world, record, 'INPUT');
  // Going through the packet's journey takes longest.
  return draft !== undefined && itinerary(world.trace, seq)?.cameBy !== undefined ? draft : undefined;
}

function routeDraft(world: World, record: TraceRecord): Draft | undefined {
  const { seq, why } = record;
  const found = ways(world.alternatives(seq));
  return found && { kind: 'route', ...found, about: destinationOf(world, seq), why, holds: seq };
}

const TRANSLATES = / -j (DNAT|SNAT|MASQUERADE|REDIRECT)\b/;

function translationDraft(world: World, { seq, why, cause }: TraceRecord): Draft | undefined {
  const found = ways(world.alternatives(seq));
  if (found === undefined) return undefined;
  const before = itinerary(world.trace, seq)?.before;
  const info = before === undefined ? undefined : world.trace.record(before)?.info;
  const base = {
    ...{ ...found, about: destinationOf(world, seq), why, holds: seq },
    ...(info === undefined ? {} : { info }),
  };
  if (cause?.facts.some(({ label }) => label === 'virtual service')) {
    const label = cause.facts.find(({ label }) => label === 'virtual service')?.value ?? '';
    return { ...base, kind: 'backend', about: label };
  }
  if (cause?.kind !== 'rule') return undefined;
  const rules = found.wrong.filter(({ text = '' }) => TRANSLATES.test(text));
  return { ...base, kind: 'translation', wrong: [...rules, { kind: 'none' }] };
}

/** Addresses that a name could have: those of the host and of its containers. */
function dnsDraft({ kernel }: Station, { seq, why, cause }: TraceRecord): Draft | undefined {
  const [fact] = cause?.facts ?? [];
  if (fact === undefined) return undefined;
  const ahead: Choice = { kind: 'ahead' };
  const right = fact.label === 'server' ? ahead : thing(fact.value.split(',')[0] ?? '');
  const addresses = kernel.namespaces().flatMap(({ net }) => net.addresses().filter(({ scope }) => scope === 'global'));
  const wrong = [...addresses.map(({ local }) => thing(formatIp4(local))), ahead];
  const about = /(?:record of|knows) ([^\s:,]+)/.exec(why)?.[1] ?? fact.label;
  return { kind: 'dns', right, wrong, about, why, holds: seq };
}
