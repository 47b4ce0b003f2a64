// brctl: makes, fills and shows bridges.
// Source: bridge-utils 1.7 brctl/brctl_cmd.c; brctl(8). Not modelled: priorities, path costs, the times of the spanning tree.
import { strerror } from '../../../base/errno.ts';
import type { Program } from '../../../host/sys.ts';
import type { LinkInfo, Netlink } from '../../../linux/netlink.ts';
import { type Answer, answer, DONE, notSimulated, say, ToolExit } from '../tool.ts';
import { renderBridges, renderMacs, renderSpanningTree } from './show.ts';

interface Command {
  readonly name: string;
  readonly operands: number;
  readonly usage: string;
  run(net: Netlink, operands: readonly string[], origin: string): Answer;
}

const fail = (text: string): ToolExit => new ToolExit(1, `${text}\n`);

function bridgeNamed(net: Netlink, name: string): LinkInfo {
  const link = net.link(name);
  if (!link) throw fail(`bridge ${name} does not exist!`);
  return link;
}

function addBridge(net: Netlink, [name = '']: readonly string[], origin: string): Answer {
  const made = net.addLink({ kind: 'bridge', name }, origin);
  if (made.ok) return DONE;
  if (made.errno === 'EEXIST') throw fail(`device ${name} already exists; can't create bridge with the same name`);
  throw fail(`add bridge failed: ${strerror[made.errno]}`);
}

function deleteBridge(net: Netlink, [name = '']: readonly string[]): Answer {
  const link = net.link(name);
  if (!link) throw fail(`bridge ${name} doesn't exist; can't delete it`);
  if (!link.bridge) throw fail(`can't delete bridge ${name}: ${strerror.EPERM}`);
  if (link.up) throw fail(`bridge ${name} is still up; can't delete it`);
  const errno = net.deleteLink(link.ifindex);
  if (errno) throw fail(`can't delete bridge ${name}: ${strerror[errno]}`);
  return DONE;
}

function addPort(net: Netlink, [bridgeName = '', name = '']: readonly string[]): Answer {
  const bridge = bridgeNamed(net, bridgeName);
  const port = net.link(name);
  if (!port) throw fail(`interface ${name} does not exist!`);
  if (port.master !== undefined)
    throw fail(`device ${name} is already a member of a bridge; can't add it to bridge ${bridgeName}.`);
  const errno = bridge.bridge ? net.setLink(port.ifindex, { master: bridge.ifindex }) : 'EOPNOTSUPP';
  if (errno) throw fail(`can't add ${name} to bridge ${bridgeName}: ${strerror[errno]}`);
  return DONE;
}

function removePort(net: Netlink, [bridgeName = '', name = '']: readonly string[]): Answer {
  const bridge = bridgeNamed(net, bridgeName);
  const port = net.link(name);
  if (!port) throw fail(`interface ${name} does not exist!`);
  if (port.master !== bridge.ifindex) throw fail(`device ${name} is not a port of ${bridgeName}`);
  const errno = net.setLink(port.ifindex, { master: 0 });
  if (errno) throw fail(`can't delete ${name} from ${bridgeName}: ${strerror[errno]}`);
  return DONE;
}

/** A change of a bridge's settings; `what` is how brctl names it when it fails. */
function setBridge(net: Netlink, name: string, what: string, change: { stp: boolean } | { ageing: number }): Answer {
  const link = net.link(name);
  const errno = link ? (link.bridge ? net.setLink(link.ifindex, change) : 'EOPNOTSUPP') : 'ENODEV';
  if (errno) throw fail(`set ${what} failed: ${strerror[errno]}`);
  return DONE;
}

const onWords = ['on', 'yes', '1'];
const offWords = ['off', 'no', '0'];

function onOff(word: string): boolean {
  if (onWords.includes(word)) return true;
  if (offWords.includes(word)) return false;
  throw fail('expect on/off for argument');
}

function hairpin(net: Netlink, [bridgeName = '', name = '', word = '']: readonly string[]): Answer {
  const on = onOff(word);
  const bridge = bridgeNamed(net, bridgeName);
  const port = net.link(name);
  if (!port) throw fail(`interface ${name} does not exist!`);
  const errno = port.master === bridge.ifindex ? net.setLink(port.ifindex, { hairpin: on }) : 'EINVAL';
  if (errno) throw fail(`can't set ${name} to hairpin on bridge ${bridgeName}: ${strerror[errno]}`);
  return DONE;
}

function show(net: Netlink, names: readonly string[]): Answer {
  if (names.length === 0) return { stdout: renderBridges(net), status: 0 };
  let [stdout, stderr] = ['', ''];
  for (const name of names) {
    const link = net.link(name);
    if (!link?.bridge) {
      stderr += link ? `device ${name} is not a bridge!\n` : `bridge ${name} does not exist!\n`;
      continue;
    }
    const text = renderBridges(net, name);
    stdout += stdout === '' ? text : text.slice(text.indexOf('\n') + 1);
  }
  return { stdout, stderr, status: stderr === '' ? 0 : 1 };
}

