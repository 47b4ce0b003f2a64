// The frames that hold the rest: a host, and the host's own network namespace within it.
import type { NodeProps } from '@xyflow/react';
import { BookOpen, ChevronDown, ChevronRight, FilePen, Play, Server, SplitSquareHorizontal } from 'lucide-react';
import { memo } from 'react';
import type { HostView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { runCommand } from '../../common/suggest.ts';
import { focusFiles } from '../../files/focus.ts';
import { useLab } from '../../store/lab.ts';
import { useLayout } from '../../store/layout.ts';
import { powerWords } from '../describe.ts';
import type { HostNodeType, NamespaceNodeType } from '../flow.ts';
import { toggleCollapsed } from '../gestures/layout-acts.ts';
import { NodeBadges } from './NodeBadges.tsx';
import { WireHandles } from './WireHandles.tsx';

const aboutContainers = (containers: number, running: number): string =>
  containers > 0 ? t('canvas.running', { count: running }) : t('canvas.host');

export const HostNode = memo(function HostNode({ data, selected }: NodeProps<HostNodeType>) {
  const { host, containers, isEmpty, running, power, node, isCollapsed } = data.box;
  const isApart = useLab((lab) => lab.view?.faults?.apart.includes(host) === true);
  return (
    <div
      className="host-box"
      data-selected={selected || undefined}
      data-power={power}
      data-node={node?.availability}
      data-apart={isApart || undefined}
      data-collapsed={isCollapsed || undefined}
    >
      {isCollapsed && <WireHandles />}
      <div className="host-title">
        <button
          type="button"
          className="host-fold nodrag"
          aria-label={t(isCollapsed ? 'canvas.expand' : 'canvas.collapse', { host })}
          aria-expanded={!isCollapsed}
          onClick={(event) => {
            event.stopPropagation();
            toggleCollapsed(host);
          }}
        >
          {isCollapsed ? <ChevronRight aria-hidden /> : <ChevronDown aria-hidden />}
        </button>
        <Server aria-hidden />
        <strong>{host}</strong>
        <span>{power === 'on' ? aboutContainers(containers, running) : t(powerWords[power])}</span>
        {node && power === 'on' && <NodeBadges node={node} />}
        {isApart && (
          <span className="node-badges">
            <span className="node-trouble node-bad">
              <SplitSquareHorizontal aria-hidden />
              {t('canvas.parted')}
            </span>
          </span>
        )}
      </div>
      {isEmpty && !isCollapsed && power === 'on' && <Invitation name={host} />}
    </div>
  );
});

/** What to do with an empty host: the very command, which a click types; and where nothing is yet, other ways to begin. */
function Invitation({ name }: { readonly name: string }) {
  const host = useLab((lab) => lab.view?.hosts.find((one) => one.name === name));
  const isFirst = useLab((lab) => lab.view?.hosts[0]?.name === name && lab.view.hosts.every(isUnused));
  const run = useLab((lab) => lab.run);
  // One that needs no command of its own is told in the fewest words.
  const image = host?.images.find((one) => one.suggestedCommand === '') ?? host?.images[0];
  if (!host || !image) return null;
  const command = runCommand(host, image);
  return (
    <div className="host-empty">
      {t('canvas.empty')}
      <span className="host-ways">
        <button type="button" className="nopan" onClick={() => run(name, command)}>
          <Play aria-hidden />
          <code>{command}</code>
        </button>
        {isFirst && (
          <>
            <button type="button" className="nopan" onClick={focusFiles}>
              <FilePen aria-hidden />
              {t('canvas.empty.compose')}
            </button>
            <button type="button" className="nopan" onClick={() => useLayout.getState().showLeft('guide')}>
              <BookOpen aria-hidden />
              {t('canvas.empty.guide')}
            </button>
          </>
        )}
      </span>
    </div>
  );
}

const isUnused = (host: HostView): boolean => host.containers.length === 0;

export const NamespaceNode = memo(function NamespaceNode({ data }: NodeProps<NamespaceNodeType>) {
  return (
    <div className="namespace-box">
      <span className="namespace-title">{t('canvas.namespace', { host: data.box.host })}</span>
    </div>
  );
});
