import { Cable, Unplug } from 'lucide-react';
import { Item, Label } from 'radix-ui/context-menu';
import type { CableView, SwitchView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { useLab } from '../../store/lab.ts';
import { change } from './act.ts';

const NO_SWITCHES: readonly SwitchView[] = [];

interface Trunk {
  readonly cable: CableView;
  /** The switches that it joins. */
  readonly ends: readonly [string, string];
}

/** Cables between switches; each has a port at either end. */
function trunksOf(switches: readonly SwitchView[]): readonly Trunk[] {
  const known = new Map<string, Trunk>();
  for (const { ports } of switches) {
    for (const { cable } of ports) {
      if (cable === undefined || !switches.some(({ name }) => name === cable.machine)) continue;
      known.set(`${cable.machine} ${cable.nic}`, { cable, ends: [cable.machine, cable.port.switch] });
    }
  }
  return [...known.values()];
}

/** The switches that frames reach from one by these cables, itself among them. */
function reachedFrom(name: string, trunks: readonly Trunk[]): ReadonlySet<string> {
  const reached = new Set([name]);
  // A set is gone through as it grows.
  for (const here of reached) {
    for (const { ends } of trunks) if (ends.includes(here)) for (const end of ends) reached.add(end);
  }
  return reached;
}

/** A switch's cables to other switches: those that it has, and those that it can have without a ring. */
export function SwitchItems({ name }: { readonly name: string }) {
  const switches = useLab((lab) => lab.view?.switches) ?? NO_SWITCHES;
  const trunks = trunksOf(switches);
  const reached = reachedFrom(name, trunks);
  const others = switches.filter((one) => !reached.has(one.name));
  const own = trunks.filter(({ ends }) => ends.includes(name));
  return (
    <>
      <Label className="menu-label">{name}</Label>
      {others.map((other) => (
        <Item
          key={other.name}
          className="menu-item"
          onSelect={() => change({ kind: 'switch.join', switches: [name, other.name] })}
        >
          <Cable aria-hidden />
          {t('canvas.menu.join', { switch: other.name })}
        </Item>
      ))}
      {own.map(({ cable: { machine, nic }, ends }) => (
        <Item
          key={`${machine} ${nic}`}
          className="menu-item danger"
          onSelect={() => change({ kind: 'switch.part', machine, nic })}
        >
          <Unplug aria-hidden />
          {t('canvas.menu.part', { switch: ends.find((end) => end !== name) ?? name })}
        </Item>
      ))}
      {others.length === 0 && own.length === 0 && (
        <Item className="menu-item" disabled>
          {t('canvas.menu.noSwitch')}
        </Item>
      )}
    </>
  );
}
