import type { NodeProps } from '@xyflow/react';
import { CircleAlert, Waypoints } from 'lucide-react';
import { memo } from 'react';
import type { ClusterView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { SituationsMenu } from '../../faults/SituationsMenu.tsx';
import type { ClusterNodeType } from '../flow.ts';
import { ServiceChip } from './ServiceChip.tsx';
import { SpanChip } from './SpanChip.tsx';

/** A swarm: its services with their tasks, and its networks in the colours that they have on every host. */
export const ClusterNode = memo(function ClusterNode({ data, selected }: NodeProps<ClusterNodeType>) {
  const { cluster, marks, columns } = data.box;
  const grid = { gridTemplateColumns: `repeat(${columns}, 292px)` };
  return (
    <div className="cluster-box box" data-selected={selected || undefined}>
      <Title cluster={cluster} />
      <div className="cluster-chips" style={grid}>
        {cluster.services.map((service) => (
          <ServiceChip key={service.id} cluster={cluster} service={service} />
        ))}
      </div>
      <div className="cluster-chips" style={grid}>
        {marks.map((mark) => (
          <SpanChip key={mark.name} cluster={cluster} mark={mark} />
        ))}
      </div>
    </div>
  );
});

function Title({ cluster }: { readonly cluster: ClusterView }) {
  return (
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
      <SituationsMenu cluster={cluster.id} />
    </div>
  );
}
