// PlatformFilter: the image runs on the node's architecture and operating system.
// Source: swarmkit manager/scheduler/filter.go.
// Not modelled: variants of architectures.
import { type Filter, onNodes } from '../filter.ts';

/** Names that uname and Go give the same architecture. */
const aliases: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };

function architecture(name: string): string {
  return aliases[name] ?? name;
}

export const platformFilter: Filter = {
  name: 'platform',
  forTask: (task) => {
    const platforms = task.Spec.Placement?.Platforms ?? [];
    if (platforms.length === 0) return undefined;
    return (info) => {
      const own = info.node.Description.Platform;
      return platforms.some(
        ({ Architecture, OS }) =>
          (Architecture === '' || architecture(Architecture) === architecture(own.Architecture)) &&
          (OS === '' || OS === own.OS),
      );
    };
  },
  explain: (nodes) => onNodes('unsupported platform', nodes),
};
