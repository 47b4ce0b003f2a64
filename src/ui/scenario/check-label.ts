import type { Check } from '../../sim/scenario/format.ts';
import { t } from '../common/messages.ts';

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
  }
}
