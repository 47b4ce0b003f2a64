// Carries out changes of a running world: what an operator does to machines, cables and networks.
// Source: scenario/change.ts says what there is.
// Not modelled: switches and routers that come and go.
import type { Errno } from './base/errno.ts';
import { formatIp4, parseIp4 } from './base/ip4.ts';
import type { BlockName, CableName, Change } from './scenario/change.ts';
import type { HostSpec, VlanSpec } from './scenario/format.ts';
import { cableOptions, type Station, type Topology } from './topology.ts';
import type { Cable } from './underlay/cable.ts';
import { SwitchPort } from './underlay/switch.ts';

/** Makes a change; answers why not, if it cannot be. */
export function applyChange(topology: Topology, change: Change): Errno | undefined {
  switch (change.kind) {
    case 'host.add':
      return addHost(topology, change.host);
    case 'host.remove':
      return topology.removeHost(change.host) ? undefined : 'ENOENT';
    case 'host.off':
      return withHost(topology, change.host, ({ power }) => power.cut());
    case 'host.on':
      return withHost(topology, change.host, ({ power }) => power.turnOn());
    case 'host.shutdown':
      return withHost(topology, change.host, ({ power }) => power.shutDown(false));
    case 'host.reboot':
      return withHost(topology, change.host, ({ power }) => power.shutDown(true));
    case 'cable.cut':
    case 'cable.mend':
    case 'cable.set':
    case 'port.vlans':
      return changeCable(topology, change);
    case 'switch.join':
      return topology.joinSwitches(...change.switches);
    case 'switch.part':
      return topology.partSwitches(change);
    default:
      return changeFaults(topology, change);
  }
}

function withHost(topology: Topology, name: string, act: (station: Station) => void): Errno | undefined {
  const station = topology.stations.get(name);
  if (station === undefined) return 'ENOENT';
  act(station);
  return undefined;
}

function addHost(topology: Topology, wanted: HostSpec | undefined): Errno | undefined {
  const spec = wanted ?? nextHost(topology);
  if (spec === undefined) return 'ENOENT';
  if (topology.isTaken(spec.name)) return 'EEXIST';
  topology.addHost(spec);
  return undefined;
}

function changeCable(topology: Topology, change: Extract<Change, CableName>): Errno | undefined {
  const plugged = topology.cable(change);
  if (plugged === undefined) return 'ENOENT';
  const { cable } = plugged;
  if (change.kind === 'cable.set') cable.set(cableOptions(change.link));
  else if (change.kind === 'port.vlans') setVlans(cable, change.vlans);
  else cable.setWhole(change.kind === 'cable.mend');
  topology.revision++;
  return undefined;
}

/** At the end that is a switch's port, or at both. */
function setVlans({ ends }: Cable, vlans: VlanSpec | undefined): void {
  for (const end of ends) if (end instanceof SwitchPort) end.setVlans(vlans);
}

function changeFaults(
  topology: Topology,
  change: Extract<Change, BlockName> | Extract<Change, { readonly kind: 'partition' | 'heal' }>,
): Errno | undefined {
  const { faults } = topology;
  const machines = change.kind === 'partition' ? change.machines : change.kind === 'heal' ? [] : change.between;
  if (!machines.every((name) => topology.isTaken(name))) return 'ENOENT';
  if (change.kind === 'partition') faults.part(change.machines);
  else if (change.kind === 'heal') faults.part([]);
  else {
    const { kind, ...block } = change;
    if (kind === 'block') faults.block(block);
    else faults.unblock(block);
  }
  topology.revision++;
  return undefined;
}

/** One more host like the first: its name's stem with the next free number, its address one above the highest. */
function nextHost(topology: Topology): HostSpec | undefined {
  const specs = topology.hostSpecs();
  const first = specs[0];
  const stem = /^(.*?)\d*$/.exec(first?.name ?? '')?.[1] ?? '';
  if (first === undefined) return undefined;
  const numbers = specs.map(({ name }) => (name.startsWith(stem) ? Number(name.slice(stem.length)) || 0 : 0));
  let number = 1 + Math.max(0, ...numbers);
  while (topology.isTaken(`${stem}${number}`)) number++;
  const nics = first.nics.map((nic, at) => {
    const highest = Math.max(...specs.map((spec) => addressNumber(spec.nics[at]?.address)));
    const length = nic.address?.split('/')[1] ?? '24';
    const { moreAddresses: _more, ...rest } = nic;
    return { ...rest, address: `${formatIp4(highest + 1)}/${length}` };
  });
  return { ...first, name: `${stem}${number}`, nics };
}

const addressNumber = (text: string | undefined): number => parseIp4(text?.split('/')[0] ?? '') ?? 0;
