// What an inspector shows of a network that spans the hosts of a swarm: what the docker client would print, and where it is.
import { networkResource } from '../sim/engine/networks/resource.ts';
import { servicesResource } from '../sim/engine/networks/services.ts';
import { swarmNetworkResource } from '../sim/engine/networks/swarm.ts';
import type { SwarmNetwork } from '../sim/swarm/objects.ts';
import type { World } from '../sim/world.ts';
import { authorities } from './cluster.ts';
import { columns } from './columns.ts';
import { gossipSpread } from './inspect-gossip.ts';
import { netnsOf } from './inspect-netns.ts';
import type { Inspection } from './protocol.ts';

/** How many characters of a network's id its namespace's file has. */
const ID_IN_FILE = 10;

/** A swarm's network, as its best manager knows it; the details are those of a host where it is. */
export function inspectSpan(world: World, cluster: string, id: string): Inspection | undefined {
  const authority = authorities(world).get(cluster);
  const network = authority?.store.get('network', id);
  if (authority === undefined || network === undefined) return undefined;
  const { host } = authority;
  const instances = instancesOf(world, id);
  const near = instances.find((one) => one.host === host) ?? instances[0];
  const services = near && servicesResource(near.network);
  const resource =
    near === undefined
      ? swarmNetworkResource(network)
      : { ...networkResource(near.network, true), ...(services === undefined ? {} : { Services: services }) };
  const { Name: name } = network.Spec;
  return {
    title: name,
    subtitle: network.Spec.Ingress === true ? 'overlay network, of the routing mesh' : 'overlay network of a swarm',
    host: near?.host ?? host,
    facts: factsOf(network),
    sections: [
      { title: 'Where it is', command: '', text: whereText(world, id) },
      ...gossipSpread(world, id),
      {
        title: 'docker network inspect',
        command: `docker network inspect -v ${name}`,
        text: `${JSON.stringify([resource], undefined, 4)}\n`,
      },
    ],
  };
}

function factsOf({ ID, Spec, DriverState, IPAMOptions }: SwarmNetwork): Inspection['facts'] {
  const vni = DriverState.Options?.['com.docker.network.driver.overlay.vxlanid_list'] ?? '';
  const is = (what: boolean | undefined): string => (what === true ? 'yes' : 'no');
  return [
    { label: 'Id', value: ID.slice(0, 12) },
    { label: 'Subnets', value: IPAMOptions.Configs.map(({ Subnet }) => Subnet ?? '').join(', ') },
    { label: 'VXLAN', value: vni },
    { label: 'Encrypted', value: is('encrypted' in (Spec.DriverConfiguration?.Options ?? {})) },
    { label: 'Attachable', value: is(Spec.Attachable) },
    { label: 'Internal', value: is(Spec.Internal) },
  ];
}

/** The hosts that have made it, which they do when the first of its tasks comes. */
function instancesOf(world: World, id: string) {
  return [...world.stations].flatMap(([host, { engine }]) =>
    (engine?.daemon.networks.networks() ?? []).flatMap((network) => (network.id === id ? [{ host, network }] : [])),
  );
}

function whereText(world: World, id: string): string {
  const instances = instancesOf(world, id);
  if (instances.length === 0) return 'On no host yet: a host makes it when the first of its tasks comes.\n';
  const rows = instances.map(({ host, network }) => {
    const station = world.stations.get(host);
    const files = station === undefined ? [] : netnsOf(station).map(({ file }) => file);
    const file = files.find((one) => /^\d+-/.test(one) && one.endsWith(id.slice(0, ID_IN_FILE))) ?? 'not yet';
    const peers = network.swarm?.peers().length ?? 0;
    return [host, file, String(network.endpoints.size), String(peers)];
  });
  return `${columns([['HOST', 'NAMESPACE', 'ENDPOINTS HERE', 'HOSTS KNOWN'], ...rows])}\n`;
}
