// Hosts with bare cards on one switch, for tests of cables, VLANs and faults.
// Source: ours.
// Not for: anything above Ethernet; the cards have no addresses.
import { SECOND } from '../des/scheduler.ts';
import type { NicDevice } from '../linux/devices/nic.ts';
import { Netns } from '../linux/netns.ts';
import type { TraceRecord } from '../trace/record.ts';
import type { Cable, CableOptions } from '../underlay/cable.ts';
import { connect } from '../underlay/connect.ts';
import { Faults } from '../underlay/faults.ts';
import { type PortVlans, Switch } from '../underlay/switch.ts';
import { KernelLab } from './kernel-lab.ts';

export interface Cards {
  readonly lab: KernelLab;
  readonly lan: Switch;
  readonly nics: readonly NicDevice[];
  readonly cables: readonly Cable[];
  readonly faults: Faults;
}

/** Hosts with bare cards on a switch, one for each port's VLANs. */
export function cards(ports: readonly (PortVlans | undefined)[], options: CableOptions = {}): Cards {
  const lab = new KernelLab();
  const { scheduler, trace, uids } = lab;
  const faults = new Faults();
  const lan = new Switch('lan', scheduler, trace, uids, false, faults);
  const cables: Cable[] = [];
  const nics = ports.map((vlans, i) => {
    const nic = lab.kernel(`h${i}`).addNic('eth0');
    cables.push(connect(scheduler, trace, nic, lan.addPort(vlans), options));
    nic.ns.setUp(nic, true);
    return nic;
  });
  return { lab, lan, nics, cables, faults };
}

/** The namespace of a card that nobody has moved. */
export function rootOf(nic: NicDevice): Netns {
  if (!(nic.ns instanceof Netns)) throw new Error('namespace');
  return nic.ns;
}

/** Sends a frame with or without a tag; answers which cards it reached, with its tag there. */
export function received(
  lab: KernelLab,
  from: NicDevice,
  nics: readonly NicDevice[],
  to: number,
  vlan: number,
): { readonly reached: number[]; readonly records: readonly TraceRecord[] } {
  const first = lab.trace.next;
  const before = nics.map((nic) => nic.rxPackets);
  const { sockets, net } = rootOf(from);
  let ifindex = from.ifindex;
  if (vlan !== 0) {
    const made = net.addLink({ kind: 'vlan', name: `v${vlan}`, lower: from.ifindex, id: vlan });
    ifindex = made.ok ? made.value : (net.link(`v${vlan}`)?.ifindex ?? 0);
    net.setLink(ifindex, { up: true });
  }
  sockets.sendPacket(ifindex, 0x88b5, to, new Uint8Array(64));
  lab.run(SECOND);
  const reached = nics.flatMap((nic, i) => (nic.rxPackets > (before[i] ?? 0) ? [i] : []));
  return { reached, records: lab.records(first) };
}
