// `ip xfrm`: security associations and policies of IPsec.
// Source: iproute2 6.1 ip/ipxfrm.c (do_xfrm), xfrm_state.c, xfrm_policy.c; ip-xfrm(8).
// Not modelled: allocspi, get, deleteall with filters, statistics, and what xfrm-arguments.ts names.
import type { Errno } from '../../../base/errno.ts';
import type { Netlink } from '../../../linux/netlink.ts';
import type { XfrmPolicySpec, XfrmStateSpec } from '../../../linux/xfrm.ts';
import { type Answer, abbreviates, DONE, kernelSaid, notSimulated, ToolExit, Words } from '../tool.ts';
import type { IpOptions } from './options.ts';
import { type PolicyWords, readPolicy, readState, type StateWords } from './xfrm-arguments.ts';
import { policyText, stateText } from './xfrm-text.ts';

const usage = `Usage: ip xfrm XFRM-OBJECT { COMMAND | help }
where  XFRM-OBJECT := state | policy | monitor
`;

export function ipXfrm(net: Netlink, args: readonly string[], options: IpOptions, origin: string): Answer {
  const [object, command = 'list', ...rest] = args;
  if (object === undefined || abbreviates(object, 'help')) throw new ToolExit(255, usage);
  if (options.statistics > 0) throw notSimulated('ip -s xfrm');
  if (net.xfrm.denied) throw kernelSaid(net.xfrm.denied);
  const words = new Words(rest);
  if (abbreviates(object, 'state')) return state(net, command, words, origin);
  if (abbreviates(object, 'policy')) return policy(net, command, words, origin);
  throw new ToolExit(255, `Object "${object}" is unknown, try "ip xfrm help".\n`);
}

const done = (errno: Errno | undefined): Answer => {
  if (errno) throw kernelSaid(errno);
  return DONE;
};

const commandOf = (word: string, names: readonly string[]): string | undefined =>
  names.find((name) => abbreviates(word, name));

const listing = ['list', 'show', 'lst'];

function state(net: Netlink, word: string, words: Words, origin: string): Answer {
  const { xfrm } = net;
  const names = ['add', 'update', 'allocspi', 'delete', 'deleteall', 'delall', ...listing, 'get', 'flush', 'count'];
  const command = commandOf(word, names);
  if (command === undefined) throw new ToolExit(255, `Command "${word}" is unknown, try "ip xfrm state help".\n`);
  if (command === 'count') return { stdout: `\t SAD count ${xfrm.states().length}\n`, status: 0 };
  if (command === 'allocspi' || command === 'get' || command.startsWith('delall'))
    throw notSimulated(`ip xfrm state ${command}`);
  if (command === 'flush' || command === 'deleteall') {
    if (words.peek() !== undefined) throw notSimulated(`ip xfrm state ${command} with a filter`);
    xfrm.flushStates();
    return DONE;
  }
  const said = readState(words);
  if (listing.includes(command)) {
    const wanted = xfrm.states().filter((view) => fits(view, said));
    return { stdout: wanted.map(stateText).join(''), status: 0 };
  }
  if (command === 'delete') return done(xfrm.deleteState(said.destination ?? 0, said.spi ?? 0));
  const spec = specOf(said);
  return done(command === 'add' ? xfrm.addState(spec, origin) : xfrm.updateState(spec, origin));
}

function specOf(said: StateWords): XfrmStateSpec {
  const { source = 0, destination = 0, spi = 0, reqid = 0, key, icvBits = 0, replayWindow = 0, ...rest } = said;
  // esp_init_state: without an algorithm there is nothing to do.
  if (key === undefined) throw kernelSaid('EINVAL');
  return { source, destination, spi, reqid, key, icvBits, replayWindow, ...rest };
}

function fits(view: XfrmStateSpec, said: StateWords): boolean {
  const keys = ['source', 'destination', 'spi', 'reqid'] as const;
  return keys.every((key) => said[key] === undefined || said[key] === view[key]);
}

function policy(net: Netlink, word: string, words: Words, origin: string): Answer {
  const { xfrm } = net;
  const names = [
    'add',
    'update',
    'delete',
    'deleteall',
    'delall',
    ...listing,
    'get',
    'flush',
    'count',
    'set',
    'setdefault',
    'getdefault',
  ];
  const command = commandOf(word, names);
  if (command === undefined) throw new ToolExit(255, `Command "${word}" is unknown, try "ip xfrm policy help".\n`);
  if (command === 'count') {
    const count = (direction: string): number => xfrm.policies().filter((p) => p.direction === direction).length;
    return { stdout: `\t SPD IN  ${count('in')} OUT ${count('out')} FWD ${count('fwd')}\n`, status: 0 };
  }
  if (command === 'flush' || command === 'deleteall') {
    if (words.peek() !== undefined) throw notSimulated(`ip xfrm policy ${command} with a filter`);
    xfrm.flushPolicies();
    return DONE;
  }
  if (!['add', 'update', 'delete', ...listing].includes(command)) throw notSimulated(`ip xfrm policy ${command}`);
  const filtered = words.peek() !== undefined;
  const said = readPolicy(words);
  if (listing.includes(command)) {
    const wanted = xfrm.policies().filter((view) => !filtered || matches(view, said));
    return { stdout: wanted.map(policyText).join(''), status: 0 };
  }
  if (said.direction === undefined) throw new ToolExit(1, 'Not enough information: DIR is required.\n');
  const spec: XfrmPolicySpec = { ...said, direction: said.direction };
  if (command === 'delete') return done(xfrm.deletePolicy(spec.selector, spec.direction, spec.mark));
  return done(command === 'add' ? xfrm.addPolicy(spec, origin) : xfrm.updatePolicy(spec, origin));
}

/** A list's filter: what is 0 was not said. */
function matches(view: XfrmPolicySpec, said: PolicyWords): boolean {
  if (said.direction !== undefined && said.direction !== view.direction) return false;
  const keys = ['source', 'destination', 'protocol', 'sourcePort', 'destinationPort'] as const;
  return keys.every((key) => said.selector[key] === 0 || said.selector[key] === view.selector[key]);
}
