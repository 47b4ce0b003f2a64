// HostPortFilter: the ports that the task publishes on the node itself are free there.
// Source: swarmkit manager/scheduler/filter.go.
// Not modelled: ports that processes outside of swarm hold (swarmkit does not know of them either).
import { type Filter, onNodes } from '../filter.ts';
import { hostPortKey, hostPorts } from '../node-info.ts';

export const hostPortFilter: Filter = {
  name: 'host ports',
  forTask: (task) => {
    const ports = hostPorts(task).map(hostPortKey);
    return ports.length === 0 ? undefined : (info) => !ports.some((port) => info.usedHostPorts.has(port));
  },
  explain: (nodes) => onNodes('host-mode port already in use', nodes),
};
