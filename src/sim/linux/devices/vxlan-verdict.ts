// What a VXLAN device says of the frames that it opens, answers or ends.
// Source: drivers/net/vxlan/vxlan_core.c; what is sent is decided by forwarding entries (vxlan-fdb.ts).
// Not modelled: the kernel's own notifications of misses (l2miss, l3miss) as netlink messages: nobody listens in Docker 28.
import { formatIp4 } from '../../base/ip4.ts';
import { formatMac, isGroupMac } from '../../base/mac.ts';
import type { DropDecision } from '../../trace/decision.ts';
import type { Cause } from '../../trace/record.ts';
import { EthernetFrame } from '../../wire/ethernet.ts';
import type { Traced } from '../../wire/packet-view.ts';
import { creatorOf } from '../origin.ts';
import type { VxlanDevice } from './vxlan.ts';

const ZERO = '00:00:00:00:00:00';

/** Detail: the frame has come out of its envelope. */
export const CAME_OUT = 1;

export class VxlanVerdict implements DropDecision {
  readonly #device: VxlanDevice;

  constructor(device: VxlanDevice) {
    this.#device = device;
  }

  describe(detail: number, traced: Traced): string {
    const { name, config } = this.#device;
    if (detail === CAME_OUT) return `${name}: out of an envelope with VNI ${config.vni}`;
    if (!(traced instanceof EthernetFrame)) return `VNI ${config.vni} is ${name}’s: the frame inside comes out there`;
    const { body } = traced;
    if (body.kind === 'arp' && config.proxy)
      return `${name} answers ARP from its neighbour table alone (proxy) and knows no ${formatIp4(body.targetIp)}`;
    return `${name}: no fdb entry for ${formatMac(traced.destination)}, and none for ${ZERO}`;
  }

  cause(_detail: number, traced: Traced): Cause {
    const { name, config, origin } = this.#device;
    const facts = [
      { label: 'device', value: name },
      { label: 'VNI', value: String(config.vni) },
      { label: 'UDP port', value: String(config.port) },
    ];
    const isArp = traced instanceof EthernetFrame && traced.body.kind === 'arp';
    return { kind: isArp ? 'neighbour' : 'fdb', facts, creator: creatorOf(origin) };
  }

  remedy(_detail: number, traced: Traced): string {
    const { name } = this.#device;
    const swarm = '; in a swarm the nodes tell each other on port 7946';
    const body = traced instanceof EthernetFrame ? traced.body : undefined;
    if (body?.kind === 'arp')
      return `ip neigh add ${formatIp4(body.targetIp)} lladdr MAC dev ${name} nud permanent${swarm}`;
    const known = traced instanceof EthernetFrame && !isGroupMac(traced.destination);
    return `bridge fdb append ${known ? formatMac(traced.destination) : ZERO} dev ${name} dst ADDRESS${swarm}`;
  }
}
