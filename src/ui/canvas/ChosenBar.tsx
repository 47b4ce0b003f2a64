import {
  AlignCenterVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  CopyPlus,
  Group,
  Trash2,
} from 'lucide-react';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { useChosen } from './chosen.ts';
import { duplicateChosen } from './gestures/copies.ts';
import { align, distribute, groupChosen, removeAnnotations } from './gestures/layout-acts.ts';
import { removeChosen } from './gestures/removal.ts';

/** What can be done with several boxes at once; there while several are chosen. */
export function ChosenBar() {
  const count = useChosen((chosen) => chosen.ids.size);
  if (count < 2) return null;
  return (
    <div className="chosen-bar" role="toolbar" aria-label={t('canvas.chosen.label')}>
      <span className="chosen-count">{t('canvas.chosen.count', { count })}</span>
      <IconButton label={t('canvas.chosen.left')} onClick={() => align('left')}>
        <AlignStartVertical aria-hidden />
      </IconButton>
      <IconButton label={t('canvas.chosen.centre')} onClick={() => align('centre')}>
        <AlignCenterVertical aria-hidden />
      </IconButton>
      <IconButton label={t('canvas.chosen.top')} onClick={() => align('top')}>
        <AlignStartHorizontal aria-hidden />
      </IconButton>
      <IconButton label={t('canvas.chosen.across')} disabled={count < 3} onClick={() => distribute('across')}>
        <AlignHorizontalDistributeCenter aria-hidden />
      </IconButton>
      <IconButton label={t('canvas.chosen.down')} disabled={count < 3} onClick={() => distribute('down')}>
        <AlignVerticalDistributeCenter aria-hidden />
      </IconButton>
      <IconButton label={t('canvas.chosen.group')} shortcut="Ctrl G" onClick={() => groupChosen()}>
        <Group aria-hidden />
      </IconButton>
      <IconButton label={t('canvas.chosen.duplicate')} shortcut="Ctrl D" onClick={() => duplicateChosen()}>
        <CopyPlus aria-hidden />
      </IconButton>
      <IconButton
        label={t('canvas.chosen.remove')}
        shortcut="Del"
        onClick={() => {
          removeChosen();
          removeAnnotations();
        }}
      >
        <Trash2 aria-hidden />
      </IconButton>
    </div>
  );
}
