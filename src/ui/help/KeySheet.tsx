// All keys of the page, as the table of actions and the parts' own have them.
import type { ActionGroup } from '../actions/action.ts';
import { Chord } from '../actions/Chord.tsx';
import { partKeys } from '../actions/part-keys.ts';
import { listActions } from '../actions/table.ts';
import { t } from '../common/messages.ts';
import { usePrefs } from '../store/prefs.ts';
import { Sheet } from './Sheet.tsx';

const groups = [
  ['time', 'help.time'],
  ['page', 'help.page'],
  ['map', 'help.map'],
  ['terminal', 'help.terminal'],
  ['files', 'help.files'],
  ['list', 'help.list'],
  ['projector', 'projector.title'],
] as const satisfies readonly (readonly [ActionGroup, string])[];

interface Line {
  readonly label: string;
  readonly chords: readonly string[];
}

function linesOf(group: ActionGroup): readonly Line[] {
  const ofPage = listActions().flatMap(([, { group: own, label, keys = [] }]) =>
    own === group && keys.length > 0 ? [{ label: label(), chords: keys }] : [],
  );
  const ofParts = partKeys
    .filter((one) => one.group === group)
    .map(({ label, keys }) => ({ label: label(), chords: keys }));
  return [...ofPage, ...ofParts];
}

export function KeySheet() {
  const { singleKeys, set } = usePrefs();
  return (
    <Sheet title={t('help.title')} description={t('help.intro')} wide>
      <label className="check-label">
        <input type="checkbox" checked={singleKeys} onChange={(event) => set({ singleKeys: event.target.checked })} />
        {t('help.singleKeys')}
      </label>
      <div className="shortcut-groups">
        {groups.map(([group, title]) => (
          <section key={group}>
            <h3>{t(title)}</h3>
            <dl>
              {linesOf(group).map(({ label, chords }) => (
                <div key={label}>
                  <dt>
                    {chords.map((chord) => (
                      <Chord key={chord} chord={chord} />
                    ))}
                  </dt>
                  <dd>{label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Sheet>
  );
}
