// The kinds of devices that can be made: one line each.
// Source: struct rtnl_link_ops of drivers/net/*.c; default queue lengths DEFAULT_TX_QUEUE_LEN.
// Not modelled: kinds that are not listed.
import type { Mac } from '../../base/mac.ts';
import type { Device, DeviceOptions } from '../device.ts';
import type { LinkSpec, Origin } from '../netlink.ts';
import type { Stack } from '../stack.ts';
import { BridgeDevice } from './bridge.ts';
import { DummyDevice } from './dummy.ts';
import type { StackedSpec } from './stacked-kinds.ts';
import { VethDevice } from './veth.ts';
import { makeVxlan } from './vxlan.ts';

export const TX_QUEUE_LEN = 1000; // DEFAULT_TX_QUEUE_LEN
export const ETH_DATA_LEN = 1500;
export const LOOPBACK_MTU = 65_536;

/** What a new device gets of its specification, its kind filling in the rest. */
function optionsFor(ns: Stack, name: string, mac: Mac | undefined, spec: LinkSpec, origin?: Origin): DeviceOptions {
  const { mtu = ETH_DATA_LEN, txqlen = TX_QUEUE_LEN } = spec;
  return { ns, name, mac: mac ?? ns.kernel.randomMac(), mtu, txqlen, origin };
}

/** Kinds that stand on no other device; stacked-kinds.ts makes the others. Each maker answers the devices in the order in which they are registered. */
export function makeDevices(
  ns: Stack,
  spec: Exclude<LinkSpec, StackedSpec>,
  origin: Origin | undefined,
  peerNs: Stack,
): readonly Device[] {
  switch (spec.kind) {
    case 'bridge':
      return [new BridgeDevice(optionsFor(ns, spec.name, spec.mac, spec, origin), spec.mac !== undefined)];
    case 'vxlan':
      return [makeVxlan(optionsFor(ns, spec.name, spec.mac, spec, origin), spec)];
    case 'dummy':
      return [new DummyDevice(optionsFor(ns, spec.name, spec.mac, spec, origin))];
    case 'veth':
      return VethDevice.pair(
        optionsFor(ns, spec.name, spec.mac, spec, origin),
        optionsFor(peerNs, spec.peer.name, spec.peer.mac, spec, origin),
      );
  }
}
