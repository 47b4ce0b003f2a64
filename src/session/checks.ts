// Looks whether the steps of a guided scenario are done: conditions on the world's state, each with what is missing.

import { formatIp4 } from '../sim/base/ip4.ts';
import { engineSnapshot } from '../sim/engine/snapshot.ts';
import { runIptables } from '../sim/programs/net/iptables/iptables.ts';
import type { Check, Scenario } from '../sim/scenario/format.ts';
import { type DropReason, dropReasons } from '../sim/trace/record.ts';
import type { World } from '../sim/world.ts';
import { checkCluster } from './check-cluster.ts';
import type { StepState } from './protocol.ts';
import { Sightings } from './sightings.ts';
import { no, notYet, stillThere, type Verdict, wanted, yes } from './verdict.ts';

/** Validated loosely by the loader, as what it may be is the trace's to say. */
function reasonOf(text: string): DropReason {
  return dropReasons.find((reason) => reason === text) ?? 'NETFILTER';
}

/** Watches one scenario in one world. Steps are done in order: a step begins when the one before is done, and stays done. */
export class StepWatch {
  readonly #scenario: Scenario;
  #world: World;
  /** How many commands each host had run when the current step began. */
  #commandsBefore = new Map<string, number>();
  #sightings: Sightings;
  #current = 0;
  #states: readonly StepState[];

  constructor(scenario: Scenario, world: World) {
    this.#scenario = scenario;
    this.#world = world;
    this.#sightings = new Sightings(world);
    this.#begin();
    this.#states = this.#evaluate();
  }

  /** The state of every step, in the world that the lab stands in; the same array as before when nothing has changed. */
  look(world = this.#world): readonly StepState[] {
    if (world !== this.#world) this.#moveTo(world);
    this.#sightings.look();
    let states = this.#evaluate();
    while (states[this.#current]?.done) {
      this.#current++;
      this.#begin();
      states = this.#evaluate();
    }
    if (JSON.stringify(states) !== JSON.stringify(this.#states)) this.#states = states;
    return this.#states;
  }

  /** Somebody has gone to another moment: steps that are done stay done, and the current one begins anew there. */
  #moveTo(world: World): void {
    this.#world = world;
    this.#sightings = new Sightings(world);
    this.#begin();
  }

  /** What happened before a step does not count for it; what is there does. */
  #begin(): void {
    this.#commandsBefore = new Map([...this.#world.stations].map(([name, { host }]) => [name, host.audit.count]));
    this.#sightings.forget();
  }

  #evaluate(): readonly StepState[] {
    return this.#scenario.steps.map((step, i) => {
      const isCurrent = i === this.#current;
      const checks = step.checks.map((check) => {
        const verdict = i < this.#current ? yes : isCurrent ? this.#verdict(check) : { met: false };
        return { check, ...verdict };
      });
      return { step: i, done: i < this.#current || (isCurrent && checks.every((one) => one.met)), checks };
    });
  }

  #verdict(check: Check): Verdict {
    switch (check.kind) {
      case 'command-ran':
        return wanted(this.#ran(check.host, check.words));
      case 'network-exists': {
        const exists = this.#engine(check.host)?.networks.some((network) => network.name === check.name) ?? false;
        return wanted(exists, check.absent);
      }
      case 'container-running': {
        const container = this.#container(check.host, check.name);
        if (check.absent) return container ? stillThere : yes;
        if (container === undefined) return notYet;
        const { state } = container;
        return state === 'running' ? yes : no({ kind: 'is', state, wanted: 'running' });
      }
      case 'attached': {
        const container = this.#container(check.host, check.container);
        const isAttached = container?.attachments.some((one) => one.network === check.network) ?? false;
        return wanted(isAttached, check.absent);
      }
      case 'pinged':
        return wanted(this.#pinged(check.host, check.from, check.to));
      case 'answered':
        return wanted(this.#sightings.answered(check.host, this.#netns(check.host, check.from), check.port));
      case 'dropped':
        return wanted(this.#sightings.dropped(check.host, reasonOf(check.reason)));
      case 'tunnelled':
        return wanted(this.#sightings.tunnelled(check.host));
      case 'rule':
        return wanted(this.#hasRule(check.host, check.table, check.words), check.absent);
      case 'node':
      case 'quorum':
      case 'span':
      case 'service':
        return checkCluster(check, this.#world);
    }
  }

  #engine(host: string) {
    const engine = this.#world.stations.get(host)?.engine;
    return engine && engineSnapshot(engine);
  }

  #container(host: string, name: string) {
    const all = this.#engine(host)?.containers;
    // A task is called `www.1`: what follows differs from run to run.
    return all?.find((one) => one.name === name) ?? all?.find((one) => one.service && one.name.startsWith(`${name}.`));
  }

  #ran(host: string, words: string): boolean {
    const audit = this.#world.stations.get(host)?.host.audit;
    if (!audit) return false;
    const since = audit.commands.slice(
      Math.max(0, audit.commands.length - (audit.count - (this.#commandsBefore.get(host) ?? 0))),
    );
    return since.some((line) => line === words || line.startsWith(`${words} `));
  }

  #hasRule(host: string, table: string, words: string): boolean {
    const net = this.#world.stations.get(host)?.kernel.rootNs.net;
    const rules = net && runIptables(net.netfilter, ['iptables', '-t', table, '-S']).stdout;
    return rules?.split('\n').some((line) => line.includes(words)) ?? false;
  }

  /** The name that records give a container's namespace: that of a task has more to it than one types. */
  #netns(host: string, name: string): string {
    return this.#container(host, name)?.name ?? name;
  }

  /** An echo reply whose source is one of the target's addresses has reached the namespace of the asker. */
  #pinged(host: string, from: string, to: string): boolean {
    const target = this.#container(host, to);
    const addresses = target
      ? target.attachments.flatMap((one) => (one.address ? [one.address.replace(/\/.*/, '')] : []))
      : this.#hostAddresses(to);
    return this.#sightings.pinged(host, this.#netns(host, from), addresses);
  }

  #hostAddresses(name: string): string[] {
    const net = this.#world.stations.get(name)?.kernel.rootNs.net;
    return net?.addresses().map((address) => formatIp4(address.local)) ?? [];
  }
}
