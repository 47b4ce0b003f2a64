import { translationOf } from '../common/translation.ts';
import type { scenarioMessages } from './messages.ts';

export const scenarioMessagesGerman = translationOf<typeof scenarioMessages>()({
  'missing.ran': '{words} auf {host} ausführen.',
  'missing.network': 'Das Netzwerk {name} gibt es noch nicht.',
  'missing.container': 'Den Container {name} gibt es noch nicht.',
  'missing.attached': '{container} hängt noch nicht am Netzwerk {network}.',
  'missing.pinged': 'Noch kam keine Antwort auf einen Ping von {from} an {to}.',
  'missing.answered': 'Noch hat nichts von Port {port} {from} erreicht.',
  'missing.dropped': 'Noch wurde auf {host} kein Paket aus diesem Grund verworfen: {reason}.',
  'missing.tunnelled': 'Noch kam kein Frame in einem Tunnel bei {host} an.',
  'missing.rule': 'Die Tabelle {table} von {host} hat noch keine Regel mit {words}.',
  'missing.node': '{host} ist noch in keinem Swarm.',
  'missing.role': '{host} ist noch kein {role}.',
  'missing.leader': '{host} kennt keinen Leader.',
  'missing.span': 'Der Swarm hat noch kein Netzwerk {name}.',
  'missing.service': 'Den Service {name} gibt es noch nicht.',
  'missing.is': '{name} ist {state}, nicht {wanted}.',
  'missing.tasks': '{running} von {wanted} Tasks von {name} laufen.',
  'still.network': 'Das Netzwerk {name} gibt es noch.',
  'still.container': 'Den Container {name} gibt es noch.',
  'still.attached': '{container} hängt noch am Netzwerk {network}.',
  'still.rule': 'Die Regel mit {words} gibt es noch.',
  'still.node': '{host} ist noch in einem Swarm.',
  'still.leader': '{host} kennt noch einen Leader.',
  'still.service': 'Den Service {name} gibt es noch.',
  'still.onHost': 'Ein Task von {name} ist noch auf {host}.',
});
