// Sysctls of one namespace, below `net`.
// Source: Documentation/networking/ip-sysctl.rst of Linux 6.1; defaults as Debian 12 boots (net/ipv4/devinet.c, sysctl_net_ipv4.c, addrconf.c).
// Not modelled: the behaviour behind most of them: those that this kernel obeys are in `obeyed`; the others keep what is written.
import type { Errno } from '../base/errno.ts';
import { conntrackDefaults } from './conntrack/settings.ts';
import { ipv4ConfOf, obeyedConf } from './ipv4-conf.ts';
import type { NetDevice, Stack } from './stack.ts';

/** conf/{all,default,DEV} of IPv4: name and default. */
const ipv4Conf: ReadonlyMap<string, string> = new Map([
  ['accept_local', '0'],
  ['accept_redirects', '1'],
  ['accept_source_route', '0'],
  ['arp_accept', '0'],
  ['arp_announce', '0'],
  ['arp_filter', '0'],
  ['arp_ignore', '0'],
  ['arp_notify', '0'],
  ['forwarding', '0'],
  ['log_martians', '0'],
  ['mc_forwarding', '0'],
  ['promote_secondaries', '0'],
  ['proxy_arp', '0'],
  ['route_localnet', '0'],
  ['rp_filter', '0'],
  ['secure_redirects', '1'],
  ['send_redirects', '1'],
  ['shared_media', '1'],
]);

const ipv6Conf: ReadonlyMap<string, string> = new Map([
  ['accept_dad', '1'],
  ['accept_ra', '1'],
  ['accept_redirects', '1'],
  ['addr_gen_mode', '0'],
  ['autoconf', '1'],
  ['dad_transmits', '1'],
  ['disable_ipv6', '0'],
  ['forwarding', '0'],
  ['hop_limit', '64'],
  ['mtu', '1500'],
  ['use_tempaddr', '0'],
]);

const neighConf: ReadonlyMap<string, string> = new Map([
  ['base_reachable_time_ms', '30000'],
  ['delay_first_probe_time', '5'],
  ['gc_stale_time', '60'],
  ['locktime', '100'],
  ['mcast_solicit', '3'],
  ['retrans_time_ms', '1000'],
  ['ucast_solicit', '3'],
  ['unres_qlen_bytes', '212992'],
]);

/** net/netfilter/ipvs/ip_vs_ctl.c, vs_vars. */
const virtualServer: readonly (readonly [name: string, value: string])[] = [
  ['am_droprate', '10'],
  ['amemthresh', '1024'],
  ['backup_only', '0'],
  ['cache_bypass', '0'],
  ['conn_reuse_mode', '1'],
  ['conntrack', '0'],
  ['drop_entry', '0'],
  ['drop_packet', '0'],
  ['expire_nodest_conn', '0'],
  ['expire_quiescent_template', '0'],
  ['ignore_tunneled', '0'],
  ['nat_icmp_send', '0'],
  ['pmtu_disc', '1'],
  ['run_estimation', '1'],
  ['schedule_icmp', '0'],
  ['secure_tcp', '0'],
  ['sloppy_sctp', '0'],
  ['sloppy_tcp', '0'],
  ['snat_reroute', '1'],
  ['sync_persist_mode', '0'],
  ['sync_ports', '1'],
  ['sync_refresh_period', '0'],
  ['sync_retries', '0'],
  ['sync_version', '1'],
];

const plain: ReadonlyMap<string, string> = new Map<string, string>([
  ...conntrackDefaults,
  ['core/rmem_default', '212992'],
  ['core/somaxconn', '4096'],
  ['core/wmem_default', '212992'],
  ['ipv4/icmp_echo_ignore_all', '0'],
  ['ipv4/icmp_echo_ignore_broadcasts', '1'],
  ['ipv4/icmp_ratelimit', '1000'],
  ['ipv4/icmp_ratemask', '6168'],
  ['ipv4/ip_default_ttl', '64'],
  ['ipv4/ip_forward', '0'],
  ['ipv4/ip_local_port_range', '32768\t60999'],
  ['ipv4/ip_nonlocal_bind', '0'],
  ['ipv4/ip_unprivileged_port_start', '1024'],
  ['ipv4/ping_group_range', '1\t0'],
  ...virtualServer.map(([name, value]) => [`ipv4/vs/${name}`, value] as const),
  ['ipv4/neigh/default/gc_thresh1', '128'],
  ['ipv4/neigh/default/gc_thresh2', '512'],
  ['ipv4/neigh/default/gc_thresh3', '1024'],
]);

