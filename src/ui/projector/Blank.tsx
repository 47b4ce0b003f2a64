import { t } from '../common/messages.ts';
import { toggleBlank, useProjected } from './projector.ts';

/** Nothing to look at, so that a room looks at who speaks. */
export function Blank() {
  const blank = useProjected((projected) => projected.blank);
  if (!blank) return null;
  return (
    // biome-ignore lint/a11y/noAutofocus: nothing behind it can be seen
    <button type="button" className="blank-screen" autoFocus onClick={toggleBlank}>
      {t('projector.blanked')}
    </button>
  );
}
