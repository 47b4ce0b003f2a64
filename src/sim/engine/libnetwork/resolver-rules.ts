// How queries to port 53 of 127.0.0.11 find the embedded DNS server, which listens on other ports: rules of the container's own.
// Source: moby libnetwork/resolver_unix.go setupIptablesNAT.
// Not modelled: nftables as the daemon's own backend.
import type { Netfilter } from '../../linux/netfilter.ts';
import { DNS_PORT } from '../../wire/dns.ts';
import { system } from '../api/errors.ts';
import { EMBEDDED_RESOLVER } from './resolvconf.ts';

const OUTPUT_CHAIN = 'DOCKER_OUTPUT';
const POSTROUTING_CHAIN = 'DOCKER_POSTROUTING';
const ORIGIN = 'embedded DNS server';

/** Leads what goes to port 53 to the server's ports, and makes its answers come from port 53. */
export function leadQueries(netfilter: Netfilter, udpPort: number, tcpPort: number): void {
  prepareChain(netfilter, 'OUTPUT', OUTPUT_CHAIN);
  prepareChain(netfilter, 'POSTROUTING', POSTROUTING_CHAIN);
  for (const [protocol, port] of [
    ['udp', udpPort],
    ['tcp', tcpPort],
  ] as const) {
    const to = ['-d', EMBEDDED_RESOLVER, '-p', protocol, '--dport', String(DNS_PORT)];
    insert(netfilter, OUTPUT_CHAIN, [...to, '-j', 'DNAT', '--to-destination', `${EMBEDDED_RESOLVER}:${port}`]);
    const from = ['-s', EMBEDDED_RESOLVER, '-p', protocol, '--sport', String(port)];
    insert(netfilter, POSTROUTING_CHAIN, [...from, '-j', 'SNAT', '--to-source', `:${DNS_PORT}`]);
  }
}

/** An empty chain with a jump into it; the sandbox may have had a server before. */
function prepareChain(netfilter: Netfilter, hook: string, chain: string): void {
  const jump = ['-d', EMBEDDED_RESOLVER, '-j', chain];
  if (netfilter.has('nat', hook, jump)) {
    netfilter.flush('nat', chain);
    return;
  }
  netfilter.newChain('nat', chain, ORIGIN);
  insert(netfilter, hook, jump);
}

function insert(netfilter: Netfilter, chain: string, words: readonly string[]): void {
  const error = netfilter.insert('nat', chain, 1, words, ORIGIN);
  if (error !== undefined) throw system(`set up rule failed, [-t nat -I ${chain} ${words.join(' ')}]`);
}
