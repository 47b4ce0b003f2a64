// Looks whether the steps of a guided scenario are done: conditions on the world's state, each with what is missing.

import { formatIp4 } from '../sim/base/ip4.ts';
import { engineSnapshot } from '../sim/engine/snapshot.ts';
import type { Check, Scenario } from '../sim/scenario/format.ts';
import { EthernetFrame } from '../sim/wire/ethernet.ts';
import { ICMP_ECHOREPLY } from '../sim/wire/icmp.ts';
import type { World } from '../sim/world.ts';
import type { StepState } from './protocol.ts';

/** An echo reply that reached the namespace of who asked. */
interface EchoReply {
  readonly host: string;
  readonly netns: string;
  readonly source: string;
}

interface Verdict {
  readonly met: boolean;
  /** What is missing, in words; empty when met. */
  readonly missing: string;
}

const yes: Verdict = { met: true, missing: '' };
const no = (missing: string): Verdict => ({ met: false, missing });
const wanted = (isSo: boolean, absent: boolean | undefined, missing: string, superfluous: string): Verdict => {
  if (absent) return isSo ? no(superfluous) : yes;
  return isSo ? yes : no(missing);
};

/** Watches one scenario in one world. Steps are done in order: a step begins when the one before is done, and stays done. */
export class StepWatch {
  readonly #scenario: Scenario;
  readonly #world: World;
  /** How many commands each host had run when the current step began. */
  #commandsBefore = new Map<string, number>();
  /** Records looked at so far, and the echo replies that they told of since the step began. */
  #looked = 0;
  #replies: EchoReply[] = [];
  #current = 0;
  #states: readonly StepState[];

  constructor(scenario: Scenario, world: World) {
    this.#scenario = scenario;
    this.#world = world;
    this.#begin();
    this.#states = this.#evaluate();
  }

  /** The state of every step; the same array as before when nothing has changed. */
  look(): readonly StepState[] {
    this.#collectReplies();
    let states = this.#evaluate();
    while (states[this.#current]?.done) {
      this.#current++;
      this.#begin();
      states = this.#evaluate();
    }
    if (JSON.stringify(states) !== JSON.stringify(this.#states)) this.#states = states;
    return this.#states;
  }

  /** What happened before a step does not count for it; what is there does. */
  #begin(): void {
    this.#commandsBefore = new Map([...this.#world.stations].map(([name, { host }]) => [name, host.audit.count]));
    this.#looked = this.#world.trace.next;
    this.#replies = [];
  }

  #evaluate(): readonly StepState[] {
    return this.#scenario.steps.map((step, i) => {
      const isCurrent = i === this.#current;
      const checks = step.checks.map((check) => {
        const verdict = i < this.#current ? yes : isCurrent ? this.#verdict(check) : no('');
        return { check, ...verdict };
      });
      return { step: i, done: i < this.#current || (isCurrent && checks.every((one) => one.met)), checks };
    });
  }

  #verdict(check: Check): Verdict {
    switch (check.kind) {
      case 'command-ran':
        return this.#ran(check.host, check.words) ? yes : no(`Run ${check.words} on ${check.host}.`);
      case 'network-exists': {
        const exists = this.#engine(check.host)?.networks.some((network) => network.name === check.name) ?? false;
        return wanted(
          exists,
          check.absent,
          `There is no network ${check.name} yet.`,
          `Network ${check.name} is still there.`,
        );
      }
      case 'container-running': {
        const container = this.#container(check.host, check.name);
        const missing = container
          ? `Container ${check.name} is ${container.state}, not running.`
          : `There is no container ${check.name} yet.`;
        if (check.absent) return container ? no(`Container ${check.name} is still there.`) : yes;
        return container?.state === 'running' ? yes : no(missing);
      }
      case 'attached': {
        const container = this.#container(check.host, check.container);
        const isAttached = container?.attachments.some((one) => one.network === check.network) ?? false;
        const missing = `${check.container} is not on network ${check.network} yet.`;
        return wanted(isAttached, check.absent, missing, `${check.container} is still on network ${check.network}.`);
      }
      case 'pinged':
        return this.#pinged(check.host, check.from, check.to)
          ? yes
          : no(`No answer to a ping from ${check.from} to ${check.to} has come yet.`);
    }
  }

  #engine(host: string) {
    const engine = this.#world.stations.get(host)?.engine;
    return engine && engineSnapshot(engine);
  }

  #container(host: string, name: string) {
    return this.#engine(host)?.containers.find((one) => one.name === name);
  }

  #ran(host: string, words: string): boolean {
    const audit = this.#world.stations.get(host)?.host.audit;
    if (!audit) return false;
    const since = audit.commands.slice(
      Math.max(0, audit.commands.length - (audit.count - (this.#commandsBefore.get(host) ?? 0))),
    );
    return since.some((line) => line === words || line.startsWith(`${words} `));
  }

  /** An echo reply whose source is one of the target's addresses has reached the namespace of the asker. */
  #pinged(host: string, from: string, to: string): boolean {
    const target = this.#container(host, to);
    const addresses = target
      ? target.attachments.flatMap((one) => (one.address ? [one.address.split('/')[0]] : []))
      : this.#hostAddresses(to);
    return this.#replies.some(
      (reply) => reply.host === host && reply.netns === from && addresses.includes(reply.source),
    );
  }

  #collectReplies(): void {
    const { trace } = this.#world;
    for (let seq = Math.max(this.#looked, trace.first); seq < trace.next; seq++) {
      const traced = trace.traced(seq);
      const packet = traced instanceof EthernetFrame ? traced.body : traced;
      if (packet?.kind !== 'ipv4' || packet.body.kind !== 'icmp' || packet.body.type !== ICMP_ECHOREPLY) continue;
      const record = trace.record(seq);
      if (record?.kind !== 'deliver') continue;
      this.#replies.push({ host: record.host, netns: record.netns, source: formatIp4(packet.source) });
    }
    this.#looked = trace.next;
  }

  #hostAddresses(name: string): string[] {
    const net = this.#world.stations.get(name)?.kernel.rootNs.net;
    return net?.addresses().map((address) => formatIp4(address.local)) ?? [];
  }
}
