// busybox `ip`: its few options and objects.
// Source: busybox 1.35 networking/ip.c, libiproute/ip_parse_common_args.c. Not modelled: tunnels, rules of one's own.
import type { Completion, Program } from '../../../host/sys.ts';
import type { Netlink } from '../../../linux/netlink.ts';
import { ipRoute6 } from '../ip/route6.ts';
import { type Answer, answer, notSimulated, say } from '../tool.ts';
import { busyboxIpAddress } from './ip-address.ts';
import { busyboxIpLink } from './ip-link.ts';
import { busyboxIpNeigh } from './ip-neigh.ts';
import { busyboxIpRoute } from './ip-route.ts';
import type { BusyboxFamily, ListOptions } from './ip-text.ts';
import { die, helpOf, keyword, showUsage } from './usage.ts';

const usage = `ip [OPTIONS] address|route|link|tunnel|neigh|rule [ARGS]

OPTIONS := -f[amily] inet|inet6|link | -o[neline]

ip addr add|del IFADDR dev IFACE | show|flush [dev IFACE] [to PREFIX]
ip route list|flush|add|del|change|append|replace|test ROUTE
ip link set IFACE [up|down] [arp on|off] [multicast on|off]
	[promisc on|off] [mtu NUM] [name NAME] [qlen NUM] [address MAC]
	[master IFACE | nomaster] [netns PID]
ip tunnel add|change|del|show [NAME]
	[mode ipip|gre|sit] [remote ADDR] [local ADDR] [ttl TTL]
ip neigh show|flush [to PREFIX] [dev DEV] [nud STATE]
ip rule [list] | add|del SELECTOR ACTION
`;

const objects = ['address', 'route', 'link', 'tunnel', 'tunl', 'neighbour', 'neighbor', 'rule'] as const;

const families: Readonly<Record<string, BusyboxFamily>> = { inet: 'inet', inet6: 'inet6', link: 'link' };

/** busybox's table of options holds them with their dash. */
const optionNames = ['oneline', 'family', '4', '6', '0'] as const;

function parseOptions(words: readonly string[]): { options: ListOptions; rest: readonly string[] } {
  let options: ListOptions = { family: 'any', oneline: false };
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) break;
    if (word === '--help') throw helpOf(usage);
    const name = keyword(word.replace(/^--?/, ''), optionNames);
    if (name === undefined) throw showUsage(usage);
    if (name === 'oneline') options = { ...options, oneline: true };
    else
      options = {
        ...options,
        family: name === 'family' ? familyWord(words[++at]) : name === '4' ? 'inet' : name === '6' ? 'inet6' : 'link',
      };
  }
  return { options, rest: words.slice(at) };
}

function familyWord(word: string | undefined): BusyboxFamily {
  if (word === undefined) throw showUsage(usage);
  const family = families[word];
  if (!family) throw die('ip', `invalid argument '${word}' to 'protocol family'`);
  return family;
}

/** Runs one busybox `ip` command line on a namespace. */
export function runBusyboxIp(net: Netlink, argv: readonly string[]): Answer {
  return answer(() => {
    const { options, rest } = parseOptions(argv.slice(1));
    const [name, ...args] = rest;
    const object = name === undefined ? undefined : keyword(name, objects);
    const origin = argv.join(' ');
    switch (object) {
      case 'address':
        return busyboxIpAddress(net, args, options, origin);
      case 'link':
        return busyboxIpLink(net, args, options, origin);
      case 'route':
        if (options.family === 'inet6') return ipRoute6(net, args, 'busybox');
        return busyboxIpRoute(net, args, origin);
      case 'neighbour':
      case 'neighbor':
        if (options.family === 'inet6') throw notSimulated('ip -6 neigh');
        return busyboxIpNeigh(net, args);
      case 'rule':
        return rules(args);
      case undefined:
        throw showUsage(usage);
      default:
        throw notSimulated(`ip ${object}`);
    }
  });
}

/** net/ipv4/fib_rules.c fib_default_rules_init: every namespace has these three. */
function rules(args: readonly string[]): Answer {
  if (args.length > 0 && !keyword(args[0] ?? '', ['list', 'show'])) throw notSimulated(`ip rule ${args.join(' ')}`);
  return {
    stdout: '0:\tfrom all lookup local \n32766:\tfrom all lookup main \n32767:\tfrom all lookup default \n',
    status: 0,
  };
}

export const busyboxIp: Program = {
  name: 'ip',
  summary: 'show and change addresses, devices, routes and neighbours',
  *main(sys, argv) {
    return yield* say(sys, runBusyboxIp(sys.net, argv));
  },
  complete(sys, argv): Completion[] {
    if (argv.length <= 2) return ['addr', 'link', 'route', 'neigh', 'rule'].map((text) => ({ text }));
    return [{ text: 'show' }, { text: 'dev' }, ...sys.net.links().map((link) => ({ text: link.name }))];
  },
};
