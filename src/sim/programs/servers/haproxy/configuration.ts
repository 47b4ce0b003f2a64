// What a haproxy configuration says, once it is read.
// Source: HAProxy 3.2 include/haproxy/proxy-t.h.
// Not modelled: what proxies.ts leaves out.
import type { Ip4 } from '../../../base/ip4.ts';
import type { SimTime } from '../../../des/scheduler.ts';
import type { Condition } from './conditions.ts';
import type { Algorithm, PoolServer } from './pool.ts';
import type { Rule } from './rules.ts';

export interface Bind {
  readonly address: Ip4;
  readonly port: number;
  readonly line: number;
}

type Mode = 'http' | 'tcp';

/** What frontends and backends have in common. */
export interface Proxied {
  readonly name: string;
  readonly mode: Mode;
  readonly requestRules: readonly Rule[];
  readonly responseRules: readonly Rule[];
  readonly options: ReadonlySet<string>;
  readonly timeouts: ReadonlyMap<string, SimTime>;
}

export interface Frontend extends Proxied {
  readonly binds: readonly Bind[];
  readonly switching: readonly { readonly backend: string; readonly condition: Condition }[];
  readonly defaultBackend: string | undefined;
  readonly monitorUri: string | undefined;
  /** Words behind `log`, for each target. */
  readonly logs: readonly (readonly string[])[];
}

export interface HttpCheck {
  readonly method: string;
  readonly uri: string;
  readonly version: string;
  readonly host: string | undefined;
  /** A status that counts; any of 2xx and 3xx without. */
  readonly status: string | undefined;
}

export interface Backend extends Proxied {
  readonly servers: readonly PoolServer[];
  readonly algorithm: Algorithm;
  readonly retries: number;
  readonly httpCheck: HttpCheck | undefined;
  active: number;
}

export interface Configuration {
  readonly frontends: readonly Frontend[];
  readonly backends: ReadonlyMap<string, Backend>;
  readonly logs: readonly (readonly string[])[];
}
