import type { FieldType, FilterProblem } from '../../session/protocol.ts';
import { type MessageKey, t } from '../common/messages.ts';

const types = {
  number: 'filter.type.number',
  flag: 'filter.type.flag',
  time: 'filter.type.time',
  ipv4: 'filter.type.ipv4',
  mac: 'filter.type.mac',
  bytes: 'filter.type.bytes',
  text: 'filter.type.text',
  protocol: 'filter.type.protocol',
  mark: 'filter.type.mark',
} as const satisfies Record<FieldType, MessageKey>;

/** What values of a type look like. */
export function typeWords(type: FieldType): string {
  return t(types[type]);
}

/** What is wrong with a filter, as a sentence. */
export function problemWords(problem: FilterProblem): string {
  const { code, found, field = '', other = '', type } = problem;
  switch (code) {
    case 'missing':
    case 'too-long':
      return t(`filter.${code}`);
    case 'no-value':
      return t('filter.no-value', { found, field, type: type === undefined ? '' : typeWords(type) });
    case 'no-order':
    case 'no-text':
      return t(`filter.${code}`, { field });
    case 'no-part':
      return t('filter.no-part', { found, field });
    case 'unlike':
      return t('filter.unlike', { field, other });
    default:
      return t(`filter.${code}`, { found });
  }
}
