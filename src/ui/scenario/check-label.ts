import type { Check } from '../../sim/scenario/format.ts';
import { t } from '../common/messages.ts';

function nodeLabel({ host, role, availability, state, absent }: Extract<Check, { kind: 'node' }>): string {
  if (absent) return t('check.noNode', { host });
  const what = [role, availability, state].filter((word) => word !== undefined).join(', ');
  return what === '' ? t('check.node', { host }) : t('check.nodeIs', { host, what });
}

function serviceLabel({ name, running, notOn, absent }: Extract<Check, { kind: 'service' }>): string {
  if (absent) return t('check.noService', { name });
  if (notOn !== undefined) return t('check.serviceNotOn', { name, host: notOn });
  return running === undefined ? t('check.service', { name }) : t('check.serviceRuns', { name, count: running });
}

/** What a check wants, in words. */
export function checkLabel(check: Check): string {
  switch (check.kind) {
    case 'command-ran':
      return t('check.ran', { words: check.words, host: check.host });
    case 'network-exists':
      return check.absent ? t('check.noNetwork', { name: check.name }) : t('check.network', { name: check.name });
    case 'container-running':
      return check.absent ? t('check.notRunning', { name: check.name }) : t('check.running', { name: check.name });
    case 'attached': {
      const { container, network } = check;
      return check.absent ? t('check.detached', { container, network }) : t('check.attached', { container, network });
    }
    case 'pinged':
      return t('check.pinged', { from: check.from, to: check.to });
    case 'answered':
      return t('check.answered', { from: check.from, port: check.port });
    case 'dropped':
      return t('check.dropped', { host: check.host });
    case 'tunnelled':
      return t('check.tunnelled', { host: check.host });
    case 'rule': {
      const { host, words } = check;
      return check.absent ? t('check.noRule', { host, words }) : t('check.rule', { host, words });
    }
    case 'node':
      return nodeLabel(check);
    case 'quorum':
      return check.absent ? t('check.noQuorum', { host: check.host }) : t('check.quorum', { host: check.host });
    case 'span':
      return check.absent ? t('check.noNetwork', { name: check.name }) : t('check.span', { name: check.name });
    case 'service':
      return serviceLabel(check);
  }
}
