// An external load balancer before a swarm: it spreads over nodes, the routing mesh over tasks, and dead nodes are left out in time.
import { describe, expect, test } from 'vitest';
import { counts, Edge, haproxyInFront, LB } from './edge.ts';

function started(): Edge {
  const cluster = new Edge();
  cluster.run('node1', 'docker service create -d --name web --replicas 3 -p 8000:80 nginx');
  cluster.pass(15);
  haproxyInFront(cluster);
  return cluster;
}

describe('an external load balancer', () => {
  test('spreads requests over the nodes', () => {
    const cluster = started();
    const answers = cluster.ask(18, `http://${LB}/host`);
    expect(Object.keys(counts(answers))).toHaveLength(3);
    expect(answers.filter((one) => /^\d{3}$/.test(one))).toEqual([]);
  });

  test('loses no request to a dead node later than its checks take to find out', () => {
    const cluster = started();
    cluster.powerOff('node3');
    // Two checks a second apart, each with a second's patience.
    cluster.ask(1, `http://${LB}/host`, '', 4);
    // By then gossip has taken the node's tasks out of the others' load balancers as well.
    cluster.pass(8);
    const answers = cluster.ask(12, `http://${LB}/host`);
    expect(answers.filter((one) => /^\d{3}$/.test(one))).toEqual([]);
    expect(cluster.run('lb', 'docker logs lb 2>&1')).toMatch(/Server web\/node3 is DOWN, reason: Layer4 timeout/);
  });
});
