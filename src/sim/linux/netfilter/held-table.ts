// A table as it was, to be put back when a batch of changes fails half way: a transaction of nf_tables.
// Source: net/netfilter/nf_tables_api.c (nf_tables_commit, nf_tables_abort).
// Not modelled: other readers never see a table half changed there; here nobody looks in between.
import type { Chain } from './chain.ts';

/** Remembers what `chains` holds; the answer puts it back. */
export function holdTable(chains: Map<string, Chain>): () => void {
  const held = [...chains.values()].map((chain) => {
    const { name, policy, policyOrigin, packets, bytes, references } = chain;
    return { chain, before: { name, policy, policyOrigin, packets, bytes, references }, rules: [...chain.rules] };
  });
  return () => {
    chains.clear();
    for (const { chain, before, rules } of held) {
      Object.assign(chain, before);
      for (const rule of rules) rule.chain = before.name;
      chain.rules.splice(0, chain.rules.length, ...rules);
      chains.set(before.name, chain);
    }
  };
}
