// The driver macvlan: each container has a device with a MAC address of its own on the host's network.
// Source: moby libnetwork/drivers/macvlan/{macvlan,macvlan_network,macvlan_joinleave}.go.
// Not modelled: networks of swarm scope made from configurations.
import type { Mac } from '../../../../base/mac.ts';
import type { LinkSpec, MacvlanMode } from '../../../../linux/netlink.ts';
import { invalid, system } from '../../../api/errors.ts';
import type { EndpointPlan, JoinInfo, NetworkPlan } from '../../driver.ts';
import { type NewDevice, StackedDriver, type StackedNetwork } from '../stacked-driver.ts';

const MODE = 'macvlan_mode';
const modes: readonly MacvlanMode[] = ['bridge', 'private', 'vepa', 'passthru'];

interface MacvlanSettings {
  readonly mode: MacvlanMode;
}

export class MacvlanDriver extends StackedDriver<MacvlanSettings> {
  readonly type = 'macvlan';
  protected readonly dummyPrefix = 'dm-';

  protected parse(options: ReadonlyMap<string, string>): MacvlanSettings {
    const wanted = options.get(MODE) || 'bridge';
    const mode = modes.find((known) => known === wanted);
    if (mode !== undefined) return { mode };
    throw invalid(`requested macvlan mode '${wanted}' is not valid, 'bridge' mode is the macvlan driver default`);
  }

  protected hasGateway(): boolean {
    return true;
  }

  protected checkShared(_plan: NetworkPlan, { mode }: MacvlanSettings, other: StackedNetwork<MacvlanSettings>): void {
    const using = `macvlan network ${other.plan.id} is already using parent interface ${other.parent}`;
    if (other.settings.mode === 'passthru') throw system(`${using} in mode passthru`);
    if (mode === 'passthru') throw system(`cannot use mode passthru, ${using}`);
  }

  protected specOf({ mode }: MacvlanSettings, device: NewDevice): LinkSpec {
    return { kind: 'macvlan', mode, ...device };
  }

  protected macOf(_network: StackedNetwork<MacvlanSettings>, endpoint: EndpointPlan): Mac {
    return endpoint.mac ?? this.newMac();
  }

  protected joined({ plan }: StackedNetwork<MacvlanSettings>, endpoint: EndpointPlan): Partial<JoinInfo> {
    return {
      gateway: this.gatewayFor(plan.ipv4, endpoint.address),
      gateway6: this.gatewayFor(plan.ipv6, endpoint.address6),
    };
  }
}
