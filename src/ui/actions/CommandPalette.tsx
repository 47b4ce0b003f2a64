import './commands.css';
import { Command, defaultFilter } from 'cmdk';
import { Content, Description, Overlay, Portal, Root, Title } from 'radix-ui/dialog';
import { useEffect, useMemo, useRef, useState } from 'react';
import { t } from '../common/messages.ts';
import { listScenarios, type ScenarioEntry } from '../lab/scenarios.ts';
import { refreshShelf, useShelf } from '../lab/shelf.ts';
import { useLayout } from '../store/layout.ts';
import { Chord } from './Chord.tsx';
import { chooseEntries } from './choose.ts';
import { type Entry, entriesNow } from './entries.ts';

const titles = {
  action: 'commands.title',
  thing: 'commands.things',
  do: 'commands.doing',
  recent: 'commands.recent',
  moment: 'commands.moments',
  scenario: 'commands.scenarios',
  lab: 'commands.labs',
} as const;

function useScenarios(): readonly ScenarioEntry[] {
  const [scenarios, setScenarios] = useState<readonly ScenarioEntry[]>([]);
  useEffect(() => {
    listScenarios().then(setScenarios, () => undefined);
  }, []);
  return scenarios;
}

function Line({ entry, choose }: { readonly entry: Entry; readonly choose: (entry: Entry) => void }) {
  const { id, label, detail, icon: Icon, keys = [] } = entry;
  return (
    <Command.Item value={id} className="command-line" onSelect={() => choose(entry)}>
      {Icon === undefined ? <i className="command-no-icon" /> : <Icon aria-hidden />}
      <span className="command-label">{label}</span>
      {detail !== undefined && <span className="command-detail">{detail}</span>}
      {keys[0] !== undefined && <Chord chord={keys[0]} />}
    </Command.Item>
  );
}

/** All that can be done, found by a few letters of it. */
export function CommandPalette() {
  const setDialog = useLayout((layout) => layout.setDialog);
  const [sought, setSought] = useState('');
  const scenarios = useScenarios();
  const labs = useShelf((shelf) => shelf.entries);
  useEffect(() => void refreshShelf(), []);
  const entries = useMemo(() => entriesNow(scenarios, labs), [scenarios, labs]);
  const groups = useMemo(() => chooseEntries(entries, sought, defaultFilter), [entries, sought]);
  const before = useRef(document.activeElement);
  const chosen = useRef<Entry>(undefined);
  return (
    <Root open onOpenChange={(open) => !open && setDialog(undefined)}>
      <Portal>
        <Overlay className="overlay" />
        <Content
          className="command-palette"
          onCloseAutoFocus={(event) => {
            // First the focus goes back to where it was; then what was chosen may take it elsewhere.
            event.preventDefault();
            if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
            chosen.current?.act();
          }}
        >
          <Title className="visually-hidden">{t('commands.title')}</Title>
          <Description className="visually-hidden">{t('commands.what')}</Description>
          <Command label={t('commands.title')} shouldFilter={false} loop vimBindings={false}>
            <Command.Input
              className="command-field"
              placeholder={t('commands.placeholder')}
              value={sought}
              onValueChange={setSought}
            />
            <Command.List className="command-list" label={t('commands.list')}>
              <Command.Empty className="command-none">{t('commands.none')}</Command.Empty>
              {groups.map(({ kind, entries: ofKind }) => (
                <Command.Group key={kind} heading={t(titles[kind])}>
                  {ofKind.map((entry) => (
                    <Line
                      key={entry.id}
                      entry={entry}
                      choose={(one) => {
                        chosen.current = one;
                        setDialog(undefined);
                      }}
                    />
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
          <p className="command-hint" aria-hidden>
            {t('commands.hint')}
          </p>
        </Content>
      </Portal>
    </Root>
  );
}
