// Amounts in a Compose file: bytes with units, limits of processes, numbers that may be texts.
// Source: compose-spec/compose-go types/{bytes,types}.go (UnitBytes, UlimitsConfig); docker/go-units RAMInBytes.
// Not modelled: amounts beyond a double.
import { ramInBytes } from '../../cli/container/resource-flags.ts';
import { isMap, textOf, type Value } from './values.ts';

/** `512m` as the text `536870912`, the form in which config prints it. */
export function bytesText(value: Value): string {
  return typeof value === 'number' ? String(value) : ramInBytes(textOf(value));
}

/** A number that may be written as a text. */
export function numberOf(value: Value): Value {
  const text = textOf(value);
  return typeof value === 'string' && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : value;
}

/** A limit: one number for both, or `soft` and `hard`. */
export function ulimitOf(value: Value): Value {
  if (!isMap(value)) return numberOf(value);
  return { soft: numberOf(value.soft ?? 0), hard: numberOf(value.hard ?? 0) };
}
