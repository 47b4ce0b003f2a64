// The lab as tables: what each says of its things. Pure.
import type { DeviceView, HostView, Sketch, WorldView } from '../../../session/protocol.ts';
import type { MessageKey } from '../../common/messages.ts';
import { t } from '../../common/messages.ts';
import type { Selection } from '../../store/lab.ts';
import { describeBox, linkTrouble, nodeWords, powerWords } from '../describe.ts';
import { findNetwork } from '../layout/memory.ts';
import { boxId, type Picture } from '../layout/model.ts';

export type TableKind =
  | 'hosts'
  | 'containers'
  | 'networks'
  | 'devices'
  | 'cables'
  | 'services'
  | 'tasks'
  | 'annotations';

export interface Row {
  readonly key: string;
  /** The first is its name. */
  readonly cells: readonly string[];
  readonly selection: Selection | undefined;
  /** What stands for it on the map, and what gestures on it are about. */
  readonly box?: string;
  readonly uid?: number;
}

/** Words that need no parameters. */
type ColumnKey = Exclude<Extract<MessageKey, `table.${string}`>, 'table.actionsOf'>;

export interface TableSpec {
  readonly kind: TableKind;
  readonly columns: readonly ColumnKey[];
  readonly rows: (view: WorldView, sketch: Sketch, picture: Picture | undefined) => readonly Row[];
}

const list = (words: readonly (string | undefined)[]): string => words.filter(Boolean).join(', ');

const addressesOf = (devices: readonly DeviceView[]): string => list(devices.flatMap((device) => device.addresses));

function hostRow(host: HostView): Row {
  const root = host.namespaces.find(({ kind }) => kind === 'host');
  const running = host.containers.filter(({ state }) => state === 'running').length;
  return {
    key: host.name,
    cells: [
      host.name,
      host.power === 'on' ? t('table.on') : t(powerWords[host.power]),
      list(nodeWords(host.node)),
      addressesOf((root?.devices ?? []).filter(({ kind }) => kind === 'ether')),
      `${running}/${host.containers.length}`,
      String(host.networks.length),
    ],
    selection: { kind: 'host', host: host.name },
    box: boxId.host(host.name),
  };
}

function containerRows(host: HostView): readonly Row[] {
  return host.containers.map((one) => {
    const devices = host.namespaces.find((netns) => netns.containerId === one.id)?.devices ?? [];
    return {
      key: `${host.name} ${one.id}`,
      cells: [
        one.name,
        host.name,
        one.state,
        one.image,
        list(one.attachments.map(({ network }) => findNetwork(host, network)?.name ?? network)),
        addressesOf(devices.filter(({ kind }) => kind !== 'loopback')),
        one.ports,
        one.id.slice(0, 12),
      ],
      selection: { kind: 'container', host: host.name, id: one.id },
      box: boxId.container(host.name, one.id),
    };
  });
}

function networkRows(host: HostView): readonly Row[] {
  return host.networks.map((one) => {
    const members = host.containers.filter(({ attachments }) =>
      attachments.some(({ network }) => findNetwork(host, network)?.id === one.id),
    );
    return {
      key: `${host.name} ${one.id}`,
      cells: [
        one.name,
        host.name,
        one.driver,
        one.subnet ?? '',
        one.gateway ?? '',
        list(members.map(({ name }) => name)),
        one.id.slice(0, 12),
      ],
      selection: { kind: 'network', host: host.name, id: one.id },
      box: boxId.network(host.name, one.id),
    };
  });
}

/** The names of devices by their numbers, each with the namespace that it is in. */
function namesOf(view: WorldView): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const host of view.hosts)
    for (const netns of host.namespaces)
      for (const device of netns.devices) names.set(device.uid, `${device.name} (${netns.name})`);
  for (const one of view.switches) for (const port of one.ports) names.set(port.uid, `${port.name} (${one.name})`);
  for (const one of view.routers) for (const { uid, name } of one.devices) names.set(uid, `${name} (${one.name})`);
  return names;
}

function deviceRows(view: WorldView): readonly Row[] {
  const names = namesOf(view);
  return view.hosts.flatMap((host) =>
    host.namespaces.flatMap((netns) =>
      netns.devices.map((device) => ({
        key: String(device.uid),
        cells: [
          device.name,
          host.name,
          netns.name,
          device.kind,
          linkTrouble(device) ?? 'UP',
          device.mac,
          list(device.addresses),
          String(device.mtu),
          device.peer === undefined ? '' : (names.get(device.peer) ?? ''),
        ],
        selection: { kind: 'device' as const, uid: device.uid },
        uid: device.uid,
      })),
    ),
  );
}

