// busybox `ip link`: list, set, add, delete. Settings go through ioctls, and so do its complaints.
// Source: busybox 1.35 networking/libiproute/iplink.c. Not modelled: CAN, vlan, vrf, moving to another namespace.
import type { Errno } from '../../../base/errno.ts';
import { type Mac, parseMac } from '../../../base/mac.ts';
import type { LinkChange, LinkInfo, Netlink } from '../../../linux/netlink.ts';
import { type Answer, DONE, notSimulated, type Words } from '../tool.ts';
import { busyboxLinkList } from './ip-address.ts';
import { busyboxDevice, busyboxNumber, kernelRefused } from './ip-arguments.ts';
import type { ListOptions } from './ip-text.ts';
import { die, dieWith, ipWords, keyword } from './usage.ts';

/** xfunc_error_retval of this object. */
const FAILURE = 2;

const commands = ['add', 'delete', 'set', 'show', 'lst', 'list'] as const;

export function busyboxIpLink(net: Netlink, args: readonly string[], options: ListOptions, origin: string): Answer {
  const [first, ...rest] = args;
  const command = first === undefined ? 'show' : keyword(first, commands);
  if (!command) throw die('ip', `invalid argument '${first}' to 'ip'`, FAILURE);
  if (command === 'set') return set(net, ipWords(rest));
  if (command === 'add') return add(net, ipWords(rest), origin);
  if (command === 'delete') return remove(net, ipWords(rest));
  return busyboxLinkList(net, rest, options);
}

const settings = [
  'up',
  'down',
  'name',
  'mtu',
  'qlen',
  'multicast',
  'arp',
  'promisc',
  'address',
  'netns',
  'master',
  'nomaster',
  'dev',
] as const;

/** One ioctl or netlink call: the change and what busybox calls it when it fails. */
interface Step {
  readonly change: LinkChange;
  readonly ioctl: string;
}

function set(net: Netlink, words: Words): Answer {
  let device: string | undefined;
  const steps: Step[] = [];
  for (let word = words.take(); word !== undefined; word = words.take()) {
    const key = keyword(word, settings);
    if (key === undefined || key === 'dev') {
      if (key === 'dev') word = words.need();
      if (device !== undefined) throw die('ip', `either "dev" is duplicate, or "${word}" is garbage`, FAILURE);
      device = word;
    } else steps.push(stepOf(net, key, words));
  }
  if (device === undefined) throw die('ip', '"dev" requires an argument', FAILURE);
  const link = net.link(device);
  if (!link) throw missingDevice(device, steps);
  // the order of do_set: address, name, qlen, mtu, master, then flags
  const order = ['SIOCSIFHWADDR', 'SIOCSIFNAME', 'SIOCSIFTXQLEN', 'SIOCSIFMTU', 'RTNETLINK answers', 'SIOCSIFFLAGS'];
  for (const step of [...steps].sort((a, b) => order.indexOf(a.ioctl) - order.indexOf(b.ioctl))) apply(net, link, step);
  return DONE;
}

function missingDevice(name: string, steps: readonly Step[]) {
  const ioctl = steps[0]?.ioctl ?? 'SIOCGIFFLAGS';
  if (ioctl === 'RTNETLINK answers') return die('ip', `can't find device '${name}'`, FAILURE);
  const failing = ioctl === 'SIOCSIFFLAGS' ? 'SIOCGIFFLAGS' : ioctl === 'SIOCSIFHWADDR' ? 'SIOCGIFINDEX' : ioctl;
  return dieWith('ip', failing, 'ENODEV', FAILURE);
}

function apply(net: Netlink, link: LinkInfo, { change, ioctl }: Step): void {
  const outside = change.mtu !== undefined && (change.mtu < 68 || change.mtu > 65535) && link.kind !== 'loopback';
  const errno: Errno | undefined = outside ? 'EINVAL' : net.setLink(link.ifindex, change);
  if (errno) throw ioctl === 'RTNETLINK answers' ? kernelRefused(errno) : dieWith('ip', ioctl, errno, FAILURE);
}

