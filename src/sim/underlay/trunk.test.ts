import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Change } from '../scenario/change.ts';
import type { SwitchSpec, WorldSpec } from '../scenario/format.ts';
import { problemsOf, worldSchema } from '../scenario/load.ts';
import { threeHosts } from '../scenario/worlds.ts';
import { playStep } from '../testkit/recording.ts';
import { World } from '../world.ts';

/** node1 and node2 on one switch, node3 on another; a cable joins the two. */
const spec: WorldSpec = {
  ...threeHosts,
  switches: [{ name: 'switch1', cables: [{ to: 'switch2' }] }, { name: 'switch2' }],
  hosts: threeHosts.hosts.map((host) =>
    host.name === 'node3' ? { ...host, nics: host.nics.map((nic) => ({ ...nic, cable: 'switch2' })) } : host,
  ),
};

function lab() {
  const world = new World(spec, 1);
  world.runUntil(1_000_000);
  const change = (what: Change) => world.apply({ at: world.now, kind: 'change', change: what });
  const reaches = (from: string, to: number) =>
    playStep(world, { host: from, cmd: `ping -c 1 -W 1 192.168.99.10${to}` }).exit === 0;
  return { change, reaches };
}

const trunk = { machine: 'switch1', nic: 'port1' } as const;

describe('a cable between two switches', () => {
  it('carries frames, is cut and mended', () => {
    const { change, reaches } = lab();
    expect(reaches('node1', 3)).toBe(true);
    change({ kind: 'cable.cut', ...trunk });
    expect(reaches('node1', 3)).toBe(false);
    expect(reaches('node1', 2)).toBe(true);
    change({ kind: 'cable.mend', ...trunk });
    expect(reaches('node1', 3)).toBe(true);
  });

  it('is taken away and put in again, between switches that are not joined yet', () => {
    const { change, reaches } = lab();
    const join = { kind: 'switch.join', switches: ['switch2', 'switch1'] } as const;
    expect(change(join)).toBe('EINVAL');
    expect(change({ kind: 'switch.part', machine: 'node1', nic: 'eth0' })).toBe('EINVAL');
    expect(change({ kind: 'switch.part', ...trunk })).toBeUndefined();
    expect(change({ kind: 'switch.part', ...trunk })).toBe('ENOENT');
    expect([reaches('node1', 3), reaches('node1', 2)]).toEqual([false, true]);
    expect(change({ kind: 'switch.join', switches: ['switch1', 'switch9'] })).toBe('ENOENT');
    expect(change({ kind: 'switch.join', switches: ['switch1', 'switch1'] })).toBe('EINVAL');
    expect(change(join)).toBeUndefined();
    expect(reaches('node1', 3)).toBe(true);
  });

  it('has both its ports in the VLANs that it is given', () => {
    const { change, reaches } = lab();
    for (const machine of ['node1', 'node3'])
      change({ kind: 'port.vlans', machine, nic: 'eth0', vlans: { access: 10 } });
    change({ kind: 'port.vlans', ...trunk, vlans: { trunk: [20] } });
    expect(reaches('node1', 3)).toBe(false);
    change({ kind: 'port.vlans', ...trunk, vlans: { trunk: [10, 20] } });
    expect(reaches('node1', 3)).toBe(true);
    expect(reaches('node1', 2)).toBe(false);
  });

  it('lets machines of one side of a partition reach each other, and no other', () => {
    const { change, reaches } = lab();
    change({ kind: 'partition', machines: ['node1', 'node3'] });
    expect([reaches('node1', 3), reaches('node3', 1), reaches('node2', 3), reaches('node1', 2)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    change({ kind: 'heal' });
    change({ kind: 'block', between: ['node2', 'node3'] });
    expect([reaches('node2', 3), reaches('node1', 3)]).toEqual([false, true]);
  });

  it('must form no ring, and lead to a switch', () => {
    const problems = (switches: readonly SwitchSpec[]) => {
      const parsed = v.safeParse(worldSchema, { ...spec, switches });
      return parsed.success ? [] : problemsOf(parsed.issues);
    };
    expect(problems(spec.switches)).toEqual([]);
    const [one, two] = spec.switches;
    if (!one || !two) throw new Error('switches');
    expect(problems([one, { ...two, cables: [{ to: 'switch1' }] }]).join()).toContain('no ring');
    expect(problems([{ ...one, cables: [{ to: 'switch1' }] }, two]).join()).toContain('no ring');
    expect(problems([one, { ...two, cables: [{ to: 'nowhere' }] }]).join()).toContain('must lead to a switch');
  });
});
