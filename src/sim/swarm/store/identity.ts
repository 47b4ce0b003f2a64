// Identifiers of swarm's objects: 25 digits of base 36, drawn from 128 bits and more.
// Source: swarmkit identity/randomid.go.
// Not modelled: uniqueness beyond chance.
import type { RandomStream } from '../../base/random.ts';

/** maxRandomIDLength */
const ID_LENGTH = 25;
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A new identifier. */
export function newId(random: RandomStream): string {
  let id = '';
  for (let i = 0; i < ID_LENGTH; i++) id += DIGITS[random.int(0, DIGITS.length - 1)];
  return id;
}
