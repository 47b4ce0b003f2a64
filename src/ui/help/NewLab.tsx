import { useState } from 'react';
import { type Template, templates } from '../../sim/scenario/templates.ts';
import { t } from '../common/messages.ts';
import { newLab } from '../lab/labs.ts';
import { useLayout } from '../store/layout.ts';
import { Sheet } from './Sheet.tsx';
import { WorldPicture } from './WorldPicture.tsx';

/** Chooses the world that a new lab begins with. */
export function NewLab() {
  const setDialog = useLayout((layout) => layout.setDialog);
  const [chosen, choose] = useState<Template['name']>('one-host');
  return (
    <Sheet title={t('lab.new')} description={t('lab.newWhat')} wide>
      <fieldset className="worlds world-grid">
        <legend>{t('lab.world')}</legend>
        {templates.map(({ name, world }) => (
          <label key={name} className="world-choice">
            <input type="radio" name="world" checked={chosen === name} onChange={() => choose(name)} />
            <span>
              <strong>{t(`world.${name}`)}</strong>
              <small>{t(`world.${name}.what`)}</small>
            </span>
            <WorldPicture world={world} inSwarm={name === 'swarm'} />
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
            const template = templates.find(({ name }) => name === chosen);
            newLab(template?.world, template?.setup);
          }}
        >
          {t('lab.newDo')}
        </button>
      </div>
    </Sheet>
  );
}
