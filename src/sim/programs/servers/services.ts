// What a machine can start with: servers that run from power-on, by the name that a world's description uses.
// Source: systemd's units of the same names.
// Not modelled: systemd itself; a service that ends is not started again.
import { named } from './dns/named.ts';
import { unbound } from './dns/unbound.ts';
import { www } from './www.ts';

/** By name; their files stand in /usr/sbin of the machines that run them. */
export const services = { named, unbound, www } as const;
