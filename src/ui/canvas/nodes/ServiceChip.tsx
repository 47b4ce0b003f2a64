import type { MouseEvent } from 'react';
import type { ClusterView, ServiceView, TaskView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { type Selection, useLab } from '../../store/lab.ts';

/** More would not fit in a chip's row. */
const DOTS = 10;

/** Of a service's tasks, one for each slot or node, in their order. */
const inOrder = (a: TaskView, b: TaskView): number => a.slot - b.slot || (a.host ?? '').localeCompare(b.host ?? '');

/** Selects without the map's taking the click for one on the swarm behind. */
export function selecting(selection: Selection) {
  return (event: MouseEvent) => {
    event.stopPropagation();
    useLab.getState().select(selection);
  };
}

interface ServiceChipProps {
  readonly cluster: ClusterView;
  readonly service: ServiceView;
}

/** A service, with a dot for each of its tasks. */
export function ServiceChip({ cluster, service }: ServiceChipProps) {
  const isSelected = useLab(({ selection }) => selection?.kind === 'service' && selection.id === service.id);
  const { name, wanted, running, addresses, ports } = service;
  const tasks = cluster.tasks.filter((task) => task.service === service.id).sort(inOrder);
  const count =
    wanted === undefined ? t('cluster.runningGlobal', { running }) : t('cluster.running', { running, wanted });
  return (
    <div
      className="cluster-chip service-chip nopan nokey"
      data-selected={isSelected || undefined}
      data-short={(wanted !== undefined && running < wanted) || undefined}
    >
      <button
        type="button"
        className="chip-main"
        aria-pressed={isSelected}
        aria-label={[t('cluster.service', { name }), count, ...addresses.map((one) => one.address), ...ports].join(
          ', ',
        )}
        onClick={selecting({ kind: 'service', cluster: cluster.id, id: service.id })}
      >
        <span className="chip-line">
          <strong>{name}</strong>
          <b>{wanted === undefined ? running : `${running}/${wanted}`}</b>
        </span>
        <span className="chip-line chip-detail">
          <span>{addresses.map((one) => one.address).join(' ')}</span>
          <span>{ports.join(' ')}</span>
        </span>
      </button>
      <span className="task-row">
        {tasks.slice(0, DOTS).map((task) => (
          <TaskDot key={task.id} cluster={cluster.id} service={name} task={task} />
        ))}
        {tasks.length > DOTS && <span className="task-more">+{tasks.length - DOTS}</span>}
      </span>
    </div>
  );
}

interface TaskDotProps {
  readonly cluster: string;
  readonly service: string;
  readonly task: TaskView;
}

function TaskDot({ cluster, service, task }: TaskDotProps) {
  const { id, slot, host, state, error } = task;
  const isSelected = useLab(({ selection }) => selection?.kind === 'task' && selection.id === id);
  const where = host ?? t('cluster.nowhere');
  const name = slot === 0 ? service : `${service}.${slot}`;
  const label = t('cluster.task', { name, state, host: where });
  return (
    <button
      type="button"
      className="task-dot"
      data-state={state}
      data-selected={isSelected || undefined}
      aria-pressed={isSelected}
      aria-label={label}
      title={error === '' ? label : `${label}\n${error}`}
      onClick={selecting({ kind: 'task', cluster, id })}
    >
      <i />
    </button>
  );
}
