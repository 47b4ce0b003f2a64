import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MILLISECOND, SECOND } from '../../des/scheduler.ts';
import { replicated, SwarmLab } from '../../testkit/swarm-lab.ts';
import type { ServiceSpec } from '../objects.ts';
import { compareStates } from '../objects.ts';

const MINUTE = 60 * SECOND;

const nodeSteps = ['crash', 'boot', 'drain', 'pause', 'activate', 'isolate', 'heal'] as const;
type NodeStep = (typeof nodeSteps)[number];

type Step =
  | { readonly kind: 'scale'; readonly service: number; readonly replicas: number }
  | { readonly kind: 'update'; readonly service: number; readonly startFirst: boolean }
  | { readonly kind: 'remove'; readonly service: number }
  | { readonly kind: NodeStep; readonly node: number }
  | { readonly kind: 'lead' }
  | { readonly kind: 'wait'; readonly time: number };

const NODES = 4;
const node = fc.integer({ min: 1, max: NODES });
const service = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('scale' as const), service, replicas: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ kind: fc.constant('update' as const), service, startFirst: fc.boolean() }),
  fc.record({ kind: fc.constant('remove' as const), service }),
  fc.record({ kind: fc.constantFrom(...nodeSteps), node }),
  fc.constant({ kind: 'lead' as const }),
  fc.record({ kind: fc.constant('wait' as const), time: fc.integer({ min: 1, max: 40_000_000 }) }),
);

class RandomSwarm {
  readonly lab: SwarmLab;
  readonly #off = new Set<string>();
  readonly #startFirst = new Set<string>();
  readonly #network: string;

  constructor(seed: number) {
    this.lab = new SwarmLab(NODES, seed, (seed % 3) * 2 * MILLISECOND);
    const { lab } = this;
    this.#network = lab.ask(
      lab.control.createNetwork({ Name: 'net', Labels: {}, DriverConfiguration: { Name: 'overlay' }, Scope: 'swarm' }),
    ).ID;
    lab.store.listen(() => this.#checkAlways());
  }

  do(step: Step): void {
    const { lab } = this;
    if (step.kind === 'wait') lab.run(step.time);
    else if (step.kind === 'lead') lab.changeLeader();
    else if ('node' in step) this.#doNode(step.kind, `node${step.node}`);
    else this.#doService(step, `s${step.service}`);
    lab.run(1000);
  }

