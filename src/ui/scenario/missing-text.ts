import type { Missing } from '../../session/protocol.ts';
import type { Check } from '../../sim/scenario/format.ts';
import { dropReasons } from '../../sim/trace/record.ts';
import { t } from '../common/messages.ts';
import { dropReason } from '../inspect/record-words.ts';

/** Scenario files may name reasons that the trace does not know. */
function reasonText(name: string): string {
  const reason = dropReasons.find((one) => one === name);
  return reason === undefined ? name : dropReason(reason);
}

function notYet(check: Check): string {
  switch (check.kind) {
    case 'command-ran':
      return t('missing.ran', { words: check.words, host: check.host });
    case 'network-exists':
      return t('missing.network', { name: check.name });
    case 'container-running':
      return t('missing.container', { name: check.name });
    case 'attached':
      return t('missing.attached', { container: check.container, network: check.network });
    case 'pinged':
      return t('missing.pinged', { from: check.from, to: check.to });
    case 'answered':
      return t('missing.answered', { from: check.from, port: check.port });
    case 'dropped':
      return t('missing.dropped', { host: check.host, reason: reasonText(check.reason) });
    case 'tunnelled':
      return t('missing.tunnelled', { host: check.host });
    case 'rule':
      return t('missing.rule', { table: check.table, host: check.host, words: check.words });
    case 'node':
      return t('missing.node', { host: check.host });
    case 'quorum':
      return t('missing.leader', { host: check.host });
    case 'span':
      return t('missing.span', { name: check.name });
    case 'service':
      return t('missing.service', { name: check.name });
  }
}

/** For checks that want something gone; others are never met by what is there. */
function stillThere(check: Check): string {
  switch (check.kind) {
    case 'network-exists':
    case 'span':
      return t('still.network', { name: check.name });
    case 'container-running':
      return t('still.container', { name: check.name });
    case 'attached':
      return t('still.attached', { container: check.container, network: check.network });
    case 'rule':
      return t('still.rule', { words: check.words });
    case 'node':
      return t('still.node', { host: check.host });
    case 'quorum':
      return t('still.leader', { host: check.host });
    case 'service':
      return t('still.service', { name: check.name });
    default:
      return '';
  }
}

function nameOf(check: Check): string {
  return 'name' in check ? check.name : 'host' in check ? check.host : '';
}

/** What keeps a check from being met, in words. */
export function missingText(check: Check, missing: Missing): string {
  switch (missing.kind) {
    case 'not-yet':
      return notYet(check);
    case 'still-there':
      return stillThere(check);
    case 'is':
      return t('missing.is', { name: nameOf(check), state: missing.state, wanted: missing.wanted });
    case 'tasks':
      return t('missing.tasks', { name: nameOf(check), running: missing.running, wanted: missing.wanted });
    case 'other-role':
      return check.kind === 'node' ? t('missing.role', { host: check.host, role: check.role ?? '' }) : '';
    case 'still-on-host':
      return check.kind === 'service' ? t('still.onHost', { name: check.name, host: check.notOn ?? '' }) : '';
  }
}
