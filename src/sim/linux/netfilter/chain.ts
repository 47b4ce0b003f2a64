// A chain: rules in order, and what becomes of packets that none of them decides.
// Source: struct nft_chain, nft_do_chain (net/netfilter/nf_tables_core.c); NFT_JUMP_STACK_SIZE limits how deep chains nest.
// Not modelled: the hooks' priorities as users may set them.
import type { DropDecision } from '../../trace/decision.ts';
import type { Cause } from '../../trace/record.ts';
import type { Traced } from '../../wire/packet-view.ts';
import type { ChainView } from '../netfilter.ts';
import { creatorOf, type Origin } from '../origin.ts';
import { acceptBefore } from './explain.ts';
import type { Rule } from './rule.ts';
import type { Hook, Traversal, Verdict } from './traversal.ts';

export class Chain implements ChainView, DropDecision {
  name: string;
  readonly table: string;
  /** Built-in chains hang at a hook and have a policy. */
  readonly hook: Hook | undefined;
  readonly origin: Origin | undefined;
  policy: 'ACCEPT' | 'DROP' | undefined;
  /** Who set the policy; nobody at first. */
  policyOrigin: Origin | undefined = undefined;
  packets = 0;
  bytes = 0;
  references = 0;
  readonly rules: Rule[] = [];

  constructor(table: string, name: string, hook: Hook | undefined, origin?: Origin) {
    this.table = table;
    this.name = name;
    this.hook = hook;
    this.policy = hook === undefined ? undefined : 'ACCEPT';
    this.origin = origin;
  }

  /** What a built-in chain says of a packet, its policy included. */
  decide(at: Traversal): 'accept' | 'drop' {
    const verdict = this.#walk(at);
    if (verdict === 'accept' || verdict === 'drop') return verdict;
    this.packets++;
    this.bytes += at.packet.length;
    at.decider = undefined;
    return this.policy === 'DROP' ? 'drop' : 'accept';
  }

  #walk(at: Traversal): Verdict {
    const { rules } = this;
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i];
      if (rule === undefined || !rule.matches(at)) continue;
      rule.packets++;
      rule.bytes += at.packet.length;
      const { action } = rule;
      if (action.kind === 'none') continue;
      if (action.kind === 'target') {
        const before = at.packet;
        const verdict = action.target.apply(at);
        if (at.packet !== before) {
          at.changer = rule;
          at.changerNumber = i + 1;
        }
        if (verdict === 'continue') continue;
        at.decider = rule;
        at.deciderNumber = i + 1;
        return verdict;
      }
      const verdict = action.chain.#walk(at);
      if (verdict === 'accept' || verdict === 'drop') return verdict;
      if (action.kind === 'goto') return 'return';
    }
    return 'continue';
  }

  describe(): string {
    const creator = creatorOf(this.policyOrigin);
    const origin = creator === undefined ? '' : `, from ${creator}`;
    return `table ${this.table}, chain ${this.name}, policy ${this.policy ?? 'none'}: no rule decided${origin}`;
  }

  cause(): Cause {
    const facts = [
      { label: 'table', value: this.table },
      { label: 'chain', value: this.name },
      { label: 'policy', value: this.policy ?? 'none' },
      { label: 'packets', value: String(this.packets) },
      { label: 'bytes', value: String(this.bytes) },
    ];
    return { kind: 'policy', facts, creator: creatorOf(this.policyOrigin) };
  }

  remedy(_detail: number, traced: Traced): string {
    const asked = acceptBefore(this.table, this.name, 0, traced);
    return `${asked}; or let everything through: iptables -t ${this.table} -P ${this.name} ACCEPT`;
  }
}
