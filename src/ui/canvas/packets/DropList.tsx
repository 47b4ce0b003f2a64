import { Content, Item, Label, Portal, Root, Trigger } from 'radix-ui/dropdown-menu';
import { useState } from 'react';
import type { TraceRecord } from '../../../sim/trace/record.ts';
import { t } from '../../common/messages.ts';
import { ProtocolBadge } from '../../common/ProtocolBadge.tsx';
import { clock } from '../../common/time.ts';
import { dropReason } from '../../inspect/record-words.ts';
import { door } from '../../store/door.ts';
import { useLab } from '../../store/lab.ts';
import type { DropMark } from './drops.ts';

/** A marker that stands for several packets: it opens to the list of them, the newest first. */
export function DropList({ mark }: { readonly mark: DropMark }) {
  const [records, setRecords] = useState<readonly TraceRecord[]>([]);
  const select = useLab((lab) => lab.select);
  const reason = dropReason(mark.reason);
  const { count, endings } = mark;
  const look = (open: boolean) => {
    const asked = open ? door()?.rows(Float64Array.from(endings, ({ seq }) => seq)) : undefined;
    // What is not told in time is shown without its line.
    asked?.then(setRecords).catch(() => undefined);
  };
  return (
    <Root modal={false} onOpenChange={look}>
      <Trigger className="drop-open" aria-label={t('canvas.drop.openList', { reason, count })}>
        <span className="drop-sign" aria-hidden="true">
          ✕
        </span>
        <span className="drop-reason">{reason}</span>
        <span className="drop-count">{t('canvas.drop.times', { count })}</span>
      </Trigger>
      <Portal>
        <Content className="menu drop-list" align="start" sideOffset={6}>
          <Label className="menu-label">
            {endings.length < count ? t('canvas.drop.latest', { shown: endings.length, count }) : reason}
          </Label>
          {endings.toReversed().map(({ seq, time }) => {
            const record = records.find((one) => one.seq === seq);
            return (
              <Item key={seq} className="menu-item" onSelect={() => select({ kind: 'record', seq })}>
                {record && <ProtocolBadge protocol={record.protocol} dropped={false} />}
                <span className="drop-time">{clock(time)}</span>
                <span className="drop-info">{record?.info ?? t('canvas.drop.packet', { seq })}</span>
              </Item>
            );
          })}
        </Content>
      </Portal>
    </Root>
  );
}
