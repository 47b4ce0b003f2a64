import { useState } from 'react';
import { worlds } from '../../sim/scenario/worlds.ts';
import { t } from '../common/messages.ts';
import { newLab } from '../lab/labs.ts';
import { useLayout } from '../store/layout.ts';
import { Sheet } from './Sheet.tsx';

/** The ready-made worlds that are offered, smallest first. */
const offered = ['one-host', 'two-hosts', 'classroom', 'cluster', 'two-sites'] as const;

/** Chooses the world that a new lab begins with. */
export function NewLab() {
  const setDialog = useLayout((layout) => layout.setDialog);
  const [chosen, choose] = useState<(typeof offered)[number]>('one-host');
  return (
    <Sheet title={t('lab.new')} description={t('lab.newWhat')}>
      <fieldset className="worlds">
        <legend>{t('lab.world')}</legend>
        {offered.map((name) => (
          <label key={name} className="world-choice">
            <input type="radio" name="world" checked={chosen === name} onChange={() => choose(name)} />
            <span>
              <strong>{t(`world.${name}`)}</strong>
              <small>{t(`world.${name}.what`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="sheet-actions">
        <button type="button" className="button" onClick={() => setDialog(undefined)}>
          {t('dialog.cancel')}
        </button>
        <button
          type="button"
          className="button primary"
          onClick={() => {
            setDialog(undefined);
            newLab(worlds.get(chosen));
          }}
        >
          {t('lab.newDo')}
        </button>
      </div>
    </Sheet>
  );
}
