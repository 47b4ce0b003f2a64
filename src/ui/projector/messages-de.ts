import { translationOf } from '../common/translation.ts';
import type { projectorMessages } from './messages.ts';

export const projectorMessagesGerman = translationOf<typeof projectorMessages>()({
  'projector.title': 'Projektor',
  'projector.on': 'Einem Raum zeigen: große Schrift, hoher Kontrast, Bildunterschriften',
  'projector.off': 'Vom Projektor zurück',
  'projector.toggle': 'Einem Raum zeigen oder zurück',
  'projector.next': 'Weiter zum nächsten Befehl oder Ereignis',
  'projector.previous': 'Zurück zum Befehl oder Ereignis davor',
  'projector.blank': 'Den Bildschirm leeren oder wieder zeigen',
  'projector.blanked': 'Der Bildschirm ist leer. B zeigt ihn wieder.',
  'caption.label': 'Bildunterschrift',
  'caption.hop': '{where}: {protocol}, {info}',
  'caption.nothing': 'Was als Nächstes geschieht, steht hier.',
});
