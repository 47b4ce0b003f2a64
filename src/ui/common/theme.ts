// Puts the theme in force on the document: the learner's choice, or what the system asks for.
import { useLab } from '../store/lab.ts';
import { usePrefs } from '../store/prefs.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');

function apply(): void {
  const chosen = usePrefs.getState().theme;
  const theme = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
  document.documentElement.dataset.theme = theme;
  useLab.setState({ theme });
}

/** Follows the system and the preference from now on. */
export function followTheme(): void {
  apply();
  dark.addEventListener('change', apply);
  usePrefs.subscribe((now, before) => {
    if (now.theme !== before.theme) apply();
  });
}
