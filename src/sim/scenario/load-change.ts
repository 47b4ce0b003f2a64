// Reads changes of a running world: untrusted, from saved labs and from the page.
// The shapes are those of change.ts, with limits on every size.
// Not for: whether the machines that a change names exist; that is found when it happens.
import * as v from 'valibot';
import type { Change } from './change.ts';
import { host, link, name, vlans } from './load.ts';

const MOST_MACHINES = 100;

const cable = { machine: name, nic: name };
const block = {
  between: v.tuple([name, name]),
  protocol: v.exactOptional(v.picklist(['tcp', 'udp'])),
  port: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
};

export const changeSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('host.add'), host: v.exactOptional(host) }),
  v.strictObject({ kind: v.literal('host.remove'), host: name }),
  v.strictObject({ kind: v.literal('host.off'), host: name }),
  v.strictObject({ kind: v.literal('host.on'), host: name }),
  v.strictObject({ kind: v.literal('host.shutdown'), host: name }),
  v.strictObject({ kind: v.literal('host.reboot'), host: name }),
  v.strictObject({ kind: v.literal('cable.cut'), ...cable }),
  v.strictObject({ kind: v.literal('cable.mend'), ...cable }),
  v.strictObject({ kind: v.literal('cable.set'), ...cable, link }),
  v.strictObject({ kind: v.literal('port.vlans'), ...cable, vlans: v.exactOptional(vlans) }),
  v.strictObject({ kind: v.literal('switch.join'), switches: v.tuple([name, name]) }),
  v.strictObject({ kind: v.literal('switch.part'), ...cable }),
  v.strictObject({ kind: v.literal('block'), ...block }),
  v.strictObject({ kind: v.literal('unblock'), ...block }),
  v.strictObject({ kind: v.literal('partition'), machines: v.pipe(v.array(name), v.maxLength(MOST_MACHINES)) }),
  v.strictObject({ kind: v.literal('heal') }),
]);

/** Whether what came from outside is a change. */
export function isChange(value: unknown): value is Change {
  return v.is(changeSchema, value);
}