/** There as soon as it is set: that loads the module br_netfilter, as dockerd does where it needs it. */
const BRIDGE_FILTER = 'bridge/bridge-nf-call-iptables';

const families: readonly {
  readonly prefix: string;
  readonly conf: ReadonlyMap<string, string>;
  readonly all: boolean;
}[] = [
  { prefix: 'ipv4/conf/', conf: ipv4Conf, all: true },
  { prefix: 'ipv6/conf/', conf: ipv6Conf, all: true },
  { prefix: 'ipv4/neigh/', conf: neighConf, all: false },
];

export class Sysctl {
  readonly #ns: Stack;
  readonly #onServices: () => void;
  /** What differs from the default, by path. */
  readonly #set = new Map<string, string>();

  /** `onServices` is called when a setting of virtual services is written. */
  constructor(ns: Stack, onServices: () => void) {
    this.#ns = ns;
    this.#onServices = onServices;
  }

  get(path: string): string | undefined {
    const live = this.#live(path);
    if (live !== undefined) return live;
    return this.#default(path) === undefined ? undefined : (this.#set.get(path) ?? this.#inherited(path));
  }

  set(path: string, value: string): Errno | undefined {
    if (path === BRIDGE_FILTER) return this.#setBridgeFilter(value.trim());
    if (this.#default(path) === undefined) return 'ENOENT';
    const text = value.trim();
    const isNumber = /^-?\d+$/.test(text);
    if (this.#default(path)?.includes('\t')) {
      if (!/^\d+\s+\d+$/.test(text)) return 'EINVAL';
      this.#set.set(path, text.replace(/\s+/, '\t'));
      return undefined;
    }
    if (!isNumber) return 'EINVAL';
    const [family, kind, name, key = ''] = path.split('/');
    if (family === 'ipv4' && kind === 'conf' && name === 'default') this.#keepInherited(key);
    this.#obey(path, text);
    this.#set.set(path, text);
    if (path.startsWith('ipv4/vs/')) this.#onServices();
    if (family === 'ipv4' && kind === 'conf' && obeyedConf.has(key))
      for (const each of this.#ns.devices()) this.#configure(each);
    return undefined;
  }

  /** Every path that exists here, sorted. */
  paths(): string[] {
    const out = [...plain.keys()];
    if (this.#set.has(BRIDGE_FILTER)) out.push(BRIDGE_FILTER);
    const devices = this.#ns.devices().map((d) => d.name);
    for (const family of families) {
      const names = family.all ? ['all', 'default', ...devices] : ['default', ...devices];
      for (const name of names) for (const key of family.conf.keys()) out.push(`${family.prefix}${name}/${key}`);
    }
    return out.sort();
  }

  /** What a new device of the namespace starts with. */
  applyDefaults(device: NetDevice): void {
    device.forwarding = this.get('ipv4/conf/default/forwarding') === '1';
    device.ipv6Disabled = this.get('ipv6/conf/default/disable_ipv6') !== '0';
    if (this.#set.size > 0) this.#configure(device);
  }

  /** Devices keep what `default` was when they were made. */
  #keepInherited(key: string): void {
    const standard = this.get(`ipv4/conf/default/${key}`);
    for (const { name } of this.#ns.devices()) {
      const path = `ipv4/conf/${name}/${key}`;
      if (standard !== undefined && !this.#set.has(path)) this.#set.set(path, standard);
    }
  }

  /** Works out what the settings mean for a device's packets. */
  #configure(device: NetDevice): void {
    const value = (name: string, key: string): number => Number(this.get(`ipv4/conf/${name}/${key}`) ?? 0);
    device.conf = ipv4ConfOf((key) => [value('all', key), value(device.name, key)]);
  }

  /** A new namespace takes over IPv4's conf of the first one (devconf_inherit_init_net 0). */
  inheritFrom(first: Sysctl): void {
    for (const [path, value] of first.#set) {
      if (/^ipv4\/(ip_forward$|conf\/(all|default)\/)/.test(path)) this.#set.set(path, value);
    }
  }

  /** A boot: all settings are the defaults again. */
  reset(): void {
    for (const path of [...this.#set.keys()]) {
      const value = this.#default(path);
      if (value !== undefined) this.set(path, path === BRIDGE_FILTER ? '0' : value);
    }
    this.#set.clear();
  }

  /** Forgets what was set for a device that is gone or has another name. */
  forgetDevice(name: string): void {
    for (const path of [...this.#set.keys()]) if (path.split('/')[2] === name) this.#set.delete(path);
  }

  #setBridgeFilter(value: string): Errno | undefined {
    if (!/^-?\d+$/.test(value)) return 'EINVAL';
    this.#ns.filtersBridged = Number(value) !== 0;
    this.#set.set(BRIDGE_FILTER, value);
    return undefined;
  }

  #default(path: string): string | undefined {
    const known = plain.get(path);
    if (known !== undefined) return known;
    if (path === BRIDGE_FILTER) return this.#set.get(path);
    for (const family of families) {
      if (!path.startsWith(family.prefix)) continue;
      const slash = path.lastIndexOf('/');
      const name = path.slice(family.prefix.length, slash);
      const exists = name === 'default' || (family.all && name === 'all') || this.#ns.deviceByName(name) !== undefined;
      return exists ? family.conf.get(path.slice(slash + 1)) : undefined;
    }
    return undefined;
  }

  /** A device has the values that `default` had; they are the same here unless they were set. */
  #inherited(path: string): string | undefined {
    const [family, kind, name, key] = path.split('/');
    const standard = this.#default(path);
    if (kind === undefined || key === undefined || name === 'all' || name === 'default') return standard;
    return this.#set.get(`${family}/${kind}/default/${key}`) ?? standard;
  }

  /** Values that live in a device. */
  #live(path: string): string | undefined {
    const [family, kind, name, key] = path.split('/');
    const device = kind === 'conf' && name !== undefined ? this.#ns.deviceByName(name) : undefined;
    if (device === undefined) return undefined;
    if (family === 'ipv4' && key === 'forwarding') return device.forwarding ? '1' : '0';
    if (family === 'ipv6' && key === 'disable_ipv6') return device.ipv6Disabled ? '1' : '0';
    if (family === 'ipv6' && key === 'mtu') return String(device.mtu);
    return undefined;
  }

  /** Makes a written value so. */
  #obey(path: string, value: string): void {
    const ns = this.#ns;
    const on = Number(value) !== 0;
    if (path === 'ipv4/ip_forward' || path === 'ipv4/conf/all/forwarding') {
      this.#set.set('ipv4/ip_forward', on ? '1' : '0');
      this.#set.set('ipv4/conf/all/forwarding', on ? '1' : '0');
      this.#set.set('ipv4/conf/default/forwarding', on ? '1' : '0');
      for (const device of ns.devices()) device.forwarding = on;
      return;
    }
    if (path === 'ipv4/ip_default_ttl') ns.defaultTtl = Number(value);
    else if (path === 'ipv4/icmp_echo_ignore_all') ns.echoIgnoreAll = on;
    else if (path === 'ipv4/icmp_echo_ignore_broadcasts') ns.echoIgnoreBroadcasts = on;
    else if (conntrackDefaults.has(path)) ns.conntrack.set(path, value);
    else this.#obeyDevice(path, on);
  }

  #obeyDevice(path: string, on: boolean): void {
    const [family, kind, name, key] = path.split('/');
    if (kind !== 'conf' || name === undefined) return;
    if (family === 'ipv6' && key === 'disable_ipv6') {
      if (name === 'all') this.#set.set('ipv6/conf/default/disable_ipv6', on ? '1' : '0');
      const device = this.#ns.deviceByName(name);
      const devices = name === 'all' ? this.#ns.devices() : device === undefined ? [] : [device];
      for (const each of devices) this.#ns.setIpv6Disabled(each, on);
    } else if (family === 'ipv4' && key === 'forwarding') {
      const device = this.#ns.deviceByName(name);
      if (device !== undefined) device.forwarding = on;
    }
  }
}
