import { translationOf } from '../common/translation.ts';
import type { inspectMessages } from './messages.ts';

export const inspectMessagesGerman = translationOf<typeof inspectMessages>()({
  'stations.label': 'Hinein, Entscheidung, hinaus',
  'stations.in': 'Hinein',
  'stations.inBy': 'Hinein durch {devices}',
  'stations.madeHere': 'Es entstand hier: Nichts kam herein.',
  'stations.decision': 'Entscheidung',
  'stations.out': 'Hinaus',
  'stations.outBy': 'Hinaus durch {devices}',
  'stations.stays': 'Von hier geht es nicht weiter.',
  'stations.waits': 'Es wartet hier.',
  'stations.unchanged': 'Das Paket ist, wie es war.',
  'stations.changed': { one: '{count} Änderung', other: '{count} Änderungen' },
  'stations.became': '{label}: Aus {before} wurde {after}',
  'stations.added': '{layer} hinzugefügt',
  'stations.removed': '{layer} abgenommen',
  'stations.newField': '{label} ist neu: {after}',
  'stations.plainHop': 'Ein Kabel entscheidet nichts: Was hineingeht, kommt am anderen Ende heraus.',

  'decided.facts': 'Die Daten dazu',
  'decided.inTable': 'In der Tabelle zeigen',
  'decided.typed': 'Dorthin, wo es eingegeben wurde: auf {host}, {time} s',
  'decided.maker': 'Auswählen, wofür es da ist',

  'alternatives.title': { one: 'Was es sonst noch gab: {count}', other: 'Was es sonst noch gab: {count}' },
  'alternatives.taken': 'hat entschieden',
  'alternatives.led': 'führte weiter',
  'alternatives.unfit': 'passte nicht',
  'alternatives.spare': 'nicht gebraucht',
  'alternatives.now': 'So ist es jetzt; damals kann es anders gewesen sein.',
  'alternatives.changed': 'Es hat sich seither geändert: So ist es jetzt.',
  'alternatives.gone':
    'Die Regeln haben sich seither geändert und führen nicht mehr dorthin; darum ist hier nichts über sie gesagt.',
  'alternatives.omitted': {
    one: '{count} weitere wird nicht gezeigt.',
    other: '{count} weitere werden nicht gezeigt.',
  },

  'packet.tree': 'Schichten und Felder des Pakets',
  'packet.diagram': 'Felddiagramm',
  'packet.diagramOf': 'Felddiagramm von {layer}, 32 Bit je Zeile',
  'packet.layer': 'Schicht',
  'packet.long': '{label}, {count} Bytes',
  'packet.changed': 'geändert, war {before}',
  'packet.sealed': 'Verschlüsselt: Niemand unterwegs kann lesen, was darin ist.',
  'packet.open': 'Mit den Schlüsseln dieses Labs öffnen',
  'packet.close': 'Wieder schließen',
  'packet.envelope': 'Darin: ein weiterer Frame',
  'packet.letter': 'Darin, mit den Schlüsseln dieses Labs geöffnet',

  'live.changed': 'geändert:',
  'live.decided': 'entschied:',
});
