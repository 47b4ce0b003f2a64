import type { NodeProps } from '@xyflow/react';
import { CircleAlert, Waypoints } from 'lucide-react';
import { memo } from 'react';
import type { ClusterView, ServiceView, TaskView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { useLab } from '../../store/lab.ts';
import type { ClusterNodeType } from '../flow.ts';
import type { NetworkMark } from '../layout/model.ts';
import { NetworkShape, tintClass } from './NetworkShape.tsx';

/** A swarm: its services with a dot for each task, and its networks in the colours that they have on every host. */
export const ClusterNode = memo(function ClusterNode({ data }: NodeProps<ClusterNodeType>) {
  const { cluster, marks, columns } = data.box;
  return (
    <div className="cluster-box box">
      <div className="cluster-title">
        <Waypoints aria-hidden />
        <strong>{t('cluster.title')}</strong>
        <span>
          {t('cluster.nodes', { count: cluster.nodes })}, {t('cluster.managers', { count: cluster.managers })}
        </span>
        {cluster.services.length === 0 && <span>{t('cluster.empty')}</span>}
        {!cluster.hasLeader && (
          <span className="node-trouble node-bad">
            <CircleAlert aria-hidden />
            {t('cluster.noLeader')}
          </span>
        )}
      </div>
      <div className="cluster-chips" style={{ gridTemplateColumns: `repeat(${columns}, 292px)` }}>
        {cluster.services.map((service) => (
          <ServiceChip key={service.id} cluster={cluster} service={service} />
        ))}
      </div>
      <div className="cluster-chips" style={{ gridTemplateColumns: `repeat(${columns}, 292px)` }}>
        {marks.map((mark) => (
          <SpanChip key={mark.name} cluster={cluster} mark={mark} />
        ))}
      </div>
    </div>
  );
});

/** Of a service's tasks, one for each slot or node, in their order. */
const inOrder = (a: TaskView, b: TaskView): number => a.slot - b.slot || (a.host ?? '').localeCompare(b.host ?? '');

function ServiceChip({ cluster, service }: { readonly cluster: ClusterView; readonly service: ServiceView }) {
  const isSelected = useLab(({ selection }) => selection?.kind === 'service' && selection.id === service.id);
  const select = useLab((lab) => lab.select);
  const { name, wanted, running, addresses, ports } = service;
  const tasks = cluster.tasks.filter((task) => task.service === service.id).sort(inOrder);
  const count =
    wanted === undefined ? t('cluster.runningGlobal', { running }) : t('cluster.running', { running, wanted });
  return (
    <button
      type="button"
      className="cluster-chip nopan"
      data-selected={isSelected || undefined}
      data-short={(wanted !== undefined && running < wanted) || undefined}
      aria-pressed={isSelected}
      aria-label={[t('cluster.service', { name }), count, ...addresses.map((one) => one.address), ...ports].join(', ')}
      title={tasks
        .map(({ slot, host, state, error }) => `${name}.${slot || host}: ${state}${error && `, ${error}`}`)
        .join('\n')}
      onClick={(event) => {
        event.stopPropagation();
        select({ kind: 'service', cluster: cluster.id, id: service.id });
      }}
    >
      <span className="chip-line">
        <strong>{name}</strong>
        <span className="task-dots">
          {tasks.slice(0, 12).map((task) => (
            <i key={task.id} data-state={task.state} />
          ))}
        </span>
        <b>{wanted === undefined ? running : `${running}/${wanted}`}</b>
      </span>
      <span className="chip-line chip-detail">
        <span>{addresses.map((one) => one.address).join(' ')}</span>
        <span>{ports.join(' ')}</span>
      </span>
    </button>
  );
}

function SpanChip({ cluster, mark }: { readonly cluster: ClusterView; readonly mark: NetworkMark }) {
  const network = cluster.networks.find((one) => one.id === mark.id);
  if (network === undefined) return null;
  const words = [
    ...(network.encrypted ? [t('cluster.encrypted')] : []),
    ...(network.attachable ? [t('cluster.attachable')] : []),
  ];
  return (
    <div className={`cluster-chip span-chip ${tintClass(mark.tint)}`}>
      <span className="chip-line">
        <NetworkShape tint={mark.tint} />
        <strong>{mark.name}</strong>
        <span className="badge">overlay</span>
        {words.map((word) => (
          <span className="badge" key={word}>
            {word}
          </span>
        ))}
      </span>
      <span className="chip-line chip-detail">
        <span>{network.subnets.join(' ')}</span>
        <span>VNI {network.vni}</span>
      </span>
    </div>
  );
}
