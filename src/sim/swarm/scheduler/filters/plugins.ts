// PluginFilter: the node has the network and log drivers that the task needs.
// Source: swarmkit manager/scheduler/filter.go.
// Not modelled: volume drivers other than local.
import { type Filter, onNodes } from '../filter.ts';
import type { NodeInfo } from '../node-info.ts';

function has(info: NodeInfo, type: string, name: string): boolean {
  return info.node.Description.Engine.Plugins.some(
    (plugin) => plugin.Type === type && (plugin.Name === name || plugin.Name === `${name}:latest`),
  );
}

export const pluginFilter: Filter = {
  name: 'plugins',
  forTask: (task) => {
    const networks = task.NetworksAttachments.map((attachment) => attachment.Network.DriverState.Name);
    const drivers = [...new Set(networks)].filter((name) => name !== '');
    const log = task.Spec.LogDriver?.Name ?? '';
    if (drivers.length === 0 && log === '') return undefined;
    return (info) => {
      if (!drivers.every((name) => has(info, 'Network', name))) return false;
      const knowsLogs = info.node.Description.Engine.Plugins.some((plugin) => plugin.Type === 'Log');
      return log === '' || log === 'none' || !knowsLogs || has(info, 'Log', log);
    };
  },
  explain: (nodes) => onNodes('missing plugin', nodes),
};
