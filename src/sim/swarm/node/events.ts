// Changes of a manager's store as `docker events` tells them.
// Source: moby daemon/cluster/{cluster,noderunner}.go watchClusterEvents, daemon/events.go ProcessClusterNotifications.
// Not modelled: events of workers: they know no objects.
import type { ClusterEvent } from '../control.ts';
import type { TableName } from '../objects.ts';
import type { ObjectEvent } from '../store/actions.ts';
import type { Store } from '../store/store.ts';

/** Tables whose changes are told. */
const told: ReadonlySet<TableName> = new Set(['node', 'service', 'network', 'secret', 'config']);

export class ClusterEvents {
  readonly #listeners = new Set<(event: ClusterEvent) => void>();
  #store: Store | undefined;
  #stop: (() => void) | undefined;

  listen(listener: (event: ClusterEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells of this store's changes from now on, and of no other's. */
  follow(store: Store | undefined): void {
    if (store === this.#store) return;
    this.#stop?.();
    this.#store = store;
    this.#stop = store?.listen((event) => this.#tell(event));
  }

  #tell(event: ObjectEvent): void {
    if (!told.has(event.table)) return;
    const action = event.kind === 'delete' ? 'remove' : event.kind;
    const name = nameOf(event);
    const told$ = { table: event.table, action, id: event.object.ID, name, attributes: attributesOf(event) } as const;
    for (const listener of this.#listeners) listener(told$);
  }
}

function nameOf(event: ObjectEvent): string {
  if (event.table === 'node') return event.object.Spec.Name ?? event.object.Description.Hostname;
  if (event.table === 'task') return event.object.Name;
  return event.object.Spec.Name;
}

/** What has changed, as `key.old` and `key.new`. */
function attributesOf(event: ObjectEvent): Readonly<Record<string, string>> {
  if (event.kind !== 'update') return {};
  const attributes: Record<string, string> = {};
  const note = (key: string, before: string | undefined, after: string | undefined): void => {
    if (before === after) return;
    if (before !== undefined) attributes[`${key}.old`] = before;
    if (after !== undefined) attributes[`${key}.new`] = after;
  };
  if (event.table === 'node') {
    const { old, object } = event;
    note('state', old.Status.State, object.Status.State);
    note('availability', old.Spec.Availability, object.Spec.Availability);
    note('role', old.role, object.role);
    if (old.ManagerStatus && object.ManagerStatus) {
      note('leader', String(old.ManagerStatus.Leader ?? false), String(object.ManagerStatus.Leader ?? false));
      note('reachability', old.ManagerStatus.Reachability, object.ManagerStatus.Reachability);
    }
  }
  if (event.table === 'service') {
    note('replicas', replicasOf(event.old), replicasOf(event.object));
    note(
      'image',
      event.old.Spec.TaskTemplate.ContainerSpec?.Image,
      event.object.Spec.TaskTemplate.ContainerSpec?.Image,
    );
    const { UpdateStatus } = event.object;
    if (UpdateStatus) note('updatestate', event.old.UpdateStatus?.State, UpdateStatus.State);
  }
  return attributes;
}

function replicasOf(service: { readonly Spec: { readonly Mode: object } }): string | undefined {
  const { Mode } = service.Spec;
  return 'Replicated' in Mode ? String((Mode.Replicated as { Replicas: number }).Replicas) : undefined;
}
