// A swarm of three hosts, a host beside it that stands in front, and a client: everything is asked for by commands.
import { SECOND } from '../../src/sim/des/scheduler.ts';
import { edge } from '../../src/sim/scenario/worlds.ts';
import { runCommand } from '../../src/sim/testkit/machine.ts';
import { World } from '../../src/sim/world.ts';

export const NODES = { node1: '192.168.99.101', node2: '192.168.99.102', node3: '192.168.99.103' } as const;
export const LB = '192.168.99.10';

export class Edge {
  readonly world = new World(edge, 1);

  constructor() {
    this.run('node1', `docker swarm init --advertise-addr ${NODES.node1}`);
    const token = this.run('node1', 'docker swarm join-token -q worker');
    for (const name of ['node2', 'node3'] as const) {
      this.run(name, `docker swarm join --token ${token} ${NODES.node1}:2377`);
    }
    this.pass(5);
  }

  run(host: string, command: string): string {
    const machine = this.world.machine(host);
    if (machine === undefined) throw new TypeError(`no host ${host}`);
    const { stdout, stderr, exit } = runCommand(machine, command);
    if (exit !== 0) throw new Error(`${host}$ ${command}: ${exit} ${stderr}`);
    return stdout.trim();
  }

  pass(seconds: number): void {
    this.world.runUntil(this.world.now + seconds * SECOND);
  }

  powerOff(host: string): void {
    this.world.apply({ at: this.world.now, kind: 'change', change: { kind: 'host.off', host } });
  }

  /** What a balancer's choices were among, by those that tell words of its own: one text for each choice. */
  considered(words: string): string[] {
    const { trace } = this.world;
    return trace.records(0, 1_000_000, false).flatMap(({ seq, kind, why }) => {
      if (kind !== 'send' || !why.includes(words)) return [];
      const told = this.world.alternatives(seq)?.considered ?? [];
      return told.length === 0
        ? []
        : [told.map(({ text, fate, why: because }) => `${fate} ${text}: ${because}`).join('\n')];
    });
  }

  /** What the client is answered: the first word of each answer, or the status where that is none. */
  ask(count: number, url: string, host = '', pause = 0): string[] {
    const header = host === '' ? '' : `-H "Host: ${host}"`;
    const one = `curl -s --max-time 5 ${header} -w "\\n%{http_code}\\n" ${url} | tr "\\n" " "`;
    const text = this.run('client', `for i in $(seq ${count}); do ${one}; echo; sleep ${pause}; done`);
    return text.split('\n').map((line) => {
      const words = line.trim().split(/\s+/);
      return words.at(-1) === '200' ? (words[0] ?? '') : (words.at(-1) ?? '');
    });
  }
}

/** A haproxy on the host `lb` that checks all nodes' port 8000 each second. */
export function haproxyInFront(cluster: Edge): void {
  const servers = Object.entries(NODES).map(
    ([name, address]) => `  server ${name} ${address}:8000 check inter 1s fall 2`,
  );
  const lines = [
    'defaults',
    '  mode http',
    '  timeout connect 1s',
    '  timeout client 30s',
    '  timeout server 5s',
    'listen web',
    '  bind :80',
    '  option redispatch',
    ...servers,
  ];
  cluster.run('lb', `cat > /srv/haproxy.cfg <<'END'\n${lines.join('\n')}\nEND\n`);
  cluster.run(
    'lb',
    'docker run -d --name lb -p 80:80 -v /srv/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro haproxy',
  );
  cluster.pass(2);
}

/** How many of each. */
export function counts(answers: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const answer of answers) found[answer] = (found[answer] ?? 0) + 1;
  return found;
}
