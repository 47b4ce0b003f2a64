// What the daemon's configuration says to the bridge driver.
// Source: moby v28.5.2 libnetwork/drivers/bridge/bridge_linux.go configuration, daemon/daemon_unix.go bridgeDriverOptions.
// Not modelled: nftables and firewalld as back ends, the proxy's path.

export interface BridgeSettings {
  /** False: the daemon programs no rules at all. */
  readonly iptables: boolean;
  readonly ipForward: boolean;
  /** Whether turning forwarding on also drops what no rule lets through. */
  readonly forwardDrop: boolean;
  /** Without it published ports are translated for local clients too: hairpin mode. */
  readonly userlandProxy: boolean;
  readonly allowDirectRouting: boolean;
}

export const defaultSettings: BridgeSettings = {
  iptables: true,
  ipForward: true,
  forwardDrop: true,
  userlandProxy: true,
  allowDirectRouting: false,
};
