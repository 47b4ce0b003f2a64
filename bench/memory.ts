// What a thousand idle containers' networks weigh, and how long they take to build.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildBridge } from './bridge-lab.ts';
import type { Bench, Row } from './table.ts';

const HOSTS = 1000;

/** V8's collector, which programs cannot call unless they ask for it. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return typeof collect === 'function' ? () => collect() : () => {};
}

/** Bytes of heap that one idle namespace with its veth pair takes. */
function measureMemory(hosts: number): number {
  const collect = collector();
  const used = () => {
    // Array buffers of dead objects go one collection later.
    for (let i = 0; i < 3; i++) collect();
    return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  };
  const empty = used();
  const small = buildBridge(2);
  const withSmall = used();
  const large = buildBridge(hosts + 2);
  const withLarge = used();
  // Each lab has a trace of its own, of the same size: only the difference between the labs is the containers'.
  const difference = withLarge - withSmall - (withSmall - empty);
  return small.flows.length === large.flows.length ? difference / hosts : 0;
}

export const memory: Bench = {
  name: 'memory',
  title: 'Memory: an idle namespace with lo, a veth pair, an address and three routes',
  run(): Row[] {
    const kilobytes = measureMemory(HOSTS) / 1000;
    const started = process.hrtime.bigint();
    buildBridge(HOSTS);
    const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
    return [{ containers: HOSTS, 'kB each': kilobytes.toFixed(1), 'ms to build all': milliseconds.toFixed(0) }];
  },
};
