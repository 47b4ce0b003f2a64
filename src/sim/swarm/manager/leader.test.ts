import { expect, test } from 'vitest';
import { SECOND } from '../../des/scheduler.ts';
import { replicated, SwarmLab } from '../../testkit/swarm-lab.ts';

test('three nodes: a service spreads, its network and addresses follow the order of allocation', () => {
  const lab = new SwarmLab(3);
  expect([...lab.store.all('node')].map((node) => node.Status.State)).toEqual(['ready', 'ready', 'ready']);
  expect([...lab.store.all('node')].map((node) => node.attachments.map((a) => a.Addresses[0]))).toEqual([
    ['10.0.0.2/24'],
    ['10.0.0.3/24'],
    ['10.0.0.4/24'],
  ]);
  const net = lab.ask(
    lab.control.createNetwork({
      Name: 'overnet',
      Labels: {},
      DriverConfiguration: { Name: 'overlay' },
      Scope: 'swarm',
    }),
  );
  lab.ask(
    lab.control.createService(
      replicated('web', 3, {
        TaskTemplate: { ...replicated('web', 3).TaskTemplate, Networks: [{ Target: net.ID }] },
        EndpointSpec: { Mode: 'vip', Ports: [{ Protocol: 'tcp', TargetPort: 80, PublishMode: 'ingress' }] },
      }),
    ),
  );
  lab.run(10 * SECOND);
  expect(lab.ps('web')).toEqual(['web.1 node1 running', 'web.2 node2 running', 'web.3 node3 running']);
  expect(lab.store.get('network', net.ID)?.IPAMOptions.Configs).toEqual([
    { Subnet: '10.0.1.0/24', Gateway: '10.0.1.1' },
  ]);
  expect(lab.store.get('network', net.ID)?.DriverState.Options).toEqual({
    'com.docker.network.driver.overlay.vxlanid_list': '4097',
  });
  const service = lab.store.byName('service', 'web');
  expect(service?.Endpoint.VirtualIPs?.map((vip) => vip.Addr)).toEqual(['10.0.0.5/24', '10.0.1.2/24']);
  expect(service?.Endpoint.Ports?.[0]?.PublishedPort).toBe(30000);
  expect(lab.service('web').map((task) => task.NetworksAttachments.map((a) => a.Addresses[0]))).toEqual([
    ['10.0.0.6/24', '10.0.1.3/24'],
    ['10.0.0.7/24', '10.0.1.4/24'],
    ['10.0.0.8/24', '10.0.1.5/24'],
  ]);
  expect([...lab.store.all('node')].map((node) => node.attachments.map((a) => a.Addresses[0]))).toEqual([
    ['10.0.0.2/24', '10.0.1.6/24'],
    ['10.0.0.3/24', '10.0.1.7/24'],
    ['10.0.0.4/24', '10.0.1.8/24'],
  ]);
});
