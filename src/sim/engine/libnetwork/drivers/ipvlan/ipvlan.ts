// The driver ipvlan: containers share the MAC address of their parent; without layer 2 the host's routing table leads them out.
// Source: moby libnetwork/drivers/ipvlan/{ipvlan,ipvlan_network,ipvlan_endpoint,ipvlan_joinleave}.go.
// Not modelled: networks of swarm scope made from configurations, the default route of IPv6.
import type { IpvlanFlag, IpvlanMode, LinkSpec } from '../../../../linux/netlink.ts';
import { invalid, system } from '../../../api/errors.ts';
import type { EndpointPlan, JoinInfo, NetworkPlan, StaticRoute } from '../../driver.ts';
import { type NewDevice, StackedDriver, type StackedNetwork } from '../stacked-driver.ts';

const MODE = 'ipvlan_mode';
const FLAG = 'ipvlan_flag';
const modes: readonly IpvlanMode[] = ['l2', 'l3', 'l3s'];
const flags: readonly IpvlanFlag[] = ['bridge', 'private', 'vepa'];

interface IpvlanSettings {
  readonly mode: IpvlanMode;
  readonly flag: IpvlanFlag;
}

export class IpvlanDriver extends StackedDriver<IpvlanSettings> {
  readonly type = 'ipvlan';
  protected readonly dummyPrefix = 'di-';

  protected parse(options: ReadonlyMap<string, string>): IpvlanSettings {
    const wantedMode = options.get(MODE) || 'l2';
    const mode = modes.find((known) => known === wantedMode);
    if (mode === undefined)
      throw invalid(`requested ipvlan mode '${wantedMode}' is not valid, 'l2' mode is the ipvlan driver default`);
    const wantedFlag = options.get(FLAG) || 'bridge';
    const flag = flags.find((known) => known === wantedFlag);
    if (flag === undefined)
      throw invalid(`requested ipvlan flag '${wantedFlag}' is not valid, 'bridge' is the ipvlan driver default`);
    return { mode, flag };
  }

  protected hasGateway({ mode }: IpvlanSettings): boolean {
    return mode === 'l2';
  }

  protected checkShared(_plan: NetworkPlan, _settings: IpvlanSettings, other: StackedNetwork<IpvlanSettings>): void {
    throw system(`network ${this.dummyName(other.plan.id)} is already using parent interface ${other.parent}`);
  }

  protected specOf({ mode, flag }: IpvlanSettings, device: NewDevice): LinkSpec {
    return { kind: 'ipvlan', mode, flag, ...device };
  }

  protected macOf({ plan }: StackedNetwork<IpvlanSettings>, endpoint: EndpointPlan): undefined {
    if (endpoint.mac === undefined) return undefined;
    const what = 'ipvlan interfaces do not support custom mac address assignment';
    throw system(`failed to create endpoint ${endpoint.name} on network ${plan.name}: ${what}`);
  }

  protected joined({ plan, settings }: StackedNetwork<IpvlanSettings>, endpoint: EndpointPlan): Partial<JoinInfo> {
    if (settings.mode !== 'l2') return { staticRoutes: defaultRoutes };
    return {
      gateway: this.gatewayFor(plan.ipv4, endpoint.address),
      gateway6: this.gatewayFor(plan.ipv6, endpoint.address6),
    };
  }
}

/** `default dev eth0`: everything is asked of the host's routing table. */
const defaultRoutes: readonly StaticRoute[] = [
  { destination: { family: 4, value: 0n, prefixLength: 0 }, nextHop: undefined },
];