function stepOf(net: Netlink, key: Exclude<(typeof settings)[number], 'dev'>, words: Words): Step {
  const onOff = (): boolean => {
    const word = words.need();
    if (word !== 'on' && word !== 'off') throw die('ip', `argument of "${key}" must be "on" or "off"`, FAILURE);
    return word === 'on';
  };
  switch (key) {
    case 'up':
    case 'down':
      return { change: { up: key === 'up' }, ioctl: 'SIOCSIFFLAGS' };
    case 'name':
      return { change: { name: words.need() }, ioctl: 'SIOCSIFNAME' };
    case 'mtu':
      return { change: { mtu: busyboxNumber(words.need(), 'mtu', FAILURE) }, ioctl: 'SIOCSIFMTU' };
    case 'qlen':
      return { change: { txqlen: busyboxNumber(words.need(), 'qlen', FAILURE) }, ioctl: 'SIOCSIFTXQLEN' };
    case 'multicast':
      return { change: { multicastOn: onOff() }, ioctl: 'SIOCSIFFLAGS' };
    case 'arp':
      return { change: { arpOn: onOff() }, ioctl: 'SIOCSIFFLAGS' };
    case 'promisc':
      return { change: { promisc: onOff() }, ioctl: 'SIOCSIFFLAGS' };
    case 'address':
      return { change: { mac: macWord(words.need()) }, ioctl: 'SIOCSIFHWADDR' };
    case 'netns':
      throw notSimulated('ip link with netns');
    case 'master':
      return { change: { master: busyboxDevice(net, words.need(), FAILURE).ifindex }, ioctl: 'RTNETLINK answers' };
    case 'nomaster':
      return { change: { master: 0 }, ioctl: 'RTNETLINK answers' };
  }
}

function macWord(word: string): Mac {
  const mac = parseMac(word);
  if (mac === undefined) throw die('ip', `"${word}" is invalid lladdr`);
  return mac;
}

const newKeywords = ['link', 'name', 'type', 'dev', 'address'] as const;

function add(net: Netlink, words: Words, origin: string): Answer {
  let name: string | undefined;
  let type: string | undefined;
  let mac: Mac | undefined;
  for (let word = words.take(); word !== undefined && type === undefined; word = words.take()) {
    const key = keyword(word, newKeywords);
    if (key === 'type') type = words.need();
    else if (key === 'link') throw notSimulated('ip link with link');
    else if (key === 'address') mac = macWord(words.need());
    else name = key === undefined ? word : words.need();
  }
  if (type === 'vlan' || type === 'vrf') throw notSimulated(`devices of type ${type}`);
  // without a type, or with an unknown one, the kernel has no operations for such a device
  if (type !== 'bridge' && type !== 'dummy' && type !== 'veth') throw kernelRefused('EOPNOTSUPP');
  if (name === undefined || name.length > 15) throw die('ip', `invalid argument '${name ?? ''}' to 'name'`, FAILURE);
  const address = mac === undefined ? {} : { mac };
  const made =
    type === 'veth'
      ? net.addLink({ kind: 'veth', name, peer: { name: freeVeth(net) }, ...address }, origin)
      : net.addLink({ kind: type, name, ...address }, origin);
  if (!made.ok) throw kernelRefused(made.errno);
  return DONE;
}

/** dev_alloc_name of `veth%d`. */
function freeVeth(net: Netlink): string {
  let number = 0;
  while (net.link(`veth${number}`)) number++;
  return `veth${number}`;
}

function remove(net: Netlink, words: Words): Answer {
  let name: string | undefined;
  for (let word = words.take(); word !== undefined; word = words.take()) {
    const key = keyword(word, newKeywords);
    name = key === undefined ? word : words.need();
  }
  if (name === undefined) return { status: 1 };
  const errno = net.deleteLink(busyboxDevice(net, name, FAILURE).ifindex);
  if (errno) throw kernelRefused(errno);
  return DONE;
}
