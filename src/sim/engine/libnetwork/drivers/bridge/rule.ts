// Rules of the packet filter as the daemon programs them: once each, whoever asks how often; taking away an absent one is no error.
// Source: moby libnetwork/iptables/iptables.go (Rule, raw, RawCombinedOutput), drivers/bridge/internal/iptabler/iptabler.go.
// Not modelled: firewalld, nftables as the daemon's own backend, IPv6 rules.
import type { Netfilter, NfTable } from '../../../../linux/netfilter.ts';
import { system } from '../../../api/errors.ts';

export interface FirewallRule {
  readonly table: NfTable;
  readonly chain: string;
  /** At the chain's end, or at its head. */
  readonly place: 'append' | 'insert';
  /** As iptables takes them after the chain. */
  readonly words: readonly string[];
  /** What is said before iptables' own complaint when it cannot be set. */
  readonly failure: string;
  /** For rules that drop: how to let such packets through with Docker's own means. */
  readonly remedy?: string;
}

/** Sets the rules that are not there yet, in order. Throws at the first that cannot be set; those before it stay. */
export function programRules(netfilter: Netfilter, rules: readonly FirewallRule[], origin: string): void {
  for (const rule of rules) {
    const { table, chain, place, words } = rule;
    if (netfilter.has(table, chain, words)) continue;
    const maker = rule.remedy === undefined ? origin : { by: origin, remedy: rule.remedy };
    const error =
      place === 'append'
        ? netfilter.append(table, chain, words, maker)
        : netfilter.insert(table, chain, 1, words, maker);
    if (error === undefined) continue;
    const command = `iptables --wait -t ${table} ${place === 'append' ? '-A' : '-I'} ${chain} ${words.join(' ')}`;
    throw system(
      `${rule.failure}:  (iptables failed: ${command}: iptables: ${error.message}\n (exit status ${error.status}))`,
    );
  }
}

/** Takes away those of the rules that are there. */
export function removeRules(netfilter: Netfilter, rules: readonly FirewallRule[]): void {
  for (const { table, chain, words } of rules) {
    if (netfilter.has(table, chain, words)) netfilter.delete(table, chain, words);
  }
}
