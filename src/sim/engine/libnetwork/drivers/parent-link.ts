// The parent of macvlan and ipvlan networks: a device of the host, one of its VLANs, or a dummy that stands in for one.
// Source: moby libnetwork/drivers/macvlan/macvlan_setup.go, drivers/ipvlan/ipvlan_setup.go (createVlanLink, parseVlan, createDummyLink).
// Not modelled: nothing known.
import type { Errno } from '../../../base/errno.ts';
import { strerror } from '../../../base/errno.ts';
import type { LinkSpec, Netlink } from '../../../linux/netlink.ts';
import { system } from '../../api/errors.ts';

/** netlink.LinkAttrs.TxQLen, which the daemon leaves at Go's zero. */
const TX_QUEUE_LEN = 0;
const FIRST_VLAN = 1;
const LAST_VLAN = 4094;

/** Go's syscall.Errno texts begin with a small letter. */
export function errnoText(errno: Errno): string {
  const text = strerror[errno];
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Makes the parent when it is not there; true when it was made. `type` is the driver's. */
export function setUpParent(net: Netlink, parent: string, dummy: string, type: string, origin: string): boolean {
  if (net.link(parent) !== undefined) return false;
  if (parent === dummy) {
    make(net, { kind: 'dummy', name: parent, txqlen: TX_QUEUE_LEN }, `${parent} dummy`, type, origin);
    return true;
  }
  if (!parent.includes('.')) {
    throw system(`invalid subinterface vlan name ${parent}, example formatting is eth0.10`);
  }
  const { lower, id } = parseVlan(net, parent);
  make(net, { kind: 'vlan', name: parent, lower, id, txqlen: TX_QUEUE_LEN }, `${parent} vlan`, type, origin);
  return true;
}

function make(net: Netlink, spec: LinkSpec, what: string, type: string, origin: string): void {
  const made = net.addLink(spec, origin);
  if (!made.ok) throw system(`failed to create ${what} link: ${errnoText(made.errno)}`);
  const errno = net.setLink(made.value, { up: true });
  if (errno === undefined) return;
  net.deleteLink(made.value);
  throw system(`failed to enable ${spec.name} the ${type} parent link ${errnoText(errno)}`);
}

/** `eth0.10`: VLAN 10 of eth0. */
function parseVlan(net: Netlink, name: string): { readonly lower: number; readonly id: number } {
  const [parent = '', vlan = '', ...more] = name.split('.');
  if (more.length > 0) {
    throw system(`required interface name format is: name.vlan_id, ex. eth0.10 for vlan 10, instead received ${name}`);
  }
  if (!/^[+-]?\d{1,18}$/.test(vlan)) {
    throw system(`unable to parse a valid vlan id from: ${vlan} (ex. eth0.10 for vlan 10)`);
  }
  const link = net.link(parent);
  if (link === undefined) throw system(`-o parent interface was not found on the host: ${parent}`);
  const id = Number(vlan);
  if (id < FIRST_VLAN || id > LAST_VLAN) throw system(`vlan id must be between 1-4094, received: ${id}`);
  return { lower: link.ifindex, id };
}

/** Removes a parent that the daemon has made. */
export function removeParent(net: Netlink, parent: string): void {
  const link = net.link(parent);
  if (link !== undefined) net.deleteLink(link.ifindex);
}
