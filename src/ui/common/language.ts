// Which language the page speaks: that of the address (`?lang=`), else the learner's choice, else the browser's.
import { create } from 'zustand';
import { usePrefs } from '../store/prefs.ts';
import { speak, t } from './messages.ts';
import type { Catalogue } from './translation.ts';

/** Every language of the page, by its own name. English is the source, and what other languages fall back to. */
export const languages = [
  { id: 'en', name: 'English' },
  { id: 'de', name: 'Deutsch', load: async (): Promise<Catalogue> => (await import('./messages-de.ts')).german },
] as const;

export type LanguageId = (typeof languages)[number]['id'];

const PARAMETER = 'lang';

/** `de` for `de`, `DE`, `de-AT`. */
export function languageOf(tag: string): LanguageId | undefined {
  const primary = tag.toLowerCase().split('-')[0];
  return languages.find(({ id }) => id === primary)?.id;
}

/** The first language asked for that the page knows. */
export function chooseLanguage(address: string | null, preference: string, browser: readonly string[]): LanguageId {
  const tags = [address ?? '', preference, ...browser];
  return tags.map(languageOf).find((id) => id !== undefined) ?? 'en';
}

/** The language that is spoken. What shows words is drawn anew when it changes. */
export const useLanguage = create<{ readonly language: LanguageId }>()(() => ({ language: 'en' }));

const asked = (): LanguageId =>
  chooseLanguage(new URL(location.href).searchParams.get(PARAMETER), usePrefs.getState().language, navigator.languages);

async function speakAsked(): Promise<void> {
  const language = asked();
  const found = languages.find(({ id }) => id === language);
  try {
    speak(language, found && 'load' in found ? await found.load() : undefined);
  } catch {
    // Its words cannot be had, without a network perhaps: the page works in the language it speaks.
    return;
  }
  document.documentElement.lang = language;
  document.title = t('app.title');
  useLanguage.setState({ language });
}

/** Speaks what is asked for, and follows the learner's choice from now on. */
export async function followLanguage(): Promise<void> {
  usePrefs.subscribe((now, before) => {
    if (now.language === before.language) return;
    // A choice made on the page is newer than the address.
    const address = new URL(location.href);
    address.searchParams.delete(PARAMETER);
    history.replaceState(history.state, '', address);
    void speakAsked();
  });
  await speakAsked();
}
