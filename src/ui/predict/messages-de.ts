import { translationOf } from '../common/translation.ts';
import type { predictMessages } from './messages.ts';

export const predictMessagesGerman = translationOf<typeof predictMessages>()({
  'predict.on': 'Vorher fragen, was geschehen wird',
  'predict.off': 'Nicht mehr fragen',
  'predict.title': 'Was wird geschehen?',
  'predict.score': '{right} richtig, {wrong} falsch, {skipped} übersprungen',
  'predict.scoreShort': '{right} von {asked} richtig',
  'predict.choices': 'Ihre Antwort',
  'predict.key': 'Taste {key}',
  'predict.skip': 'Überspringen',
  'predict.continue': 'Weiter',
  'predict.look': 'Zuerst {device} ansehen',
  'predict.why': 'Im Inspektor ansehen, warum',
  'predict.isRight': 'Richtig.',
  'predict.isWrong': 'Diesmal nicht.',
  'predict.rightOne': 'das geschieht',
  'predict.yours': 'Ihre Antwort',
  'predict.passed': 'Keine Regel auf seinem Weg verbietet es.',
  'predict.stopped': 'Die Zeit steht bei {time} s.',

  'predict.bridge': 'Wohin wird {device} diesen Frame für {about} schicken?',
  'predict.route': 'Welche Route von {netns} wird zu {about} führen?',
  'predict.filter': 'Es ist für {about}. Wird der Paketfilter von {netns} es durchlassen?',
  'predict.translation': 'Welche Regel von {netns} wird seine Adressen ändern?',
  'predict.dns': 'Was wird Dockers Nameserver für {about} antworten?',
  'predict.backend': 'Welches Backend von {about} wird diese Verbindung bekommen?',

  'predict.all': 'Durch jeden anderen Port hinaus',
  'predict.host': 'Hinauf zum Host selbst',
  'predict.pass': 'Es kommt durch',
  'predict.drop': 'Es wird verworfen',
  'predict.none': 'Keine: Es bleibt, wie es ist',
  'predict.ahead': 'Er fragt den Server dahinter',
});
