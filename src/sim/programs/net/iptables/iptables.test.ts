import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelLab } from '../../../testkit/kernel-lab.ts';
import { runIptables } from './iptables.ts';
import { splitWords } from './words.ts';

const newTables = () => new KernelLab().kernel('host').rootNs.net.netfilter;

/** Commands and what Debian 12's iptables answered, one after the other in one namespace. */
function transcript(): { line: string; said: string; exit: number }[] {
  const text = readFileSync(new URL('./transcript.txt', import.meta.url), 'utf8');
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((block) => {
      const end = block.indexOf('\n');
      const exit = /\[(\d+)\]\n$/.exec(block);
      return {
        line: block.slice(0, end),
        said: block.slice(end + 1, exit?.index ?? block.length),
        exit: Number(exit?.[1] ?? -1),
      };
    });
}

describe('iptables', () => {
  const netfilter = newTables();
  it.each(transcript().map((step, at) => [at, step.line, step] as const))('%i %s', (_, line, step) => {
    const answered = runIptables(netfilter, splitWords(line) ?? []);
    expect(`${answered.stdout ?? ''}${answered.stderr ?? ''}`).toBe(step.said);
    expect(answered.status).toBe(step.exit);
  });

  it('says what it does not know', () => {
    const answered = runIptables(netfilter, 'iptables -A INPUT -m owner --uid-owner 0 -j ACCEPT'.split(' '));
    expect(answered).toMatchObject({ stderr: 'hoplab: not simulated yet: iptables -m owner\n', status: 125 });
  });
});

describe('what -S prints', () => {
  const address = fc
    .tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255), fc.integer({ min: 1, max: 32 }))
    .map(([a, b, c, d, length]) => `${a}.${b}.${c}.${d}/${length}`);
  const bang = fc.constantFrom('', '! ');
  const port = fc.integer({ min: 1, max: 65_535 });
  const states = fc.subarray(['NEW', 'ESTABLISHED', 'RELATED', 'INVALID'], { minLength: 1 }).map((s) => s.join(','));
  const part = (options: fc.Arbitrary<string>[]) =>
    fc.tuple(...options.map((one) => fc.option(one, { nil: '' }))).map((parts) => parts.filter(Boolean).join(' '));
  const head = part([
    fc.tuple(bang, address).map(([not, a]) => `${not}-s ${a}`),
    fc.tuple(bang, address).map(([not, a]) => `${not}-d ${a}`),
    fc.tuple(bang, fc.constantFrom('eth0', 'br-+', 'docker0')).map(([not, name]) => `${not}-i ${name}`),
  ]);
  const conditions = part([
    fc.tuple(bang, port).map(([not, p]) => `-p tcp ${not}--dport ${p}`),
    states.map((s) => `-m conntrack --ctstate ${s}`),
    fc.nat(0xffff).map((mark) => `-m mark --mark ${mark}`),
    fc.constantFrom('LOCAL', 'UNICAST,BROADCAST').map((type) => `-m addrtype --dst-type ${type}`),
    fc.stringMatching(/^[a-z "'\\.]{1,9}$/).map((text) => `-m comment --comment "${text.replace(/["\\]/g, '\\$&')}"`),
  ]);
  const target = fc.constantFrom('-j ACCEPT', '-j DROP', '-j RETURN', '-j LOG --log-prefix "a b"', '');

  it('reads back to the same', () => {
    const rule = fc.tuple(head, conditions, target).map((parts) => parts.filter(Boolean).join(' '));
    fc.assert(
      fc.property(rule, (words) => {
        const netfilter = newTables();
        const forward = () => netfilter.chains('filter')[1]?.rules.map((each) => each.text);
        expect(netfilter.append('filter', 'FORWARD', splitWords(words) ?? [])).toBeUndefined();
        const [text = ''] = forward() ?? [];
        expect(netfilter.append('filter', 'FORWARD', splitWords(text) ?? [])).toBeUndefined();
        expect(forward()).toEqual([text, text]);
        expect(netfilter.delete('filter', 'FORWARD', splitWords(text) ?? [])).toBeUndefined();
        expect(netfilter.has('filter', 'FORWARD', splitWords(words) ?? [])).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
