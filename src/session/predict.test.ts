import { describe, expect, it } from 'vitest';
import type { Choice, Question } from './protocol.ts';
import { Desk } from './testkit.ts';

/** What is typed, and the questions that come, each answered by `answer`; undefined skips. */
function asked(
  line: string,
  answer: (question: Question) => number | undefined,
): { desk: Desk; questions: Question[] } {
  const desk = new Desk();
  desk.session.openTerminal('t1', 'node1', 80, 24);
  desk.session.type('t1', 'docker run -d --name web -p 8080:80 nginx; docker run -d --name c1 busybox sleep 3000\r');
  desk.pass(8000);
  desk.session.predict({ kind: 'start' });
  desk.session.type('t1', `${line}\r`);
  const questions: Question[] = [];
  for (let turn = 0; turn < 800; turn++) {
    desk.pass(100);
    const question = desk.last.prediction?.question;
    if (question === undefined) continue;
    questions.push(question);
    const choice = answer(question);
    if (choice === undefined) desk.session.predict({ kind: 'skip' });
    else {
      desk.session.predict({ kind: 'answer', choice });
      expect(desk.last.prediction?.outcome?.chosen).toBe(choice);
      desk.session.predict({ kind: 'continue' });
    }
  }
  return { desk, questions };
}

const words = ({ kind, text }: Choice): string => (kind === 'thing' ? (text ?? '') : kind);

describe('predict mode', () => {
  it('stops before decisions, holds back what comes of them, and tells right from wrong', () => {
    const desk = new Desk();
    desk.session.openTerminal('t1', 'node1', 80, 24);
    desk.session.type('t1', 'docker run -d --name c1 busybox sleep 3000\r');
    desk.pass(5000);
    desk.session.predict({ kind: 'start' });
    desk.session.type('t1', 'ping -c 1 172.17.0.2\r');
    desk.pass(5000);
    const question = desk.last.prediction?.question;
    expect(question?.kind).toBe('route');
    expect(question?.about).toBe('172.17.0.2');
    expect(desk.last.records.next).toBe(question?.seq);
    expect(desk.session.records(0, 1000, true).at(-1)?.seq).toBeLessThan(question?.seq ?? 0);
    const { time } = desk.last;
    desk.pass(5000);
    expect(desk.last.time).toBe(time);
    const right = question?.choices.findIndex(({ text }) => text === '172.17.0.0/16 dev docker0') ?? -1;
    desk.session.predict({ kind: 'answer', choice: right });
    expect(desk.last.prediction).toMatchObject({ right: 1, wrong: 0, outcome: { chosen: right, right } });
    desk.session.predict({ kind: 'stop' });
    desk.pass(5000);
    expect(desk.last.prediction).toBeUndefined();
    expect(desk.text).toContain('1 packets transmitted, 1 received');
  });

  it('asks of routes, ports, rules and translations, with the ways that there really are', () => {
    const { desk, questions } = asked(
      'docker exec c1 ping -c 2 192.168.99.1; curl -s 192.168.99.101:8080',
      () => undefined,
    );
    const kinds = new Set(questions.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['bridge', 'filter', 'route', 'translation']);
    for (const { choices } of questions) {
      expect(choices.length).toBeGreaterThan(1);
      expect(new Set(choices.map(words)).size).toBe(choices.length);
    }
    const bridge = questions.find(({ kind }) => kind === 'bridge');
    expect(bridge?.choices.map(({ kind }) => kind).sort()).toEqual(['all', 'host', 'thing', 'thing']);
    expect(desk.last.prediction?.skipped).toBe(questions.length);
  });

  it('tells nobody of what is held back, who searches or looks at the journey neither', () => {
    const desk = new Desk();
    desk.session.openTerminal('t1', 'node1', 80, 24);
    desk.session.type('t1', 'docker run -d --name c1 busybox sleep 3000\r');
    desk.pass(5000);
    desk.session.predict({ kind: 'start' });
    desk.session.type('t1', 'ping -c 1 172.17.0.2\r');
    desk.pass(5000);
    const held = desk.last.prediction?.question?.seq ?? 0;
    const query = { filter: 'icmp', show: 'all', background: true, group: 'none' } as const;
    const { rows } = desk.session.find(query, 0, held + 100);
    const last = rows[0] ?? -1;
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(held);
    expect(desk.session.along(query, last, 1)).toBeUndefined();
    expect(desk.session.rows(Float64Array.of(held, held + 1))).toEqual([]);
    expect(desk.session.record(held)).toBeUndefined();
    expect(desk.session.record(last)?.journey.every(({ seq }) => seq < held)).toBe(true);
    const before = desk.session.capture().length;
    desk.session.predict({ kind: 'stop' });
    desk.pass(5000);
    expect(desk.session.find(query, 0, held + 100).rows[0]).toBeGreaterThan(held);
    expect(desk.session.capture().length).toBeGreaterThan(before);
  });

  it('asks whether the filter lets in what comes and out what goes, where its chains have something to say', () => {
    const rules = 'iptables -A INPUT -s 172.17.0.3 -j DROP; iptables -A OUTPUT -d 172.17.0.3 -p icmp -j DROP';
    const { questions } = asked(
      `${rules}; docker exec c1 ping -c 1 -w 1 172.17.0.1; ping -c 1 -w 1 172.17.0.3; docker exec web true`,
      () => undefined,
    );
    const verdicts = questions.filter(({ kind }) => kind === 'filter').map(({ netns, about }) => `${netns} ${about}`);
    expect(verdicts).toContain('node1 172.17.0.1');
    expect(verdicts).toContain('node1 172.17.0.3');
    expect(questions.every(({ kind, netns }) => kind !== 'filter' || netns === 'node1')).toBe(true);
  });

  it('asks what the name server will answer, with addresses that there are', () => {
    const line =
      'docker network create n1; docker network connect n1 web; docker run --rm --network n1 busybox ping -c 1 web';
    const { questions } = asked(line, () => undefined);
    const dns = questions.find(({ kind }) => kind === 'dns');
    expect(dns?.about).toBe('web');
    expect(dns?.choices.map(words)).toContain('ahead');
    expect(dns?.choices.map(words)).toContain('172.18.0.2');
  });

  it('does not ask again what was answered right', () => {
    const line = 'ping -c 3 172.17.0.3';
    const ways = ({ choices }: Question): number =>
      choices.findIndex(({ text }) => text === '172.17.0.0/16 dev docker0');
    const routes = (questions: readonly Question[]): number =>
      questions.filter(({ kind, netns }) => kind === 'route' && netns === 'node1').length;
    expect(routes(asked(line, () => undefined).questions)).toBe(3);
    expect(routes(asked(line, ways).questions)).toBe(1);
  });

  it('changes nothing: the same records and the same text come with it and without', () => {
    const line = 'ping -c 2 172.17.0.2';
    const { desk } = asked(line, ({ choices }) => choices.length - 1);
    const plain = new Desk();
    plain.session.openTerminal('t1', 'node1', 80, 24);
    plain.session.type('t1', 'docker run -d --name web -p 8080:80 nginx; docker run -d --name c1 busybox sleep 3000\r');
    plain.pass(8000);
    plain.session.type('t1', `${line}\r`);
    plain.pass(80_000);
    desk.session.predict({ kind: 'stop' });
    desk.pass(1000);
    expect(desk.text).toBe(plain.text);
    expect(desk.session.records(0, 60, true)).toEqual(plain.session.records(0, 60, true));
  });
});
