import './settings.css';
import { languages } from '../common/language.ts';
import { t } from '../common/messages.ts';
import { Sheet } from '../help/Sheet.tsx';
import { FONT_MAX, FONT_MIN, type Preferences, usePrefs } from '../store/prefs.ts';
import { Choice } from './Choice.tsx';

const set = (change: Partial<Preferences>) => usePrefs.getState().set(change);

/** Languages go by their own names, so that everybody finds theirs. */
function LanguageChoice() {
  const language = usePrefs((prefs) => prefs.language);
  return (
    <label className="setting-row">
      {t('settings.language')}
      <select value={language} onChange={({ target }) => set({ language: target.value })}>
        <option value="system">{t('settings.language.system')}</option>
        {languages.map(({ id, name }) => (
          <option key={id} value={id} lang={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Looks() {
  const { theme, contrast, motion } = usePrefs();
  return (
    <section>
      <h3>{t('settings.looks')}</h3>
      <Choice
        label={t('settings.theme')}
        value={theme}
        options={[
          ['system', t('settings.system')],
          ['light', t('settings.theme.light')],
          ['dark', t('settings.theme.dark')],
        ]}
        choose={(chosen) => set({ theme: chosen })}
      />
      <Choice
        label={t('settings.contrast')}
        value={contrast}
        options={[
          ['system', t('settings.system')],
          ['usual', t('settings.contrast.usual')],
          ['high', t('settings.contrast.high')],
        ]}
        choose={(chosen) => set({ contrast: chosen })}
      />
      <Choice
        label={t('settings.motion')}
        value={motion}
        options={[
          ['system', t('settings.system')],
          ['full', t('settings.motion.full')],
          ['less', t('settings.motion.less')],
        ]}
        choose={(chosen) => set({ motion: chosen })}
        note={t('settings.motion.note')}
      />
    </section>
  );
}

function Reading() {
  const { narration, screenReader } = usePrefs();
  return (
    <section>
      <h3>{t('settings.reading')}</h3>
      <Choice
        label={t('settings.narration')}
        value={narration}
        options={[
          ['off', t('settings.narration.off')],
          ['important', t('settings.narration.important')],
          ['everything', t('settings.narration.everything')],
        ]}
        choose={(chosen) => set({ narration: chosen })}
        note={t('settings.narration.note')}
      />
      <label className="check-label">
        <input
          type="checkbox"
          checked={screenReader}
          onChange={({ target }) => set({ screenReader: target.checked })}
        />
        {t('terminal.screenReader')}
      </label>
    </section>
  );
}

function TerminalsAndKeys() {
  const { fontSize, singleKeys } = usePrefs();
  return (
    <section>
      <h3>{t('settings.terminal')}</h3>
      <label className="setting-row">
        {t('settings.fontSize', { size: fontSize })}
        <input
          type="range"
          min={FONT_MIN}
          max={FONT_MAX}
          value={fontSize}
          onChange={({ target }) => set({ fontSize: Number(target.value) })}
        />
      </label>
      <h3>{t('settings.keys')}</h3>
      <label className="check-label">
        <input type="checkbox" checked={singleKeys} onChange={({ target }) => set({ singleKeys: target.checked })} />
        {t('help.singleKeys')}
      </label>
    </section>
  );
}

/** All that the learner can choose for the page as a whole. */
export function SettingsDialog() {
  return (
    <Sheet title={t('settings.title')} description={t('settings.what')} wide>
      <div className="settings">
        <section>
          <LanguageChoice />
        </section>
        <Looks />
        <Reading />
        <TerminalsAndKeys />
      </div>
    </Sheet>
  );
}
