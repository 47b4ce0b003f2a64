// The targets that translate addresses: DNAT, SNAT, MASQUERADE, REDIRECT, NETMAP.
// Source: net/netfilter/xt_nat.c, xt_NETMAP.c, xt_MASQUERADE.c, xt_REDIRECT.c (nf_nat_masquerade.c, nf_nat_redirect.c); libxt_NAT.c.
// Not modelled: --persistent, which is kept and shown.
import { formatIp4, type Ip4, LOOPBACK, maskOf, networkOf, parseIp4 } from '../../../base/ip4.ts';
import { type NatRange, setUp } from '../../conntrack/nat.ts';
import { STATE_NEW } from '../../conntrack/tracking.ts';
import { type Kind, type OptionWords, type Reading, RuleError, type Target } from '../extension.ts';
import { LOCAL_OUT, PRE_ROUTING, type Traversal, type Verdict } from '../traversal.ts';

const MOST = 65_535;
/** The protocols that have ports: TCP, UDP, DCCP, SCTP, UDP-Lite. */
const withPorts = [6, 17, 33, 132, 136];
const needPorts = new RuleError('Need TCP, UDP, SCTP or DCCP with port specification');

function parsePorts(word: string): NonNullable<NatRange['ports']> {
  const parts = /^(\d+)(?:-(\d+))?$/.exec(word);
  const first = Number(parts?.[1] ?? Number.NaN);
  const last = parts?.[2] === undefined ? first : Number(parts[2]);
  if (!parts || first === 0 || first > MOST || last > MOST) throw new RuleError(`Port \`${word}' not valid`);
  if (last < first) throw new RuleError(`Port range \`${word}' funky\n`);
  return { first, last };
}

function parseRange(word: string): NatRange {
  const colon = word.indexOf(':');
  const ports = colon < 0 ? undefined : parsePorts(word.slice(colon + 1));
  const spelt = colon < 0 ? word : word.slice(0, colon);
  if (spelt === '' && ports !== undefined) return { addresses: undefined, ports };
  const [from = '', to = from] = spelt.split('-', 2);
  const bounds = [from, to].map((text) => {
    const address = parseIp4(text);
    if (address === undefined) throw new RuleError(`Bad IP address "${text}"`);
    return address;
  });
  return { addresses: { first: bounds[0] ?? 0, last: bounds[1] ?? 0 }, ports };
}

function span(first: string, last: string): string {
  return first === last ? first : `${first}-${last}`;
}

const portText = (ports: NatRange['ports']): string => (ports ? span(`${ports.first}`, `${ports.last}`) : '');

function rangeText({ addresses, ports }: NatRange): string {
  const spelt = addresses ? span(formatIp4(addresses.first), formatIp4(addresses.last)) : '';
  return ports ? `${spelt}:${portText(ports)}` : spelt;
}

/** Binds a new connection; a packet of one that is bound already never comes here. */
function bind(at: Traversal, half: 'source' | 'destination', range: NatRange): Verdict {
  const tracking = at.tracking;
  if (tracking?.connection === undefined || tracking.state !== STATE_NEW) return 'accept';
  return setUp(at.ns.packetFilter.connections, tracking.connection, half, range) ? 'accept' : 'drop';
}

interface Flags {
  random: '' | ' --random' | ' --random-fully';
  persistent: boolean;
}

/** Options that only say how to choose. */
function takeFlag(flags: Flags, option: string): void {
  if (option === '--persistent') flags.persistent = true;
  else flags.random = option === '--random' ? ' --random' : ' --random-fully';
}

const flagText = ({ random, persistent }: Flags): string => `${random}${persistent ? ' --persistent' : ''}`;

function addressKind(name: 'DNAT' | 'SNAT', option: string, chains: readonly string[]): Kind<Target> {
  const half = name === 'DNAT' ? 'destination' : 'source';
  return {
    name,
    begin(): Reading<Target> {
      let range: NatRange | undefined;
      const flags: Flags = { random: '', persistent: false };
      return {
        options: [option, '--random', '--random-fully', '--persistent'],
        take(given: string, words: OptionWords): void {
          if (given === option) range = parseRange(words.value(given));
          else takeFlag(flags, given);
        },
        finish(protocol): Target {
          if (!range) throw new RuleError(`${name}: option "${option}" must be specified\n`);
          if (range.ports && !withPorts.includes(protocol)) throw needPorts;
          const to = { ...range, random: flags.random !== '' };
          return {
            name,
            text: `${option} ${rangeText(to)}${flagText(flags)}`,
            listing: () => `to:${rangeText(to)}${flagText(flags).replaceAll(' --', ' ')}`,
            tables: ['nat'],
            chains,
            needsTracking: true,
            apply: (at) => bind(at, half, to),
          };
        },
      };
    },
  };
}

