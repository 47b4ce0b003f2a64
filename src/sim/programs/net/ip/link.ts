// `ip link`: lists devices, makes and deletes them, changes their settings.
// Source: iproute2 ip/iplink.c do_iplink, iplink_modify; ip-link(8).
// Not modelled: device kinds that link-request.ts does not make; moving a device to another namespace by name or pid.
import type { Netlink } from '../../../linux/netlink.ts';
import { type Answer, abbreviates, DONE, kernelSaid, notSimulated, ToolExit, Words } from '../tool.ts';
import { deviceArgument } from './arguments.ts';
import { applyLinkChange, createLink, parseLinkRequest } from './link-request.ts';
import { renderLinks } from './link-text.ts';
import { parseListFilter } from './list-filter.ts';
import type { IpOptions } from './options.ts';
import { linkUsage } from './usage.ts';

/** `ip link …`; `origin` is the command line as typed. */
export function ipLink(net: Netlink, args: readonly string[], options: IpOptions, origin: string): Answer {
  const [command, ...rest] = args;
  if (command === undefined) return { stdout: renderLinks(net, options), status: 0 };
  if (abbreviates(command, 'add')) return createLink(net, parseLinkRequest(new Words(rest)), origin);
  if (abbreviates(command, 'set') || abbreviates(command, 'change')) {
    return applyLinkChange(net, parseLinkRequest(new Words(rest)));
  }
  if (abbreviates(command, 'replace')) throw notSimulated('ip link replace');
  if (abbreviates(command, 'delete')) return remove(net, new Words(rest));
  if (abbreviates(command, 'show') || abbreviates(command, 'lst') || abbreviates(command, 'list')) {
    return { stdout: renderLinks(net, options, parseListFilter(net, new Words(rest))), status: 0 };
  }
  if (abbreviates(command, 'help')) throw new ToolExit(255, linkUsage);
  const absent = ['xstats', 'afstats', 'property'].find((name) => abbreviates(command, name));
  if (absent) throw notSimulated(`ip link ${absent}`);
  throw new ToolExit(255, `Command "${command}" is unknown, try "ip link help".\n`);
}

function remove(net: Netlink, words: Words): Answer {
  const { device } = parseLinkRequest(words);
  if (device === undefined) throw new ToolExit(255, 'Not enough information: "dev" argument is required.\n');
  const errno = net.deleteLink(deviceArgument(net, device).ifindex);
  if (errno) throw kernelSaid(errno);
  return DONE;
}
