// What differs between the ends of two branches: things one can see, as lines of text by what they are and where.
import { runIptables } from '../sim/programs/net/iptables/iptables.ts';
import type { Station } from '../sim/topology.ts';
import type { Branch } from './history.ts';
import type { Lab } from './lab.ts';
import type { BranchDifference } from './protocol.ts';
import type { Run } from './run.ts';
import { worldView } from './view.ts';

const TABLES = ['filter', 'nat', 'mangle', 'raw'] as const;
/** Characters of a terminal's last lines that are compared as one. */
const LAST_LINE = 200;

interface Fact {
  readonly host: string;
  readonly what: BranchDifference['what'];
  readonly name: string;
  readonly is: string;
}

/** A branch's end, by facts: what a fact is of, in one text, to what it is. */
type Digest = ReadonlyMap<string, Fact>;

/** Makes the ends of branches again, one slice after the other, and remembers what was there. */
export class Comparer {
  readonly #lab: Lab;
  readonly #digests = new Map<string, Digest>();
  /** A world that is being brought to a branch's end. */
  #way: { readonly key: string; readonly run: Run } | undefined;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** What differs between the current branch's end and another's; undefined if `enough` came before it was known. */
  compare(id: number, enough: () => boolean): readonly BranchDifference[] | undefined {
    const { history, branch } = this.#lab;
    const other = history.branch(id);
    if (!other) return [];
    const here = this.#digest(branch, enough);
    const there = here && this.#digest(other, enough);
    return here && there && differences(here, there);
  }

  #digest(branch: Branch, enough: () => boolean): Digest | undefined {
    const key = `${branch.id} ${branch.end} ${branch.inputs.length}`;
    const known = this.#digests.get(key);
    if (known) return known;
    if (this.#way?.key !== key) {
      if (this.#way) this.#lab.giveBack(this.#way.run);
      this.#way = { key, run: this.#lab.borrow(branch, branch.end) };
    }
    const { run } = this.#way;
    if (!run.runUntil(branch.end, enough)) return undefined;
    const digest = digestOf(run);
    this.#lab.giveBack(run);
    this.#way = undefined;
    this.#digests.set(key, digest);
    return digest;
  }
}

function differences(here: Digest, there: Digest): readonly BranchDifference[] {
  const keys = [...new Set([...here.keys(), ...there.keys()])].sort((a, b) => (a < b ? -1 : 1));
  return keys.flatMap((key): BranchDifference[] => {
    const [a, b] = [here.get(key), there.get(key)];
    const fact = a ?? b;
    if (!fact || a?.is === b?.is) return [];
    const { host, what, name } = fact;
    return [{ host, what, name, here: a?.is, there: b?.is }];
  });
}

function digestOf(run: Run): Digest {
  const { world } = run;
  const facts: Fact[] = [];
  for (const { name: host, power, containers, networks } of worldView(world).hosts) {
    facts.push({ host, what: 'host', name: host, is: power });
    for (const { name, state, image, attachments, ports } of containers) {
      const places = attachments.map((one) => `${one.network} ${one.address ?? ''}`.trim());
      facts.push({ host, what: 'container', name, is: [image, state, ...places, ports].filter(Boolean).join(', ') });
    }
    for (const { name, driver, subnet } of networks)
      facts.push({ host, what: 'network', name, is: [driver, subnet].filter(Boolean).join(', ') });
  }
  for (const [host, station] of world.stations) facts.push(...tableFacts(host, station));
  for (const { tty, host, text } of run.terminals.values())
    facts.push({ host, what: 'terminal', name: tty, is: lastLines(text) });
  return new Map(facts.map((fact) => [`${fact.host} ${fact.what} ${fact.name}`, fact]));
}

function tableFacts(host: string, { kernel }: Station): Fact[] {
  const { net } = kernel.rootNs;
  const rules = TABLES.map((table) => {
    const lines = runIptables(net.netfilter, ['iptables', '-t', table, '-S']).stdout?.split('\n') ?? [];
    const count = lines.filter((line) => line.startsWith('-A')).length;
    return { host, what: 'rules' as const, name: table, is: String(count) };
  });
  return [...rules, { host, what: 'routes', name: 'main', is: String(net.routes('main').length) }];
}

/** The last command's line and what follows, without control sequences. */
function lastLines(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are controlled by them
  const plain = text.slice(-4 * LAST_LINE).replace(/\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x07]*\x07|\r/g, '');
  const lines = plain.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-3).join('\n').slice(-LAST_LINE);
}
