// The options of an overlay network.
// Source: moby libnetwork/drivers/overlay/ov_network.go (CreateNetwork), overlay.go; drivers/overlay/overlayutils.
// Not modelled: nothing known.
import { system } from '../../../api/errors.ts';

export const VXLAN_IDS = 'com.docker.network.driver.overlay.vxlanid_list';
const ENCRYPTED = 'encrypted';
const MTU = 'com.docker.network.driver.mtu';

/** vxlanEncap, and what ESP adds to it: padding to four bytes comes besides. ov_network.go maxMTU. */
const VXLAN_OVERHEAD = 50;
const ESP_OVERHEAD = 26;
const DEFAULT_MTU = 1500;

export interface OverlayOptions {
  /** One for each subnet. */
  readonly vnis: readonly number[];
  readonly encrypted: boolean;
  /** Of containers' interfaces. */
  readonly mtu: number;
}

export function parseOverlayOptions(options: ReadonlyMap<string, string>): OverlayOptions {
  const vnis = (options.get(VXLAN_IDS) ?? '')
    .split(',')
    .filter((text) => text !== '')
    .map(Number);
  if (vnis.some((vni) => !Number.isInteger(vni))) throw system(`invalid vxlan id value ${options.get(VXLAN_IDS)}`);
  const encrypted = options.has(ENCRYPTED);
  const outer = Number(options.get(MTU) ?? DEFAULT_MTU) || DEFAULT_MTU;
  const inner = outer - VXLAN_OVERHEAD;
  return { vnis, encrypted, mtu: encrypted ? (inner - ESP_OVERHEAD) & ~3 : inner };
}
