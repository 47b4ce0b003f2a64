import '@xterm/xterm/css/xterm.css';
import { ClipboardPaste, Copy, Eraser, TextSelect } from 'lucide-react';
import { Content, Item, Portal, Root, Trigger } from 'radix-ui/context-menu';
import { useEffect, useRef } from 'react';
import { keyName } from '../actions/chord.ts';
import { t } from '../common/messages.ts';
import { COARSE, matches, useMedia } from '../common/use-media.ts';
import { KeyRow } from './KeyRow.tsx';
import { openScreen, type Screen } from './screen.ts';
import type { Tab } from './terminals.ts';

/** A terminal's screen with its menu. Stays mounted while its tab exists, so that nothing of its text is lost. */
export default function TerminalScreen({ tab, active }: { readonly tab: Tab; readonly active: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const screen = useRef<Screen | undefined>(undefined);
  const isTouched = useMedia(COARSE);
  useEffect(() => {
    if (box.current === null) return;
    const made = openScreen(box.current, tab.tty);
    screen.current = made;
    return () => {
      screen.current = undefined;
      made.dispose();
    };
  }, [tab.tty]);
  useEffect(() => {
    // The tab that comes to the front takes the focus from another terminal, or when nothing has it.
    const focused = document.activeElement;
    // With a finger, the focus would bring an on-screen keyboard over half of the page.
    if (matches(COARSE)) return;
    const free = focused === null || focused === document.body || focused.closest('.terminal-screen') !== null;
    if (active && free) screen.current?.terminal.focus();
  }, [active]);
  return (
    <Root modal={false}>
      <Trigger asChild>
        <div
          className={`terminal-screen ${active ? 'active' : ''}`}
          role="tabpanel"
          aria-label={t('terminal.screen', { title: tab.title })}
          hidden={!active}
        >
          <div ref={box} className="terminal-box" />
          {isTouched && <KeyRow terminal={() => screen.current?.terminal} />}
        </div>
      </Trigger>
      <Portal>
        <Content
          className="menu"
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            screen.current?.terminal.focus();
          }}
        >
          <Item className="menu-item" onSelect={() => screen.current?.copy()}>
            <Copy aria-hidden />
            {t('terminal.copy')}
            <kbd>{keyName('Ctrl Shift C')}</kbd>
          </Item>
          <Item className="menu-item" onSelect={() => screen.current?.paste()}>
            <ClipboardPaste aria-hidden />
            {t('terminal.paste')}
            <kbd>{keyName('Ctrl Shift V')}</kbd>
          </Item>
          <Item className="menu-item" onSelect={() => screen.current?.terminal.selectAll()}>
            <TextSelect aria-hidden />
            {t('terminal.selectAll')}
          </Item>
          <Item className="menu-item" onSelect={() => screen.current?.terminal.clear()}>
            <Eraser aria-hidden />
            {t('terminal.clear')}
          </Item>
        </Content>
      </Portal>
    </Root>
  );
}
