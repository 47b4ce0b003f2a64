import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../../sim/testkit/kernel-lab.ts';
import { NetLab } from '../../sim/testkit/net-lab.ts';
import { OverlayLab } from '../../sim/testkit/overlay-lab.ts';
import { compileFilter } from './compile.ts';
import { fieldNamed } from './fields.ts';
import { FilterError, type FilterProblem } from './problem.ts';
import { Subject } from './subject.ts';

function problemOf(filter: string): FilterProblem | undefined {
  try {
    compileFilter(filter);
    return undefined;
  } catch (error) {
    if (error instanceof FilterError) return error.problem;
    throw error;
  }
}

/** What is at fault, marked in the text, and what would be right. */
function marked(filter: string): string {
  const problem = problemOf(filter);
  if (problem === undefined) return 'fine';
  const { at, length, code, fix } = problem;
  const text = `${filter.slice(0, at)}«${filter.slice(at, at + length)}»${filter.slice(at + length)}`;
  return `${code}: ${text}${fix === undefined ? '' : ` → ${fix}`}`;
}

describe('a filter that is wrong says where, and what might have been meant', () => {
  it.each([
    ['ip.adr == 1.2.3.4', 'no-field: «ip.adr» == 1.2.3.4 → ip.addr'],
    ['tcp and htpp', 'no-field: tcp and «htpp» → http'],
    ['IP.SRC == 1.2.3.4', 'no-field: «IP.SRC» == 1.2.3.4 → ip.src'],
    ['tcp.stream == 3', 'no-field: «tcp.stream» == 3 → hop.journey'],
    ['x.srcport == 3', 'no-field: «x.srcport» == 3 → udp.srcport'],
    ['172.17.0.2', 'bare-value: «172.17.0.2» → ip.addr == 172.17.0.2'],
    ['10.0.0.0/8', 'bare-value: «10.0.0.0/8» → ip.addr == 10.0.0.0/8'],
    ['02:42:AC:11:00:02', 'bare-value: «02:42:AC:11:00:02» → eth.addr == 02:42:ac:11:00:02'],
    ['8080', 'bare-value: «8080» → tcp.port == 8080 or udp.port == 8080'],
    ['"GET /"', 'bare-value: «"GET /"» → hop.info contains "GET /"'],
    ['webserver', 'no-field: «webserver» → hop.netns == "webserver"'],
    ['tcp.port = 80', 'unexpected: tcp.port «=» 80 → =='],
    ['tcp.port ==', 'missing: tcp.port ==«»'],
    ['tcp and', 'missing: tcp and«»'],
    ['and tcp', 'unexpected: «and» tcp'],
    ['(tcp or udp', 'unclosed: «(»tcp or udp'],
    ['tcp)', 'unexpected: tcp«)»'],
    ['tcp.port in {80, 443', 'unclosed: tcp.port in «{»80, 443'],
    ['tcp.port in 80', 'unexpected: tcp.port in «80»'],
    ['http.host == "web', 'unclosed: http.host == «"web»'],
    ['eth.addr[0:3 == 1', 'unclosed: eth.addr«[0:3 == 1»'],
    ['eth.addr[x] == 1', 'no-part: «eth.addr[x]» == 1'],
    ['tcp.port[0] == 1', 'no-part: «tcp.port[0]» == 1'],
    ['tcp.port == many', 'no-value: tcp.port == «many»'],
    ['ip.addr == 300.1.1.1', 'no-value: ip.addr == «300.1.1.1»'],
    ['ip.addr == 10.0.0.0/33', 'no-value: ip.addr == «10.0.0.0/33»'],
    ['eth.addr == 02:42', 'no-value: eth.addr == «02:42»'],
    ['tcp.flags.syn == maybe', 'no-value: tcp.flags.syn == «maybe»'],
    ['tcp.payload == xyz', 'no-value: tcp.payload == «xyz»'],
    ['icmp.unused == 1', 'no-order: «icmp.unused» == 1'],
    ['tcp.port contains "8"', 'no-text: «tcp.port» contains "8"'],
    ['http.host matches "("', 'no-pattern: http.host matches «"("»'],
    ['ip.src == tcp.port', 'unlike: ip.src == «tcp.port»'],
    ['lower(ip.src) == "a"', 'no-text: lower(«ip.src») == "a"'],
    ['len(nothing) == 1', 'no-field: len(«nothing») == 1 → hop.netns == "nothing"'],
    ['tcp @ udp', 'unexpected: tcp «@» udp'],
  ])('%s', (filter, expected) => {
    expect(marked(filter)).toBe(expected);
  });

  it('bears any text', () => {
    const words = fc.constantFrom(
      'tcp',
      'ip.addr',
      '==',
      '!',
      '(',
      ')',
      '[0:3]',
      '"a"',
      '{',
      '}',
      '..',
      '#1',
      '80',
      'in',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 12 }).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(text, (filter) => {
        const problem = problemOf(filter);
        if (problem === undefined) return;
        expect(problem.at).toBeGreaterThanOrEqual(0);
        expect(problem.at + problem.length).toBeLessThanOrEqual(filter.length);
      }),
      { numRuns: 500 },
    );
    expect(problemOf('('.repeat(1000))?.code).toBe('too-long');
    expect(problemOf('!'.repeat(1000))?.code).toBe('too-long');
    expect(problemOf('x'.repeat(3000))?.code).toBe('too-long');
  });

  it('holds no pattern up', () => {
    const lab = new NetLab();
    lab.run('c1', 'ping -c 1 10.0.0.3');
    const matches = compileFilter('frame matches "(a*)*(a*)*(a|aa)+$"');
    const subject = Subject.at(lab.lab.trace, lab.lab.trace.first);
    expect(subject && typeof matches(subject)).toBe('boolean');
  });
});