function cableRows(view: WorldView): readonly Row[] {
  return view.switches.flatMap((one) =>
    one.ports.flatMap(({ uid, name, cable, vlans }) =>
      cable === undefined
        ? []
        : [
            {
              key: String(uid),
              cells: [
                `${cable.machine} ${cable.nic}`,
                `${one.name} ${name}`,
                cable.cut ? t('table.cut') : t('table.whole'),
                t('canvas.menu.percent', { count: cable.loss }),
                t('canvas.menu.milliseconds', { count: cable.latency }),
                t('canvas.menu.megabits', { count: cable.rate }),
                vlans ?? '',
              ],
              selection: { kind: 'device' as const, uid },
              uid,
            },
          ],
    ),
  );
}

function serviceRows(view: WorldView): readonly Row[] {
  return (view.clusters ?? []).flatMap((cluster) =>
    cluster.services.map((one) => ({
      key: one.id,
      cells: [
        one.name,
        one.image,
        one.wanted === undefined ? String(one.running) : `${one.running}/${one.wanted}`,
        list(one.addresses.map(({ address }) => address)),
        list(one.ports),
        one.update ?? '',
        one.id.slice(0, 12),
      ],
      selection: { kind: 'service' as const, cluster: cluster.id, id: one.id },
    })),
  );
}

function taskRows(view: WorldView): readonly Row[] {
  return (view.clusters ?? []).flatMap((cluster) => {
    const names = new Map(cluster.services.map((one) => [one.id, one.name]));
    return cluster.tasks.map((one): Row => {
      const isPlaced = one.host !== undefined && one.container !== '';
      return {
        key: one.id,
        cells: [
          `${names.get(one.service) ?? one.service}.${one.slot || one.host || ''}`,
          one.host ?? '',
          one.state,
          one.desired,
          one.error,
          one.id.slice(0, 12),
        ],
        selection: isPlaced
          ? { kind: 'container', host: one.host, id: one.container }
          : { kind: 'service', cluster: cluster.id, id: one.service },
        ...(isPlaced ? { box: boxId.container(one.host, one.container) } : {}),
      };
    });
  });
}

/** Notes, and groups with what is in them, by the names that the map has for it. */
function annotationRows({ notes, groups }: Sketch, picture: Picture | undefined): readonly Row[] {
  const names = new Map(picture?.boxes.map(({ id, data }) => [id, describeBox(data)]));
  return [
    ...notes.map(({ id, text }) => ({
      key: id,
      cells: [text, t('table.note'), ''],
      selection: undefined,
      box: id,
    })),
    ...groups.map(({ id, name, members }) => ({
      key: id,
      cells: [name, t('table.group'), members.flatMap((member) => names.get(member) ?? []).join('; ')],
      selection: undefined,
      box: id,
    })),
  ];
}

export const tables: readonly TableSpec[] = [
  {
    kind: 'hosts',
    columns: ['table.name', 'table.power', 'table.role', 'table.addresses', 'table.running', 'table.networkCount'],
    rows: (view) => view.hosts.map(hostRow),
  },
  {
    kind: 'containers',
    columns: [
      'table.name',
      'table.host',
      'table.state',
      'table.image',
      'table.networks',
      'table.addresses',
      'table.ports',
      'table.id',
    ],
    rows: (view) => view.hosts.flatMap(containerRows),
  },
  {
    kind: 'networks',
    columns: [
      'table.name',
      'table.host',
      'table.driver',
      'table.subnet',
      'table.gateway',
      'table.containers',
      'table.id',
    ],
    rows: (view) => view.hosts.flatMap(networkRows),
  },
  {
    kind: 'devices',
    columns: [
      'table.name',
      'table.host',
      'table.namespace',
      'table.kind',
      'table.state',
      'table.mac',
      'table.addresses',
      'table.mtu',
      'table.peer',
    ],
    rows: deviceRows,
  },
  {
    kind: 'cables',
    columns: ['table.from', 'table.to', 'table.state', 'table.loss', 'table.delay', 'table.rate', 'table.vlan'],
    rows: cableRows,
  },
  {
    kind: 'services',
    columns: [
      'table.name',
      'table.image',
      'table.replicas',
      'table.addresses',
      'table.ports',
      'table.update',
      'table.id',
    ],
    rows: serviceRows,
  },
  {
    kind: 'tasks',
    columns: ['table.name', 'table.host', 'table.state', 'table.desired', 'table.error', 'table.id'],
    rows: taskRows,
  },
  {
    kind: 'annotations',
    columns: ['table.text', 'table.kind', 'table.members'],
    rows: (_view, sketch, picture) => annotationRows(sketch, picture),
  },
];

export interface Order {
  readonly column: number;
  readonly down: boolean;
}

const natural = new Intl.Collator('en', { numeric: true });

/** The rows that have all of the words, in order of a column; without an order as the lab has them. */
export function arrange(rows: readonly Row[], text: string, order: Order | undefined): readonly Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter(({ cells }) => {
    const said = cells.join(' ').toLowerCase();
    return words.every((word) => said.includes(word));
  });
  if (order === undefined) return found;
  const { column, down } = order;
  const sorted = [...found].sort((a, b) => natural.compare(a.cells[column] ?? '', b.cells[column] ?? ''));
  return down ? sorted.reverse() : sorted;
}
