// Identifiers that the daemon draws: 64 hexadecimal digits, and the short form that people see.
// Source: moby pkg/stringid/stringid.go.
// Not modelled: uniqueness beyond chance: 256 bits do not collide.
import type { RandomStream } from '../base/random.ts';

/** stringid.shortLen */
const SHORT_LENGTH = 12;

/** A new identifier. One whose short form is a decimal number is drawn again (it would be taken for a hostname number). */
export function newId(random: RandomStream): string {
  for (;;) {
    const id = random.hex(64);
    if (!/^\d+$/.test(shortId(id))) return id;
  }
}

export function shortId(id: string): string {
  return id.slice(0, SHORT_LENGTH);
}