describe('fields', () => {
  /** Only the inspector, which has the keys, knows where the tag begins. */
  const withKeysOnly = ['esp.encrypted_data', 'esp.icv'];

  it('are there for whatever the inspector names', () => {
    const lab = new NetLab();
    lab.serveNames({ web: '10.0.0.3' }, 3);
    lab.start('c2', 'nginx');
    for (const line of [
      'ping -c 1 10.0.0.3',
      'curl -s web',
      'curl -s 10.0.0.3:99',
      'dig nobody',
      'nc -u -w 1 10.0.0.3 9',
    ])
      lab.run('c1', line);
    const overlay = new OverlayLab().introduce();
    const socket = must(overlay.node1.container.sockets.socket({ type: 'udp' }));
    socket.send(new Uint8Array(4), { address: 0x0a160004, port: 9 });
    overlay.lab.run(1_000_000);
    const unknown = new Set<string>();
    for (const { trace } of [lab.lab, overlay.lab]) {
      for (let seq = trace.first; seq < trace.next; seq++)
        for (const layer of trace.packet(seq)?.layers ?? [])
          for (const { key } of layer.fields)
            if (fieldNamed(key) === undefined && !withKeysOnly.includes(key)) unknown.add(key);
    }
    expect([...unknown]).toEqual([]);
  });

  it('tell of drops, causes and places', () => {
    const lab = new NetLab();
    lab.run('c1', 'ping -c 1 -W 1 10.9.9.9');
    const { trace } = lab.lab;
    const count = (filter: string): number => {
      const predicate = compileFilter(filter);
      let found = 0;
      for (let seq = trace.first; seq < trace.next; seq++) {
        const subject = Subject.at(trace, seq);
        if (subject !== undefined && predicate(subject)) found++;
      }
      return found;
    };
    expect(count('hop.reason == NO_ROUTE')).toBe(1);
    expect(count('hop.reason == NO_ROUTE and hop.hint contains "route" and hop.host == node1')).toBe(1);
    expect(count('hop.cause == route and hop.netns == c1')).toBeGreaterThan(0);
    expect(count('hop.why matches "ping"')).toBeGreaterThan(0);
  });
});
