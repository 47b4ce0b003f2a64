import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { useLab } from '../store/lab.ts';
import { useMapMode } from './map-mode.ts';
import { goTo, usePointing } from './pointing.ts';
import { findThings, type Thing, thingsOf } from './things.ts';

/** More results help nobody: a longer word does. */
const MAX_SHOWN = 50;

/** Looks for things by name, id, address, MAC, image or network: `/` opens it, Enter goes there. */
export function FindBox() {
  const isOpen = useMapMode((map) => map.isFinding);
  return isOpen ? <OpenFindBox /> : null;
}

function useFound(text: string): readonly Thing[] {
  const view = useLab((lab) => lab.view);
  const things = useMemo(() => (view ? thingsOf(view) : []), [view]);
  const found = useMemo(() => findThings(things, text).slice(0, MAX_SHOWN), [things, text]);
  useEffect(() => {
    usePointing.setState({ found });
    return () => usePointing.setState({ found: [] });
  }, [found]);
  return found;
}

function OpenFindBox() {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const found = useFound(text);
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  const before = useRef(document.activeElement);
  const current = Math.min(at, found.length - 1);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    document.getElementById(`${list}-${current}`)?.scrollIntoView({ block: 'nearest' });
  }, [list, current]);
  const close = () => {
    useMapMode.getState().setFinding(false);
    const element = before.current;
    if (element instanceof HTMLElement && element.isConnected) element.focus();
  };
  const take = (thing: Thing | undefined) => {
    if (!thing) return;
    close();
    goTo(thing);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (found.length > 0) setAt((current + step + found.length) % found.length);
    } else if (event.key === 'Enter') take(found[current]);
    else if (event.key === 'Escape') close();
  };
  return (
    <search className="find-box" aria-label={t('find.label')}>
      <div className="find-line">
        <Search aria-hidden />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={t('find.label')}
          aria-expanded={found.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          {...(found.length > 0 ? { 'aria-activedescendant': `${list}-${current}` } : {})}
          placeholder={t('find.placeholder')}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <output className="find-count">{text.trim() === '' ? '' : t('find.count', { count: found.length })}</output>
        <IconButton label={t('find.close')} shortcut="Esc" onClick={close}>
          <X aria-hidden />
        </IconButton>
      </div>
      {found.length > 0 && (
        <div id={list} role="listbox" aria-label={t('find.results')} className="find-results">
          {found.map((thing, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus; its arrow keys and Enter do the same.
            <div
              key={thing.key}
              id={`${list}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === current}
              className="find-result"
              onMouseMove={() => setAt(i)}
              onClick={() => take(thing)}
            >
              <span className="find-kind">{t(`thing.${thing.kind}`)}</span>
              <strong>{thing.name}</strong>
              <span className="find-detail">{thing.detail}</span>
            </div>
          ))}
        </div>
      )}
      {text.trim() !== '' && found.length === 0 && <p className="find-none">{t('find.none')}</p>}
    </search>
  );
}