  /** All is quiet: what was asked for is what there is. */
  settle(): void {
    const { lab } = this;
    for (const id of [...this.#off]) this.#doNode('boot', id);
    for (let i = 1; i <= NODES; i++) {
      lab.heal(`node${i}`);
      this.#doNode('activate', `node${i}`);
    }
    lab.run(5 * MINUTE);
    for (const spec of lab.store.all('service')) {
      const wanted = 'Replicated' in spec.Spec.Mode ? spec.Spec.Mode.Replicated.Replicas : NODES;
      const tasks = lab.service(spec.Spec.Name).filter((task) => task.DesiredState === 'running');
      expect(tasks.map((task) => task.Status.State)).toEqual(Array(wanted).fill('running'));
      expect(new Set(tasks.map((task) => task.Slot || task.NodeID)).size).toBe(wanted);
      for (const task of tasks) expect(lab.executors.get(task.NodeID)?.running.has(task.ID)).toBe(true);
      const image = spec.Spec.TaskTemplate.ContainerSpec?.Image;
      expect(tasks.every((task) => task.Spec.ContainerSpec?.Image === image)).toBe(true);
    }
    const alive = [...lab.store.all('task')].filter((task) => task.Status.State === 'running').length;
    const running = [...lab.executors.values()].reduce((sum, executor) => sum + executor.running.size, 0);
    expect(running).toBe(alive);
    this.#checkAddresses();
  }

  #doNode(kind: NodeStep, id: string): void {
    const { lab } = this;
    if (kind === 'crash') {
      this.#off.add(id);
      lab.crash(id);
    } else if (kind === 'boot') {
      if (this.#off.delete(id)) lab.boot(id);
    } else if (kind === 'isolate') {
      lab.isolate(id);
    } else if (kind === 'heal') {
      lab.heal(id);
    } else {
      const Availability = kind === 'activate' ? 'active' : kind;
      for (let tries = 0; tries < 5; tries++) {
        const object = lab.store.get('node', id);
        if (object === undefined) return;
        const answer = lab.call(lab.control.updateNode(id, object.Version.Index, { ...object.Spec, Availability }));
        if (typeof answer !== 'string') return;
      }
    }
  }

  #doService(step: Step & { readonly service: number }, name: string): void {
    const { lab } = this;
    const object = lab.store.byName('service', name);
    if (step.kind === 'remove') {
      if (object !== undefined) lab.call(lab.control.removeService(object.ID));
    } else if (step.kind === 'scale') {
      if (object === undefined) {
        const base = replicated(name, step.replicas);
        const Mode = step.service === 2 ? { Global: {} } : base.Mode;
        const TaskTemplate = { ...base.TaskTemplate, Networks: [{ Target: this.#network }] };
        const Ports = [{ Protocol: 'tcp' as const, TargetPort: 80, PublishMode: 'ingress' as const }];
        lab.call(lab.control.createService({ ...base, Mode, TaskTemplate, EndpointSpec: { Mode: 'vip', Ports } }));
        return;
      }
      if ('Global' in object.Spec.Mode) return;
      const spec: ServiceSpec = { ...object.Spec, Mode: { Replicated: { Replicas: step.replicas } } };
      lab.call(lab.control.updateService(object.ID, object.Version.Index, spec, false));
    } else if (step.kind === 'update' && object !== undefined) {
      if (step.startFirst) this.#startFirst.add(object.ID);
      const UpdateConfig = {
        Parallelism: 2,
        MaxFailureRatio: 1,
        Order: step.startFirst ? ('start-first' as const) : ('stop-first' as const),
      };
      const ContainerSpec = { Image: `nginx:${object.Version.Index}` };
      const spec = { ...object.Spec, UpdateConfig, TaskTemplate: { ...object.Spec.TaskTemplate, ContainerSpec } };
      lab.call(lab.control.updateService(object.ID, object.Version.Index, spec, false));
    }
  }

  /** With stop-first, a slot never has two tasks that run on nodes that are up; published ports are one service's. */
  #checkAlways(): void {
    const { store } = this.lab;
    const slots = new Set<string>();
    for (const task of store.all('task')) {
      if (task.DesiredState !== 'running' || task.Status.State !== 'running' || this.#startFirst.has(task.ServiceID))
        continue;
      const key = `${task.ServiceID} ${task.Slot || task.NodeID}`;
      expect(slots.has(key)).toBe(false);
      slots.add(key);
    }
    const ports = [...store.all('service')].flatMap((object) => object.Endpoint.Ports ?? []);
    expect(new Set(ports.map((port) => port.PublishedPort)).size).toBe(ports.length);
  }

  #checkAddresses(): void {
    const { store } = this.lab;
    const addresses = new Map<string, number>();
    const count = (address: string | undefined): void => {
      if (address !== undefined) addresses.set(address, (addresses.get(address) ?? 0) + 1);
    };
    for (const task of store.all('task')) {
      if (compareStates(task.Status.State, 'running') > 0) continue;
      for (const attachment of task.NetworksAttachments) count(attachment.Addresses[0]);
    }
    for (const object of store.all('node')) for (const attachment of object.attachments) count(attachment.Addresses[0]);
    for (const object of store.all('service')) for (const vip of object.Endpoint.VirtualIPs ?? []) count(vip.Addr);
    expect([...addresses].filter(([, uses]) => uses > 1)).toEqual([]);
  }
}

const RUNS = Number(process.env.HOPLAB_SEEDS ?? 40);

test('whatever happens to a swarm, it comes to what was asked for, and no address is given twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff }), fc.array(step, { maxLength: 25 }), (seed, steps) => {
      const swarm = new RandomSwarm(seed);
      for (const one of steps) swarm.do(one);
      swarm.settle();
    }),
    { numRuns: RUNS, seed: 20260201 },
  );
}, 120_000);

test('50 nodes and 1,000 tasks: created, scaled, drained, healed', () => {
  const lab = new SwarmLab(50);
  lab.ask(lab.control.createService(replicated('web', 1000)));
  lab.run(MINUTE);
  const perNode = (): number[] => [...lab.executors.values()].map((executor) => executor.running.size);
  expect(perNode()).toEqual(Array(50).fill(20));
  const node = lab.ask(lab.control.find('node', 'node7'));
  lab.ask(lab.control.updateNode('node7', node.Version.Index, { ...node.Spec, Availability: 'drain' }));
  for (let i = 10; i < 20; i++) lab.crash(`node${i}`);
  lab.run(2 * MINUTE);
  expect(lab.service('web').filter((task) => task.DesiredState === 'running').length).toBe(1000);
  expect(perNode().reduce((sum, running) => sum + running)).toBe(1000);
  expect(Math.max(...perNode())).toBeLessThanOrEqual(27);
  for (let i = 10; i < 20; i++) lab.boot(`node${i}`);
  lab.run(MINUTE);
  expect(perNode().reduce((sum, running) => sum + running)).toBe(1000);
});
