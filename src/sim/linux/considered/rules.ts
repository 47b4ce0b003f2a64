// Which rules a packet met before the one that decided, and which it did not meet any more.
// Source: nft_do_chain (net/netfilter/nf_tables_core.c), gone through again with the packet as it was.
// Not for: deciding; where the rules as they stand do not lead to what decided, nothing is said of them.

import type { Alternatives, Considered } from '../../trace/record.ts';
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import {
  STATE_ESTABLISHED,
  STATE_INVALID,
  STATE_NEW,
  STATE_RELATED,
  STATE_UNTRACKED,
  Tracking,
} from '../conntrack/tracking.ts';
import type { Chain } from '../netfilter/chain.ts';
import { stateThen } from '../netfilter/explain.ts';
import type { Rule } from '../netfilter/rule.ts';
import { Tables } from '../netfilter/tables.ts';
import { FORWARD, type Hook, LOCAL_OUT, POST_ROUTING } from '../netfilter/traversal.ts';
import type { NfTable } from '../netfilter.ts';
import type { NetDevice, Stack } from '../stack.ts';
import { fitOf, PastTraversal } from './fit.ts';
import { asOf, ipOf, listed, type Moment } from './moment.ts';

const tableNames: readonly NfTable[] = ['raw', 'mangle', 'nat', 'filter'];

const states: Readonly<Record<string, number>> = {
  INVALID: STATE_INVALID,
  ESTABLISHED: STATE_ESTABLISHED,
  RELATED: STATE_RELATED,
  NEW: STATE_NEW,
  UNTRACKED: STATE_UNTRACKED,
};

/** Targets behind which the next rule is asked. */
const goesOn: ReadonlySet<string> = new Set(['LOG', 'MARK', 'TTL', 'TCPMSS', 'NOTRACK', 'CT', 'CONNMARK']);

export function consideredRules(
  ns: Stack,
  device: NetDevice,
  moment: Moment,
  decider: Rule | Chain,
): Alternatives | undefined {
  const hooks = ns.netfilter;
  const table = tableNames.find((name) => name === decider.table);
  // A packet that was translated met the rules as it was before.
  const packet = ipOf(moment.kind === 'netfilter' ? moment.before : moment.traced);
  if (hooks === undefined || table === undefined || packet === undefined || !(hooks.tables instanceof Tables))
    return undefined;
  const state = states[stateThen(moment.detail) ?? ''];
  const tracking = state === undefined ? undefined : new Tracking(hooks.connections, state);
  const as = asOf(moment, hooks.changedAt);
  for (const base of hooks.tables.chains(table)) {
    if (base.hook === undefined || !mayBeAt(base.hook, moment)) continue;
    const walk = new Walk(placed(ns, base.hook, packet, device, moment, tracking), decider);
    if (walk.from(base) === 'decided') return listed(walk.met, as);
  }
  return { considered: [], omitted: 0, as: 'changed' };
}

/** What was made here meets other hooks than what came in. */
function mayBeAt(hook: Hook, { cameBy }: Moment): boolean {
  if (hook === POST_ROUTING) return true;
  return (hook === LOCAL_OUT) === (cameBy === undefined);
}

function placed(
  ns: Stack,
  hook: Hook,
  packet: Ipv4Packet,
  device: NetDevice,
  { cameBy }: Moment,
  tracking: Tracking | undefined,
): PastTraversal {
  const leaves = hook === FORWARD || hook === LOCAL_OUT || hook === POST_ROUTING;
  const came = hook === FORWARD ? ns.devices().find((one) => one === cameBy) : undefined;
  // What comes in by a port of a bridge comes in by the bridge.
  const input = came?.port?.bridge ?? came;
  return new PastTraversal(ns, hook, packet, leaves ? input : device, leaves ? device : undefined, tracking);
}

type Outcome = 'decided' | 'on' | 'back' | 'astray';

class Walk {
  readonly met: Considered[] = [];
  readonly #at: PastTraversal;
  readonly #decider: Rule | Chain;

  constructor(at: PastTraversal, decider: Rule | Chain) {
    this.#at = at;
    this.#decider = decider;
  }

  /** From a built-in chain on. `decided`: the rules as they stand lead to the decider. */
  from(base: Chain): Outcome {
    const outcome = this.#through(base);
    if (outcome === 'decided' || outcome === 'astray' || this.#decider !== base)
      return outcome === 'decided' ? outcome : 'astray';
    this.met.push({ text: `-P ${base.name} ${base.policy ?? ''}`, fate: 'taken', why: '' });
    return 'decided';
  }

  #through(chain: Chain): Outcome {
    for (const [at, rule] of chain.rules.entries()) {
      if (rule === this.#decider) {
        this.#note(chain, rule, 'taken', '');
        for (const behind of chain.rules.slice(at + 1))
          this.#note(chain, behind, 'spare', 'a rule before it has decided');
        return 'decided';
      }
      const outcome = this.#meet(chain, rule);
      if (outcome !== 'on') return outcome;
    }
    return 'on';
  }

  #meet(chain: Chain, rule: Rule): Outcome {
    const { fits, why } = fitOf(rule, this.#at);
    if (fits === false) {
      this.#note(chain, rule, 'unfit', why);
      return 'on';
    }
    const { action } = rule;
    if (action.kind === 'jump' || action.kind === 'goto')
      return this.#follow(chain, rule, action.chain, fits, action.kind);
    const name = action.kind === 'target' ? action.target.name : '';
    if (action.kind === 'none' || goesOn.has(name)) {
      this.#note(chain, rule, 'led', fits === true ? 'it fits, and lets the next rule decide' : why);
      return 'on';
    }
    // Had a rule of which nobody can tell any more fitted, the packet would never have met the one that decided.
    if (fits === 'unknown') {
      this.#note(chain, rule, 'unfit', why);
      return 'on';
    }
    if (name !== 'RETURN') return 'astray';
    this.#note(chain, rule, 'led', 'it fits: back to the chain before');
    return 'back';
  }

  /** Into another chain, if what decided is there or the packet comes back. */
  #follow(chain: Chain, rule: Rule, to: Chain, fits: true | 'unknown', kind: 'jump' | 'goto'): Outcome {
    const mark = this.met.length;
    this.#note(chain, rule, 'led', `it fits: on to chain ${to.name}`);
    const outcome = this.#through(to);
    if (outcome === 'decided') return outcome;
    if (fits === 'unknown') {
      this.met.splice(mark);
      this.#note(chain, rule, 'unfit', 'what it asks was known at that moment only');
      return 'on';
    }
    if (outcome === 'astray') return outcome;
    return kind === 'goto' ? 'back' : 'on';
  }

  #note(chain: Chain, rule: Rule, fate: Considered['fate'], why: string): void {
    this.met.push({ text: `-A ${chain.name} ${rule.text}`, fate, why });
  }
}
