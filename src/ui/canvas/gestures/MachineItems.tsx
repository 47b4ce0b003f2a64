import {
  Ban,
  Cable,
  HeartPulse,
  Plus,
  Power,
  PowerOff,
  RotateCw,
  Scissors,
  SplitSquareHorizontal,
  Tags,
  Trash2,
  Zap,
} from 'lucide-react';
import { Item, Portal, Separator, Sub, SubContent, SubTrigger } from 'radix-ui/context-menu';
import type { ReactNode } from 'react';
import type { CableView, HostView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { useFaultDialog } from '../../faults/open.ts';
import { useLab } from '../../store/lab.ts';
import { offerWayBack } from '../../timeline/way-back.ts';
import { change } from './act.ts';

/** What a cable may be told to lose, of a hundred frames, and how long to hold them, in milliseconds. */
const LOSSES = [0, 1, 10, 50] as const;
const DELAYS = [0, 10, 50, 200] as const;
/** A cable's own delay, which it has when none is asked for, in milliseconds. */
const OWN_DELAY = 0.012;

/** A machine's power, its cables, and machines that come and go. */
export function MachineItems({ host }: { readonly host: HostView }) {
  const run = useLab((lab) => lab.run);
  const switches = useLab((lab) => lab.view?.switches) ?? [];
  const cables = switches.flatMap(({ ports }) =>
    ports.flatMap(({ cable }) => (cable?.machine === host.name ? [cable] : [])),
  );
  const { name, power } = host;
  return (
    <>
      {power === 'on' && (
        <>
          <Item className="menu-item" onSelect={() => run(name, 'reboot')}>
            <RotateCw aria-hidden />
            {t('canvas.menu.reboot')}
          </Item>
          <Item className="menu-item" onSelect={() => run(name, 'poweroff')}>
            <PowerOff aria-hidden />
            {t('canvas.menu.powerOff')}
          </Item>
          <Item className="menu-item" onSelect={() => change({ kind: 'host.off', host: name })}>
            <Zap aria-hidden />
            {t('canvas.menu.pullPlug')}
          </Item>
        </>
      )}
      {power === 'off' && (
        <Item className="menu-item" onSelect={() => change({ kind: 'host.on', host: name })}>
          <Power aria-hidden />
          {t('canvas.menu.powerOn')}
        </Item>
      )}
      {cables.map((cable) => (
        <Under key={cable.nic} icon={<Cable aria-hidden />} text={t('canvas.menu.cable', { nic: cable.nic })}>
          <CableItems cable={cable} />
        </Under>
      ))}
      <PartitionItem name={name} />
      <Item className="menu-item" onSelect={() => useFaultDialog.getState().show({ kind: 'faults', machine: name })}>
        <Ban aria-hidden />
        {t('faults.menu.block')}
      </Item>
      <Separator className="menu-separator" />
      <Item className="menu-item" onSelect={() => change({ kind: 'host.add' })}>
        <Plus aria-hidden />
        {t('canvas.menu.addHost')}
      </Item>
      <Item
        className="menu-item danger"
        onSelect={() => {
          offerWayBack(t('wayBack.host', { name }));
          change({ kind: 'host.remove', host: name });
        }}
      >
        <Trash2 aria-hidden />
        {t('canvas.menu.removeHost')}
      </Item>
    </>
  );
}

function PartitionItem({ name }: { readonly name: string }) {
  const apart = useLab((lab) => lab.view?.faults?.apart);
  if (apart && apart.length > 0) {
    return (
      <Item className="menu-item" onSelect={() => change({ kind: 'heal' })}>
        <HeartPulse aria-hidden />
        {t('canvas.menu.heal')}
      </Item>
    );
  }
  return (
    <Item className="menu-item" onSelect={() => change({ kind: 'partition', machines: [name] })}>
      <SplitSquareHorizontal aria-hidden />
      {t('canvas.menu.partition')}
    </Item>
  );
}

/** Cutting and mending a cable, and what it does to frames; one between two switches can be taken away. */
export function CableItems({ cable }: { readonly cable: CableView }) {
  const { machine, nic, cut } = cable;
  const isTrunk = useLab((lab) => lab.view?.switches.some(({ name }) => name === machine)) ?? false;
  return (
    <>
      <Item className="menu-item" onSelect={() => change({ kind: cut ? 'cable.mend' : 'cable.cut', machine, nic })}>
        {cut ? <Cable aria-hidden /> : <Scissors aria-hidden />}
        {t(cut ? 'canvas.menu.mend' : 'canvas.menu.cut')}
      </Item>
      <Item className="menu-item" onSelect={() => useFaultDialog.getState().show({ kind: 'vlans', cable })}>
        <Tags aria-hidden />
        {t('faults.menu.vlans')}
      </Item>
      <Under text={t('canvas.menu.loss')}>
        {LOSSES.map((loss) => (
          <Item
            key={loss}
            className="menu-item"
            onSelect={() => change({ kind: 'cable.set', machine, nic, link: { loss } })}
          >
            {loss === 0 ? t('canvas.menu.none') : t('canvas.menu.percent', { count: loss })}
          </Item>
        ))}
      </Under>
      <Under text={t('canvas.menu.delay')}>
        {DELAYS.map((delay) => (
          <Item
            key={delay}
            className="menu-item"
            onSelect={() => change({ kind: 'cable.set', machine, nic, link: { latency: delay || OWN_DELAY } })}
          >
            {delay === 0 ? t('canvas.menu.none') : t('canvas.menu.milliseconds', { count: delay })}
          </Item>
        ))}
      </Under>
      {isTrunk && (
        <Item className="menu-item danger" onSelect={() => change({ kind: 'switch.part', machine, nic })}>
          <Trash2 aria-hidden />
          {t('canvas.menu.removeCable')}
        </Item>
      )}
    </>
  );
}

interface UnderProps {
  readonly text: string;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

function Under({ text, icon, children }: UnderProps) {
  return (
    <Sub>
      <SubTrigger className="menu-item">
        {icon}
        {text}
      </SubTrigger>
      <Portal>
        <SubContent className="menu canvas-menu" collisionPadding={8}>
          {children}
        </SubContent>
      </Portal>
    </Sub>
  );
}
