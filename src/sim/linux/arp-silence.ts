// Why nobody answered ARP for an address: who on this host has it, and what stands between.
// Source: ours; it looks at all namespaces of the kernel, as no real kernel does.
// Not modelled: who has the address on other hosts; the underlay is not looked through.
import { formatIp4, type Ip4, inPrefix, networkOf } from '../base/ip4.ts';
import { typedAt } from '../trace/decision.ts';
import type { NetDevice } from './stack.ts';

/** What to do so that `ip` answers ARP on the link of `device`. */
export function silence(device: NetDevice, ip: Ip4): string {
  const text = formatIp4(ip);
  const owner = ownerOf(device, ip);
  if (owner !== undefined) return behind(device, owner, text);
  const { ns } = device;
  const onLink = device.addresses.some(({ local, prefixLength }) =>
    inPrefix(ip, networkOf(local, prefixLength), prefixLength),
  );
  if (onLink)
    return `No machine on the link of ${device.name} has ${text}: mind the address, or start who should have it`;
  const route = ns.fib.lookup(ip)?.describe() ?? 'no route';
  return `${text} is in no subnet of ${device.name}, yet ${route} says that it is on its link; reach it by a router: ${typedAt(ns, `ip route replace ${text}/32 via GATEWAY`)}`;
}

/** The device of this kernel that has an address, up or down. */
function ownerOf(asking: NetDevice, ip: Ip4): NetDevice | undefined {
  for (const ns of asking.ns.kernel.namespaces()) {
    const found = ns.devices().find((each) => each !== asking && each.addresses.some(({ local }) => local === ip));
    if (found !== undefined) return found;
  }
  return undefined;
}

function behind(asking: NetDevice, owner: NetDevice, text: string): string {
  const whose = `${text} is ${owner.name} of ${owner.ns.label}`;
  if (!owner.up) return `${whose}, which is down: ${typedAt(owner.ns, `ip link set ${owner.name} up`)}`;
  if (!owner.arpOn)
    return `${whose}, which has ARP turned off: ${typedAt(owner.ns, `ip link set ${owner.name} arp on`)}`;
  const apart = hostAndItsOwn(asking, owner, text);
  if (apart !== undefined) return `${whose}; ${apart}`;
  const [near, far] = [segmentOf(asking), segmentOf(owner)];
  if (near === far)
    return `${whose}, on the same link: look for ports that are down or isolated (bridge -d link) and at its neighbour settings`;
  return `${whose}, but that is on ${far?.name ?? 'another link'}, not on ${near?.name ?? 'this one'}: put both on one network (docker network connect), or route between them`;
}

/** What macvlan and ipvlan keep apart: a device and those that stand on it. A second device on it is a way around. */
function hostAndItsOwn(asking: NetDevice, owner: NetDevice, text: string): string | undefined {
  const [askingFor, other] = belowOf(owner) === asking ? [asking, owner] : [owner, asking];
  if (belowOf(other) !== askingFor) return undefined;
  const kind = other.kind === 'macvlan' ? 'macvlan mode bridge' : 'ipvlan mode l2';
  const words = `${other.name} of ${other.ns.label} stands on ${askingFor.name}, and ${other.kind} never lets the two talk`;
  const make = typedAt(askingFor.ns, `ip link add shim link ${askingFor.name} type ${kind} && ip link set shim up`);
  const route = asking === askingFor ? ` && ip route add ${text}/32 dev shim` : ' && ip addr add ADDRESS/32 dev shim';
  return `${words}. Give the host a device of the same kind: ${make}${route}`;
}

/** The device that a macvlan or ipvlan device stands on. */
function belowOf(device: NetDevice): NetDevice | undefined {
  return device.kind === 'macvlan' || device.kind === 'ipvlan' ? device.peer : undefined;
}

/** The bridge that a device is on: itself, its master's, or its other end's. */
function segmentOf(device: NetDevice): NetDevice | undefined {
  if (device.kind === 'bridge') return device;
  return device.port?.bridge ?? device.peer?.port?.bridge;
}
