// The options that stand before an object of `bridge`.
// Source: iproute2 6.1 bridge/bridge.c; bridge(8). Not modelled: -batch, -netns, -timestamp, -compressvlans.
import { abbreviates, notSimulated, ToolExit } from '../tool.ts';

export interface BridgeOptions {
  readonly json: boolean;
  readonly pretty: boolean;
  readonly details: boolean;
  readonly statistics: boolean;
}

export const plainBridgeOptions: BridgeOptions = { json: false, pretty: false, details: false, statistics: false };

export const bridgeUsage = `Usage: bridge [ OPTIONS ] OBJECT { COMMAND | help }
       bridge [ -force ] -batch filename
where  OBJECT := { link | fdb | mdb | vlan | monitor }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] |
                    -o[neline] | -t[imestamp] | -n[etns] name |
                    -c[ompressvlans] -color -p[retty] -j[son] }
`;

/** Splits the words into options and the object with what follows it. */
export function parseBridgeOptions(words: readonly string[]): { options: BridgeOptions; rest: readonly string[] } {
  let options = plainBridgeOptions;
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) break;
    const name = word.replace(/^--?/, '');
    if (abbreviates(name, 'help')) throw new ToolExit(255, bridgeUsage);
    if (abbreviates(name, 'Version')) throw new ToolExit(0, '', 'bridge utility, 6.1.0\n');
    if (abbreviates(name, 'statistics') || abbreviates(name, 'stats')) options = { ...options, statistics: true };
    else if (abbreviates(name, 'details')) options = { ...options, details: true };
    else if (abbreviates(name, 'json')) options = { ...options, json: true };
    else if (abbreviates(name, 'pretty')) options = { ...options, pretty: true };
    else if (!abbreviates(name, 'oneline') && !name.startsWith('col')) refuse(name, word);
  }
  return { options, rest: words.slice(at) };
}

function refuse(name: string, word: string): never {
  const absent = ['timestamp', 'netns', 'batch', 'force', 'compressvlans', 'family'].find((known) =>
    abbreviates(name, known),
  );
  if (absent) throw notSimulated(`bridge -${absent}`);
  throw new ToolExit(255, `Option "${word}" is unknown, try "bridge help".\n`);
}
