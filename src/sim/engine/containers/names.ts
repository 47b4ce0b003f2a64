// Names of containers: which are allowed, which are taken, and what an unnamed one is called.
// Source: moby daemon/names.go, internal/namesgenerator/names-generator.go.
// Not modelled: names reserved by containers that are being made at the same instant.
import type { RandomStream } from '../../base/random.ts';
import { conflict, invalid } from '../api/errors.ts';
import { adjectives, surnames } from './name-words.ts';

/** daemon/names.RestrictedNamePattern */
const ALLOWED = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
/** names-generator: how often a random name is tried before a number is added to it. */
const TRIES = 6;

/** A name without its leading slash; throws when it may not be one. */
export function checkName(name: string): string {
  const bare = name.startsWith('/') ? name.slice(1) : name;
  if (!ALLOWED.test(bare)) {
    throw invalid(`Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
  }
  return bare;
}

/** What using a taken name answers; `owner` is the id of the container that has it. */
export function nameConflict(name: string, owner: string) {
  return conflict(
    `Conflict. The container name "/${name}" is already in use by container "${owner}". ` +
      'You have to remove (or rename) that container to be able to reuse that name.',
  );
}

/** A random name that `isTaken` says is free. */
export function randomName(random: RandomStream, isTaken: (name: string) => boolean): string {
  const pick = (words: readonly string[]): string => words[random.int(0, words.length - 1)] ?? '';
  for (let tries = 0; ; tries++) {
    const number = tries < TRIES ? '' : String(random.int(0, 9));
    const name = `${pick(adjectives)}_${pick(surnames)}${number}`;
    if (!isTaken(name)) return name;
  }
}
