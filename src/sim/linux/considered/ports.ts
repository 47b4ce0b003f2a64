// By which ports of a bridge a frame did not leave, and why.
// Source: net/bridge/br_forward.c (should_deliver, br_flood).
// Not modelled: VLAN filtering.
import { formatMac } from '../../base/mac.ts';
import type { Alternatives, Considered } from '../../trace/record.ts';
import { EthernetFrame } from '../../wire/ethernet.ts';
import type { BridgePort } from '../bridge-port.ts';
import { type BridgeDevice, FLOOD, FLOOD_GROUP, TO_PORT, TO_SELF } from '../devices/bridge.ts';
import { asOf, listed, type Moment } from './moment.ts';

export function consideredPorts(bridge: BridgeDevice, moment: Moment): Alternatives | undefined {
  const { detail, traced, peer, cameBy } = moment;
  if (detail > FLOOD_GROUP || !(traced instanceof EthernetFrame)) return undefined;
  const mac = formatMac(traced.destination);
  const port = (one: BridgePort): Considered => {
    const text = portText(one);
    if (detail === TO_PORT && one.device === peer) return { text, fate: 'taken', why: '' };
    if (detail === TO_PORT) return { text, fate: 'spare', why: `${mac} was learnt on ${peer?.name ?? 'another port'}` };
    if (detail === TO_SELF) return { text, fate: 'spare', why: `${mac} belongs to the host` };
    if (moment.leftBy.includes(one.device)) return { text, fate: 'taken', why: '' };
    if (one.device === cameBy) return { text, fate: 'unfit', why: 'the frame came from there' };
    return { text, fate: 'unfit', why: whyNotFlooded(one) };
  };
  const host: Considered = {
    text: `the host itself, by ${bridge.name}`,
    ...(detail === TO_SELF || detail === FLOOD_GROUP
      ? { fate: 'taken', why: '' }
      : { fate: 'spare', why: detail === FLOOD ? `${mac} is none of its addresses` : `${mac} is behind a port` }),
  };
  return listed([...bridge.ports.map(port), host], asOf(moment, bridge.portsChangedAt));
}

/** With the place at its other end, which says more than a name that Docker drew. */
function portText({ device }: BridgePort): string {
  const end = device.peer?.ns.label;
  return end === undefined ? `port ${device.name}` : `port ${device.name}, to ${end}`;
}

function whyNotFlooded(port: BridgePort): string {
  if (port.state !== 'forwarding') return `it is ${port.state}`;
  if (!port.flood) return 'it takes no flooded frames (flood off)';
  return port.isolated
    ? 'it is isolated, and so is the port that the frame came from'
    : 'the frame did not leave there';
}
