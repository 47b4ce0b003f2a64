// Why a lab that somebody sent cannot be opened, in words.
import { t } from '../common/messages.ts';
import { MAX_LAB_BYTES, type Problem } from './read.ts';

export function problemText(problem: Problem): string {
  switch (problem.kind) {
    case 'empty':
      return t('share.problem.empty');
    case 'broken':
      return t('share.problem.broken');
    case 'long':
      return t('share.problem.long', { megabytes: MAX_LAB_BYTES / 1_000_000 });
    case 'newer':
      return t('share.problem.newer');
    case 'json':
      return t('file.notJson');
    case 'picture':
      return t('share.problem.picture');
    case 'invalid':
      return problem.details;
  }
}
