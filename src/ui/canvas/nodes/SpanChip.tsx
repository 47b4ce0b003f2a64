import type { ClusterView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { useLab } from '../../store/lab.ts';
import type { NetworkMark } from '../layout/model.ts';
import { NetworkShape, tintClass } from './NetworkShape.tsx';
import { selecting } from './ServiceChip.tsx';

interface SpanChipProps {
  readonly cluster: ClusterView;
  readonly mark: NetworkMark;
}

/** A network that spans hosts. */
export function SpanChip({ cluster, mark }: SpanChipProps) {
  const isSelected = useLab(({ selection }) => selection?.kind === 'span' && selection.id === mark.id);
  const network = cluster.networks.find((one) => one.id === mark.id);
  if (network === undefined) return null;
  const words = [
    ...(network.encrypted ? [t('cluster.encrypted')] : []),
    ...(network.attachable ? [t('cluster.attachable')] : []),
  ];
  const label = [
    t('cluster.network', { name: mark.name }),
    'overlay',
    ...words,
    ...network.subnets,
    `VNI ${network.vni}`,
  ];
  return (
    <button
      type="button"
      className={`cluster-chip span-chip nopan nokey ${tintClass(mark.tint)}`}
      data-selected={isSelected || undefined}
      aria-pressed={isSelected}
      aria-label={label.join(', ')}
      onClick={selecting({ kind: 'span', cluster: cluster.id, id: network.id })}
    >
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
    </button>
  );
}
