// What each thing on the canvas is, in words: for screen readers, and wherever a picture is not enough.
import type { DeviceView, NodeView } from '../../session/protocol.ts';
import { t } from '../common/messages.ts';
import type { BoxData, ContainerBox, Port, Wire } from './layout/model.ts';
import { isSandbox } from './layout/sandboxes.ts';

/** What is wrong with a device's link, as `ip link` says it; undefined if nothing is. */
export function linkTrouble(device: DeviceView): string | undefined {
  if (!device.up) return 'DOWN';
  if (!device.carrier) return 'NO-CARRIER';
  return undefined;
}

/** The IPv4 address that stands for a device. */
export function mainAddress(device: DeviceView): string | undefined {
  return device.addresses.find((address) => !address.includes(':')) ?? device.addresses[0];
}

function describeDevice(device: DeviceView): string {
  return [device.name, mainAddress(device), linkTrouble(device)].filter((part) => part !== undefined).join(', ');
}

function describeAttachment(port: Port): string {
  const address = mainAddress(port.device)?.split('/')[0] ?? t('canvas.noAddress');
  return port.network ? t('canvas.onNetwork', { address, network: port.network.name }) : address;
}

const sandboxWords = { lb: 'canvas.aria.balancer', ingress: 'canvas.aria.mesh' } as const;

function describeContainer(box: ContainerBox): string {
  const { container, ports } = box;
  if (isSandbox(container)) {
    const addresses = ports.map(describeAttachment).join(', ');
    return t(sandboxWords[container.sandbox], { name: container.name, addresses });
  }
  const where = ports.length > 0 ? ports.map(describeAttachment).join(', ') : t('canvas.withoutNetwork');
  return t('canvas.aria.container', { name: container.name, state: container.state, where });
}

/** What a host without power is doing. */
export const powerWords = {
  stopping: 'canvas.power.stopping',
  off: 'canvas.power.off',
  booting: 'canvas.power.booting',
} as const;

/** What a host is in its swarm, in words: the same as its badges. */
export function nodeWords(node: NodeView | undefined): readonly string[] {
  if (node === undefined) return [];
  const { role, leads, hasLeader, locked, availability, state } = node;
  return [
    leads ? t('node.leader') : t(role === 'manager' ? 'node.manager' : 'node.worker'),
    ...(hasLeader ? [] : [t('node.noLeader')]),
    ...(locked ? [t('node.locked')] : []),
    ...(availability === 'drain' ? [t('node.drain')] : []),
    ...(availability === 'pause' ? [t('node.pause')] : []),
    ...(state !== undefined && state !== 'ready' ? [state] : []),
  ];
}

export function describeBox(box: BoxData): string {
  switch (box.kind) {
    case 'host':
      if (box.power !== 'on') return t('canvas.aria.power', { host: box.host, power: t(powerWords[box.power]) });
      return [t('canvas.aria.host', { host: box.host, count: box.containers }), ...nodeWords(box.node)].join(', ');
    case 'namespace':
      return t('canvas.namespaceOf', { host: box.host });
    case 'container':
      return describeContainer(box);
    case 'bridge': {
      const device = box.device ? describeDevice(box.device) : t('canvas.noDevice');
      if (!box.network) return t('canvas.aria.bridge', { device });
      return t('canvas.aria.network', { name: box.network.name, driver: box.network.driver, device });
    }
    case 'device':
      return t('canvas.aria.device', { device: describeDevice(box.device), host: box.host });
    case 'switch':
      return t('canvas.aria.switch', { name: box.name });
    case 'router':
      return t('canvas.aria.router', { name: box.name, addresses: box.addresses.join(', ') });
    case 'cluster': {
      const { nodes, managers, services } = box.cluster;
      return t('canvas.aria.cluster', { nodes, managers, services: services.map((one) => one.name).join(', ') });
    }
    case 'kernel':
      return t('canvas.aria.kernel', { host: box.host });
    case 'note':
      return t('canvas.aria.note', { text: box.note.text });
    case 'group':
      return t('canvas.aria.group', { name: box.group.name, count: box.group.members.length });
    case 'internet':
      return t('canvas.aria.internet', { names: box.names.join(', ') });
  }
}

export function describeWire(wire: Wire): string {
  const ends = { from: wire.from.name, to: wire.to.name };
  const dark = wire.cable?.cut ? t('canvas.aria.cut') : t('canvas.aria.notLive');
  const state = wire.live && !wire.cable?.cut ? '' : dark;
  if (wire.kind === 'cable') return t('canvas.aria.cable', { ...ends, state });
  if (!wire.attachment) return t('canvas.aria.veth', { ...ends, state });
  const { container, network } = wire.attachment;
  return t('canvas.aria.attachment', { ...ends, container, network, state });
}
