// What is broken in a world, each with the change that mends it.
import type { BlockView, CableView, Change, WorldView } from '../../session/protocol.ts';
import { t } from '../common/messages.ts';

export interface Fault {
  /** In words. */
  readonly text: string;
  readonly mend: Change;
}

const protocols = { tcp: 'TCP', udp: 'UDP' } as const;

/** `UDP port 4789`. */
export function blockedWords({ protocol, port }: BlockView): string {
  if (port === undefined) return protocol === undefined ? t('faults.all') : protocols[protocol];
  if (protocol === undefined) return t('faults.anyProtocol', { port });
  return t('faults.portWords', { protocol: protocols[protocol], port });
}

function faultOfBlock(block: BlockView): Fault {
  const { between, protocol, port } = block;
  const [one, other] = between;
  const name = { between, ...(protocol === undefined ? {} : { protocol }), ...(port === undefined ? {} : { port }) };
  return { text: t('faults.block', { what: blockedWords(block), one, other }), mend: { kind: 'unblock', ...name } };
}

export const cablesOf = (view: WorldView): readonly CableView[] =>
  view.switches.flatMap(({ ports }) => ports.flatMap(({ cable }) => cable ?? []));

function faultsOfCable({ machine, nic, cut, loss }: CableView): readonly Fault[] {
  if (cut) return [{ text: t('faults.cut', { nic, machine }), mend: { kind: 'cable.mend', machine, nic } }];
  if (loss === 0) return [];
  const mend: Change = { kind: 'cable.set', machine, nic, link: { loss: 0 } };
  return [{ text: t('faults.loss', { nic, machine, percent: loss }), mend }];
}

/** Everything that is broken now. */
export function faultsOf(view: WorldView): readonly Fault[] {
  const apart = view.faults?.apart ?? [];
  return [
    ...(apart.length === 0
      ? []
      : [{ text: t('faults.apart', { machines: apart.join(', ') }), mend: { kind: 'heal' } as const }]),
    ...(view.faults?.blocks ?? []).map(faultOfBlock),
    ...cablesOf(view).flatMap(faultsOfCable),
    ...view.hosts
      .filter(({ power }) => power === 'off')
      .map(({ name }): Fault => ({ text: t('faults.off', { host: name }), mend: { kind: 'host.on', host: name } })),
  ];
}
