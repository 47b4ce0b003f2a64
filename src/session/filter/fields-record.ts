// Fields of our own: what a record tells beyond its packet. Wireshark has nothing like them.
import type { TraceDevice } from '../../sim/trace/decision.ts';
import { causeKinds, dropReasons, type RecordKind } from '../../sim/trace/record.ts';
import { type Field, recordField } from './field.ts';
import type { Subject } from './subject.ts';

const ends = ({ device, peer }: Subject): readonly TraceDevice[] => (peer === undefined ? [device] : [device, peer]);

/** `node1/web:eth0`, and `node1:docker0` on the host itself; as the interfaces of capture files are called. */
function placed({ name, place: { hostName, label } }: TraceDevice): string {
  return hostName === label ? `${hostName}:${name}` : `${hostName}/${label}:${name}`;
}

/** What a cause is about, as one line: `chain FORWARD, rule -A FORWARD …`. */
function factsOf({ record }: Subject): string | undefined {
  return record?.cause?.facts.map(({ label, value }) => `${label} ${value}`).join(', ');
}

export const recordKinds: readonly RecordKind[] = [
  'send',
  'hop',
  'bridge',
  'route',
  'neigh',
  'netfilter',
  'deliver',
  'drop',
];

/** Values that a field can have at all, for completion. */
export const knownValues: Readonly<Record<string, readonly string[]>> = {
  'hop.kind': recordKinds,
  'hop.reason': dropReasons,
  'hop.cause': causeKinds,
};

export const recordFields: readonly Field[] = [
  recordField('hop.host', 'text', 'Host at either end', (is) => ends(is).map(({ place }) => place.hostName)),
  recordField('hop.netns', 'text', 'Container or namespace at either end', (is) =>
    ends(is).map(({ place }) => place.label),
  ),
  recordField('hop.device', 'text', 'Device at either end', (is) => ends(is).map(({ name }) => name)),
  recordField('hop.uid', 'number', 'Number of the device at either end', (is) => ends(is).map(({ uid }) => uid)),
  recordField('hop.at', 'text', 'Where it happened: host/container:device', ({ device }) => placed(device)),
  recordField('hop.to', 'text', 'Where a hop arrives: host/container:device', ({ peer }) => peer && placed(peer)),
  recordField('hop.kind', 'text', 'What happened', ({ outcome }) => outcome.kind),
  recordField('hop.reason', 'text', 'Why it was dropped', ({ outcome }) => outcome.reason),
  recordField('hop.why', 'text', 'What decided and why, in words', ({ record }) => record?.why || undefined),
  recordField('hop.hint', 'text', 'What would have let it through', ({ record }) => record?.hint),
  recordField('hop.cause', 'text', 'What sort of thing decided', ({ record }) => record?.cause?.kind),
  recordField('hop.rule', 'text', 'The rule or policy that decided', (is) =>
    is.record?.cause?.kind === 'rule' || is.record?.cause?.kind === 'policy' ? factsOf(is) : undefined,
  ),
  recordField('hop.facts', 'text', 'Data of what decided', factsOf),
  recordField('hop.creator', 'text', 'The command behind what decided', ({ record }) => record?.cause?.creator),
  recordField('hop.info', 'text', 'The packet in one line', ({ record }) => record?.info),
  recordField('hop.journey', 'number', 'All that one cause set in motion', ({ outcome }) => outcome.journey),
  recordField('hop.packet', 'number', 'Number of the packet', ({ record }) => record?.packet),
  recordField('hop.number', 'number', 'Number of the record', ({ seq }) => seq),
  recordField('hop.background', 'flag', 'A swarm’s own talk', ({ outcome }) => Number(outcome.background)),
];
