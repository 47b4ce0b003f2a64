import { expect, test } from 'vitest';
import { KernelLab, must } from '../testkit/kernel-lab.ts';
import { ComputedDirectory } from './file-tree.ts';
import { procDirectory } from './procfs.ts';

test('/proc/net/vlan is there with the first VLAN device', () => {
  const { rootNs } = new KernelLab().kernel('node1');
  const proc = procDirectory({ netns: rootNs, hostname: () => 'node1', uptime: () => 0, readOnlySys: false });
  const net = proc.get('net');
  if (!(net instanceof ComputedDirectory)) throw new Error('/proc/net');
  expect(net.get('vlan')).toBeUndefined();
  const lower = must(rootNs.net.addLink({ kind: 'dummy', name: 'eth0' }));
  must(rootNs.net.addLink({ kind: 'vlan', name: 'eth0.10', lower, id: 10 }));
  const vlan = net.get('vlan');
  const config = vlan instanceof ComputedDirectory ? vlan.get('config') : undefined;
  expect(config?.kind === 'dynamic' && config.file.read()).toBe(
    'VLAN Dev name\t | VLAN ID\nName-Type: VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD\neth0.10        | 10  | eth0\n',
  );
});
