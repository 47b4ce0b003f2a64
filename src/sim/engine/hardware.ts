// What every simulated host is made of.
// Source: the hosts of the recordings. Not modelled: hosts that differ.

/** Bytes of memory. */
export const MEMORY = 6_210_727_936;
/** Processors. */
export const CPUS = 2;