export const dnatTarget = addressKind('DNAT', '--to-destination', ['PREROUTING', 'OUTPUT']);
export const snatTarget = addressKind('SNAT', '--to-source', ['POSTROUTING', 'INPUT']);

/** MASQUERADE and REDIRECT: the address follows from the device. */
function portsKind(
  name: 'MASQUERADE' | 'REDIRECT',
  chains: readonly string[],
  listed: string,
  apply: (at: Traversal, to: Pick<NatRange, 'ports' | 'random'>) => Verdict,
): Kind<Target> {
  return {
    name,
    begin(): Reading<Target> {
      let ports: NatRange['ports'];
      const flags: Flags = { random: '', persistent: false };
      return {
        options: ['--to-ports', '--random', ...(name === 'MASQUERADE' ? ['--random-fully'] : [])],
        take(given: string, words: OptionWords): void {
          if (given === '--to-ports') ports = parsePorts(words.value(given));
          else takeFlag(flags, given);
        },
        finish(protocol): Target {
          if (ports && !withPorts.includes(protocol)) throw needPorts;
          const to = ports;
          const text = `${to ? `--to-ports ${portText(to)}` : ''}${flagText(flags)}`.trim();
          const shown = `${to ? `${listed} ${portText(to)}` : ''}${flags.random.replace(' --', ' ')}`.trim();
          return {
            name,
            text,
            listing: () => shown,
            tables: ['nat'],
            chains,
            needsTracking: true,
            apply: (at) => apply(at, { ports: to, random: flags.random !== '' }),
          };
        },
      };
    },
  };
}

const only = (address: Ip4): NonNullable<NatRange['addresses']> => ({ first: address, last: address });

/** nf_nat_masquerade_ipv4: the address that the leaving device speaks to the destination with. */
export const masqueradeTarget = portsKind('MASQUERADE', ['POSTROUTING'], 'masq ports:', (at, to) => {
  const { out, ns, packet } = at;
  const nextHop = ns.fib.lookup(packet.destination)?.gateway ?? packet.destination;
  const address = out && ns.sourceAddress(out, nextHop, 'global');
  return address === undefined ? 'drop' : bind(at, 'source', { addresses: only(address), ...to });
});

/** nf_nat_redirect_ipv4: to this machine; the packet's own device's first address, 127.0.0.1 for what starts here. */
export const redirectTarget = portsKind('REDIRECT', ['PREROUTING', 'OUTPUT'], 'redir ports', (at, to) => {
  const address = at.hook === LOCAL_OUT ? LOOPBACK : at.in?.addresses[0]?.local;
  return address === undefined ? 'drop' : bind(at, 'destination', { addresses: only(address), ...to });
});

/** NETMAP: the host part of an address stays, the network part is another. */
export const netmapTarget: Kind<Target> = {
  name: 'NETMAP',
  begin(): Reading<Target> {
    let network: { address: Ip4; length: number } | undefined;
    return {
      options: ['--to'],
      take(option: string, words: OptionWords): void {
        const word = words.value(option);
        const [text = '', bits = '32'] = word.split('/', 2);
        const address = parseIp4(text);
        if (address === undefined || !/^\d+$/.test(bits) || Number(bits) > 32)
          throw new RuleError(`Bad IP address "${text}"`);
        network = { address: networkOf(address, Number(bits)), length: Number(bits) };
      },
      finish(): Target {
        if (!network) throw new RuleError('NETMAP: option "--to" must be specified\n');
        const { address, length } = network;
        const spelt = length === 32 ? formatIp4(address) : `${formatIp4(address)}/${length}`;
        const mapped = (ip: Ip4): Ip4 => (address | (ip & ~maskOf(length))) >>> 0;
        return {
          name: 'NETMAP',
          text: `--to ${spelt}`,
          listing: () => `to:${spelt}`,
          tables: ['nat'],
          chains: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
          needsTracking: true,
          apply(at) {
            const isDestination = at.hook === PRE_ROUTING || at.hook === LOCAL_OUT;
            const to = mapped(isDestination ? at.packet.destination : at.packet.source);
            return bind(at, isDestination ? 'destination' : 'source', { addresses: only(to), ports: undefined });
          },
        };
      },
    };
  },
};
