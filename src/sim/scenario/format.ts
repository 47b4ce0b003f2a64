// What a world starts from: hosts, the network under them, images. And, for guided scenarios, steps with checks.
// Scenario files are untrusted input: load them through scenario/load.ts, which validates.

/** A world's starting state. */
export interface WorldSpec {
  /** Wall-clock time at virtual time 0, ISO 8601 in UTC. */
  readonly startsAt: string;
  readonly hosts: readonly HostSpec[];
  readonly switches: readonly SwitchSpec[];
  readonly routers: readonly RouterSpec[];
  /** What lies behind the routers; without it nothing does. */
  readonly internet?: InternetSpec;
}

/** A small internet: servers, and the switches and routers that lead to them. Pictures show it as one thing. */
export interface InternetSpec {
  /** What it has, for people: names of its sites. */
  readonly names: readonly string[];
  readonly hosts: readonly HostSpec[];
  readonly switches: readonly SwitchSpec[];
  readonly routers: readonly RouterSpec[];
}

export interface HostSpec {
  readonly name: string;
  readonly nics: readonly NicSpec[];
  readonly defaultGateway?: string;
  /** Lines of /etc/resolv.conf. */
  readonly resolvConf?: readonly string[];
  /** Runs a Docker Engine (default true). */
  readonly docker?: boolean;
  /** Names of catalogue images that are present. */
  readonly images?: readonly string[];
  /** Files that it has from the start, by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Servers that run from power-on. */
  readonly services?: readonly ServiceSpec[];
}

/** What a machine can start with. */
export const serviceNames = ['named', 'unbound', 'www'] as const;
export type ServiceName = (typeof serviceNames)[number];

export interface ServiceSpec {
  readonly run: ServiceName;
  /** What follows its name on the command line. */
  readonly arguments?: readonly string[];
}

export interface NicSpec {
  readonly name: string;
  /** `192.168.99.101/24` */
  readonly address?: string;
  readonly moreAddresses?: readonly string[];
  /** Name of the switch that its cable goes to. */
  readonly cable?: string;
  readonly link?: LinkSpec;
  /** Of the switch's port; without it the port passes all frames as they are. */
  readonly vlans?: VlanSpec;
}

/** What the cable of a NIC is like. */
export interface LinkSpec {
  /** One way, in milliseconds. */
  readonly latency?: number;
  /** The most that chance adds to it, in milliseconds. */
  readonly jitter?: number;
  /** In Mbit/s. */
  readonly rate?: number;
  /** How many frames of a hundred are lost. */
  readonly loss?: number;
  /** Bytes behind the Ethernet header that it carries; 0 for any number. */
  readonly mtu?: number;
  /** How many full frames may wait for it; 0 for any number. */
  readonly queue?: number;
}

/** The VLANs of a switch's port: one without tags, or several with tags and one without (1 unless said otherwise). */
export type VlanSpec = { readonly access: number } | { readonly trunk: readonly number[]; readonly native?: number };

export interface SwitchSpec {
  readonly name: string;
  /** To other switches. No ring: switches have no spanning tree. */
  readonly cables?: readonly SwitchCableSpec[];
}

/** A cable between two switches; both its ports are in the same VLANs. */
export interface SwitchCableSpec {
  /** The other switch. */
  readonly to: string;
  readonly link?: LinkSpec;
  readonly vlans?: VlanSpec;
}

/** A router: one interface a switch, more addresses of its own, and routes beyond the connected ones. */
export interface RouterSpec {
  readonly name: string;
  readonly nics: readonly NicSpec[];
  /** Further addresses that it owns (on lo), such as `10.255.255.53/32`. */
  readonly addresses?: readonly string[];
  readonly routes?: readonly RouteSpec[];
}

export interface RouteSpec {
  /** `0.0.0.0/0` is the default. */
  readonly to: string;
  readonly via: string;
}

/** A command that is run before anybody comes: on the first host, or on the named one; tokens are filled in (commands.ts). */
export type SetupCommand = string | { readonly host: string; readonly run: string };

/** A guided scenario: `public/scenarios/<id>/scenario.json`. */
export interface Scenario {
  readonly id: string;
  /** Of this format: 1. */
  readonly version: 1;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  readonly seed: number;
  /** In files also the name of a ready-made one (worlds.ts). */
  readonly world: WorldSpec;
  readonly setup?: readonly SetupCommand[];
  readonly steps: readonly ScenarioStep[];
}

export interface ScenarioStep {
  readonly title: string;
  /** Markdown: paragraphs, `code`, **strong**, lists. */
  readonly text: string;
  /** Commands offered to click or type, each with the host that it is for; commands.ts says what may stand for what. */
  readonly commands: readonly { readonly host: string; readonly run: string }[];
  /** What must hold for the step to be done; all of them. */
  readonly checks: readonly Check[];
  readonly hint?: string;
}

/** A condition on the world's state. Each says itself what is missing. */
export type Check =
  /** A command that begins with these words was run. */
  | { readonly kind: 'command-ran'; readonly host: string; readonly words: string }
  | { readonly kind: 'network-exists'; readonly host: string; readonly name: string; readonly absent?: boolean }
  | { readonly kind: 'container-running'; readonly host: string; readonly name: string; readonly absent?: boolean }
  | {
      readonly kind: 'attached';
      readonly host: string;
      readonly container: string;
      readonly network: string;
      readonly absent?: boolean;
    }
  | { readonly kind: 'pinged'; readonly host: string; readonly from: string; readonly to: string }
  /** Data from a TCP port has reached a host, or a container on it. */
  | { readonly kind: 'answered'; readonly host: string; readonly from: string; readonly port: number }
  /** A packet was dropped on a host for that reason: a name of trace/record.ts. */
  | { readonly kind: 'dropped'; readonly host: string; readonly reason: string }
  /** A frame in a VXLAN tunnel has reached a host. */
  | { readonly kind: 'tunnelled'; readonly host: string }
  /** A rule of `iptables -S` with these words. */
  | {
      readonly kind: 'rule';
      readonly host: string;
      readonly table: string;
      readonly words: string;
      readonly absent?: boolean;
    }
  /** What a host is in a swarm, by `docker node ls`. */
  | {
      readonly kind: 'node';
      readonly host: string;
      readonly role?: 'manager' | 'worker';
      readonly availability?: 'active' | 'pause' | 'drain';
      readonly state?: 'ready' | 'down';
      readonly absent?: boolean;
    }
  /** A manager that knows of a leader, or of none. */
  | { readonly kind: 'quorum'; readonly host: string; readonly absent?: boolean }
  /** A swarm's network. */
  | { readonly kind: 'span'; readonly name: string; readonly absent?: boolean }
  /** A service with exactly so many running tasks; on none of a host, where one is named. */
  | {
      readonly kind: 'service';
      readonly name: string;
      readonly running?: number;
      readonly notOn?: string;
      readonly absent?: boolean;
    };