function showMacs(net: Netlink, [name = '']: readonly string[]): Answer {
  const link = net.link(name);
  if (!link?.bridge) throw fail(`read of forward table failed: ${strerror[link ? 'EOPNOTSUPP' : 'ENODEV']}`);
  return { stdout: renderMacs(net, link), status: 0 };
}

function showStp(net: Netlink, names: readonly string[]): Answer {
  let stdout = '';
  for (const name of names) {
    const link = bridgeNamed(net, name);
    if (!link.bridge) throw fail(`${name}: can't get info ${strerror.EOPNOTSUPP}`);
    stdout += renderSpanningTree(net, link, link.bridge);
  }
  return { stdout, status: 0 };
}

const missing = (name: string) => (): Answer => {
  throw notSimulated(`brctl ${name}`);
};

function setAgeing(net: Netlink, [name = '', word = '']: readonly string[]): Answer {
  if (!/^\d+(\.\d+)?$/.test(word)) throw fail('bad ageing time value');
  return setBridge(net, name, 'ageing time', { ageing: Number(word) });
}

const commands: readonly Command[] = [
  { name: 'addbr', operands: 1, usage: '<bridge>\t\tadd bridge', run: addBridge },
  { name: 'delbr', operands: 1, usage: '<bridge>\t\tdelete bridge', run: deleteBridge },
  { name: 'addif', operands: 2, usage: '<bridge> <device>\tadd interface to bridge', run: addPort },
  { name: 'delif', operands: 2, usage: '<bridge> <device>\tdelete interface from bridge', run: removePort },
  { name: 'hairpin', operands: 3, usage: '<bridge> <port> {on|off}\tturn hairpin on/off', run: hairpin },
  { name: 'setageing', operands: 2, usage: '<bridge> <time>\t\tset ageing time', run: setAgeing },
  {
    name: 'setbridgeprio',
    operands: 2,
    usage: '<bridge> <prio>\t\tset bridge priority',
    run: missing('setbridgeprio'),
  },
  { name: 'setfd', operands: 2, usage: '<bridge> <time>\t\tset bridge forward delay', run: missing('setfd') },
  { name: 'sethello', operands: 2, usage: '<bridge> <time>\t\tset hello time', run: missing('sethello') },
  { name: 'setmaxage', operands: 2, usage: '<bridge> <time>\t\tset max message age', run: missing('setmaxage') },
  { name: 'setpathcost', operands: 3, usage: '<bridge> <port> <cost>\tset path cost', run: missing('setpathcost') },
  { name: 'setportprio', operands: 3, usage: '<bridge> <port> <prio>\tset port priority', run: missing('setportprio') },
  { name: 'show', operands: 0, usage: '[ <bridge> ]\t\tshow a list of bridges', run: show },
  { name: 'showmacs', operands: 1, usage: '<bridge>\t\tshow a list of mac addrs', run: showMacs },
  { name: 'showstp', operands: 1, usage: '<bridge>\t\tshow bridge stp info', run: showStp },
  {
    name: 'stp',
    operands: 2,
    usage: '<bridge> {on|off}\tturn stp on/off',
    run: (net, [name = '', word = '']) => setBridge(net, name, 'stp status', { stp: onOff(word) }),
  },
];

const usage = `Usage: brctl [commands]\ncommands:\n${commands.map((c) => `\t${c.name.padEnd(10)}\t${c.usage}\n`).join('')}`;

/** Runs one `brctl` command line on a namespace. */
export function runBrctl(net: Netlink, argv: readonly string[]): Answer {
  return answer(() => {
    const [, name, ...operands] = argv;
    if (name === '--help' || name === '-h') return { stdout: usage, status: 0 };
    if (name === '--version' || name === '-V') return { stdout: 'bridge-utils, 1.7\n', status: 0 };
    if (name === undefined) return { stdout: usage, status: 1 };
    const command = commands.find((known) => known.name === name);
    if (!command) return { stdout: usage, stderr: `never heard of command [${name}]\n`, status: 1 };
    if (operands.length < command.operands) {
      const stdout = `Incorrect number of arguments for command\nUsage: brctl ${command.name} ${command.usage}\n`;
      return { stdout, status: 1 };
    }
    return command.run(net, operands, argv.join(' '));
  });
}

export const brctl: Program = {
  name: 'brctl',
  summary: 'make and show Ethernet bridges',
  *main(sys, argv) {
    return yield* say(sys, runBrctl(sys.net, argv));
  },
  complete(sys, argv) {
    if (argv.length <= 2) return commands.map(({ name }) => ({ text: name }));
    const links = sys.net.links();
    const bridges = links.filter((link) => link.bridge);
    return (argv.length === 3 ? bridges : links).map((link) => ({ text: link.name }));
  },
};
