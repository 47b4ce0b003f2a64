import './style.css';
import { Trash2 } from 'lucide-react';
import { Chord } from '../actions/Chord.tsx';
import { listActions } from '../actions/table.ts';
import { Signs } from '../canvas/Legend.tsx';
import { contrast } from '../common/contrast.ts';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { Sheet } from '../help/Sheet.tsx';
import { useLab } from '../store/lab.ts';
import { familyOf, type TokenKind, tokens, valueNow } from './tokens.ts';

const named = (kind: TokenKind) => tokens.filter((token) => token.kind === kind);

function TypeScale() {
  return (
    <ul className="style-type">
      {named('text').map(({ name }) => (
        <li key={name}>
          <code>{name}</code>
          <span style={{ fontSize: `var(${name})` }}>{t('style.sample')}</span>
        </li>
      ))}
      {named('font').map(({ name }) => (
        <li key={name}>
          <code>{name}</code>
          <span style={{ fontFamily: `var(${name})` }}>{t('style.sample')}</span>
        </li>
      ))}
    </ul>
  );
}

function Measures() {
  return (
    <ul className="style-measures">
      {named('space').map(({ name }) => (
        <li key={name}>
          <i style={{ width: `var(${name})`, height: `var(${name})` }} />
          <code>{name}</code> {valueNow(name)}
        </li>
      ))}
      {named('radius').map(({ name }) => (
        <li key={name}>
          <i className="style-corner" style={{ borderRadius: `var(${name})` }} />
          <code>{name}</code> {valueNow(name)}
        </li>
      ))}
    </ul>
  );
}

function Ratio({ a, b }: { readonly a: string; readonly b: string }) {
  return <td>{t('style.ratio', { ratio: contrast(a, b).toFixed(1) })}</td>;
}

/** A family of colours, with how well each stands out on what it is drawn upon. */
function Colours({ family }: { readonly family: ReturnType<typeof familyOf> }) {
  const colours = named('colour').filter(({ name }) => familyOf(name) === family);
  const panel = valueNow('--panel');
  const canvas = valueNow('--canvas');
  return (
    <table className="style-colours">
      <thead>
        <tr>
          <th scope="col">{t('style.token')}</th>
          <th scope="col">{t('style.value')}</th>
          <th scope="col">{t('style.onPanel')}</th>
          <th scope="col">{t('style.onCanvas')}</th>
        </tr>
      </thead>
      <tbody>
        {colours.map(({ name }) => (
          <tr key={name}>
            <th scope="row">
              <i className="style-swatch" style={{ background: `var(${name})` }} />
              <code>{name}</code>
            </th>
            <td>
              <code>{valueNow(name)}</code>
            </td>
            <Ratio a={valueNow(name)} b={panel} />
            <Ratio a={valueNow(name)} b={canvas} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Icons() {
  return (
    <ul className="style-icons">
      {listActions().flatMap(([id, { icon: Icon, label }]) =>
        Icon === undefined
          ? []
          : [
              <li key={id}>
                <Icon aria-hidden />
                {label()}
              </li>,
            ],
      )}
    </ul>
  );
}

function Controls() {
  return (
    <div className="style-controls">
      <button type="button" className="button">
        {t('style.button')}
      </button>
      <button type="button" className="button primary">
        {t('style.primary')}
      </button>
      <button type="button" className="button" disabled>
        {t('style.disabled')}
      </button>
      <button type="button" className="small-button">
        {t('style.small')}
      </button>
      <button type="button" className="quiet-button">
        {t('style.quiet')}
      </button>
      <IconButton label={t('style.button')}>
        <Trash2 aria-hidden />
      </IconButton>
      <IconButton label={t('style.pressed')} aria-pressed>
        <Trash2 aria-hidden />
      </IconButton>
      <input className="text-field" aria-label={t('style.field')} placeholder={t('style.field')} />
      <label className="check-label">
        <input type="checkbox" defaultChecked />
        {t('style.check')}
      </label>
      <Chord chord="Ctrl K" />
      {(['good', 'warn', 'bad'] as const).map((tone) => (
        <span key={tone} className="style-tone" data-tone={tone}>
          {t(`style.${tone}`)}
        </span>
      ))}
    </div>
  );
}

/** The visual language: nothing here is drawn for this page alone. */
export function StyleSheet() {
  // Values are read from the theme in force: another theme, another reading.
  const theme = useLab((lab) => `${lab.theme} ${lab.highContrast}`);
  return (
    <Sheet title={t('style.title')} description={t('style.what')} wide>
      <div className="style-page" key={theme}>
        <h3>{t('style.type')}</h3>
        <TypeScale />
        <h3>{t('style.space')}</h3>
        <Measures />
        {(['surfaces', 'protocols', 'networks', 'terminal'] as const).map((family) => (
          <section key={family}>
            <h3>{t(`style.${family}`)}</h3>
            <Colours family={family} />
          </section>
        ))}
        <h3>{t('style.signs')}</h3>
        <Signs />
        <h3>{t('style.icons')}</h3>
        <Icons />
        <h3>{t('style.controls')}</h3>
        <Controls />
      </div>
    </Sheet>
  );
}
