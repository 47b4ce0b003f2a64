import { translationOf } from '../common/translation.ts';
import type { settingsMessages } from './messages.ts';

export const settingsMessagesGerman = translationOf<typeof settingsMessages>()({
  'settings.open': 'Einstellungen',
  'settings.title': 'Einstellungen',
  'settings.what': 'Für diesen Browser. Was hier gewählt ist, gilt für jedes Lab.',
  'settings.language': 'Sprache',
  'settings.language.system': 'Wie der Browser',
  'settings.looks': 'Aussehen',
  'settings.system': 'Wie das System',
  'settings.theme': 'Farben',
  'settings.theme.light': 'Hell',
  'settings.theme.dark': 'Dunkel',
  'settings.contrast': 'Kontrast',
  'settings.contrast.usual': 'Üblich',
  'settings.contrast.high': 'Hoch',
  'settings.motion': 'Bewegung',
  'settings.motion.full': 'Voll',
  'settings.motion.less': 'Weniger',
  'settings.motion.note': 'Mit weniger Bewegung springen Pakete von Hop zu Hop, und die Karte fliegt nicht.',
  'settings.reading': 'Screenreader',
  'settings.narration': 'Ansagen, was geschieht',
  'settings.narration.off': 'Nichts',
  'settings.narration.important': 'Was zählt',
  'settings.narration.everything': 'Alles',
  'settings.narration.note':
    'Was zählt: was entsteht und verschwindet, Verworfenes, Sprünge in der Zeit. Alles: auch Befehle.',
  'settings.terminal': 'Terminals',
  'settings.fontSize': 'Schriftgröße: {size} px',
  'settings.keys': 'Tasten',
});
