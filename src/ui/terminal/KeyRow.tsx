import './key-row.css';
import type { Terminal } from '@xterm/xterm';
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from '../common/messages.ts';
import { arrow, useHeldCtrl } from './key-row.ts';

interface KeyProps {
  readonly label: string;
  readonly pressed?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

/** A key that leaves the focus, and with it the on-screen keyboard, where it is. */
function Key({ label, pressed, onPress, children }: KeyProps) {
  return (
    <button
      type="button"
      className="terminal-key"
      aria-label={label}
      aria-pressed={pressed}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {children}
    </button>
  );
}

/** Keys that the keyboards of tablets and phones lack. */
export function KeyRow({ terminal }: { readonly terminal: () => Terminal | undefined }) {
  const held = useHeldCtrl((row) => row.held);
  const send = (data: string) => () => terminal()?.input(data);
  const move = (to: Parameters<typeof arrow>[0]) => () => {
    const screen = terminal();
    screen?.input(arrow(to, screen.modes.applicationCursorKeysMode));
  };
  return (
    <div className="key-row" role="toolbar" aria-label={t('keyRow.label')}>
      <Key label={t('keyRow.escape')} onPress={send('\u001b')}>
        Esc
      </Key>
      <Key label={t('keyRow.tab')} onPress={send('\t')}>
        Tab
      </Key>
      <Key label={t('keyRow.ctrl')} pressed={held} onPress={() => useHeldCtrl.setState({ held: !held })}>
        Ctrl
      </Key>
      <Key label={t('keyRow.interrupt')} onPress={send('\u0003')}>
        ^C
      </Key>
      <Key label={t('keyRow.up')} onPress={move('up')}>
        <ArrowUp aria-hidden />
      </Key>
      <Key label={t('keyRow.down')} onPress={move('down')}>
        <ArrowDown aria-hidden />
      </Key>
      <Key label={t('keyRow.left')} onPress={move('left')}>
        <ArrowLeft aria-hidden />
      </Key>
      <Key label={t('keyRow.right')} onPress={move('right')}>
        <ArrowRight aria-hidden />
      </Key>
      {['|', '-', '/', '~'].map((sign) => (
        <Key key={sign} label={sign} onPress={send(sign)}>
          {sign}
        </Key>
      ))}
    </div>
  );
}
