// Puts on the document how the page looks: theme, contrast and motion, as the learner has chosen or the system asks for.
import { useLab } from '../store/lab.ts';
import { usePrefs } from '../store/prefs.ts';

const asked = {
  dark: matchMedia('(prefers-color-scheme: dark)'),
  contrast: matchMedia('(prefers-contrast: more)'),
  stillness: matchMedia('(prefers-reduced-motion: reduce)'),
};

function apply(): void {
  const { theme: chosen, contrast, motion, projector } = usePrefs.getState();
  const theme = chosen === 'system' ? (asked.dark.matches ? 'dark' : 'light') : chosen;
  const highContrast = projector || (contrast === 'system' ? asked.contrast.matches : contrast === 'high');
  const still = motion === 'system' ? asked.stillness.matches : motion === 'less';
  const { dataset } = document.documentElement;
  dataset.theme = theme;
  dataset.contrast = highContrast ? 'high' : 'usual';
  dataset.projector = projector ? 'on' : 'off';
  dataset.motion = still ? 'less' : 'full';
  useLab.setState({ theme, highContrast, lessMotion: still });
}

/** Follows the system and the preferences from now on. */
export function followTheme(): void {
  apply();
  for (const query of Object.values(asked)) query.addEventListener('change', apply);
  usePrefs.subscribe((now, before) => {
    const looks = ['theme', 'contrast', 'motion', 'projector'] as const;
    if (looks.some((look) => now[look] !== before[look])) apply();
  });
}
