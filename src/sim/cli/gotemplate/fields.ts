// What `.Name` means of a value: a field, a method, a map's entry, or nothing.
// Source: Go's text/template/exec.go evalField.
// Not modelled: unexported fields, embedded structs.
import { GoMap, type Method, Nil, Struct, type Value } from './values.ts';

export type Found =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'method'; readonly method: Method }
  /** Values of that kind have no such thing. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly why: string };

export interface Access {
  readonly hasArguments: boolean;
  /** A missing map key is an error (missingkey=error). */
  readonly strict: boolean;
}

const value = (found: Value): Found => ({ kind: 'value', value: found });
const refused = (why: string): Found => ({ kind: 'refused', why });

export function lookUp(receiver: Value, name: string, access: Access): Found {
  const key = JSON.stringify(name);
  if (receiver === undefined) return access.strict ? refused(`nil data; no entry for key ${key}`) : value(undefined);
  if (receiver === null) return refused(`nil pointer evaluating interface {}.${name}`);
  if (receiver instanceof Struct) return member(receiver, name, access);
  const missing = access.strict ? refused(`map has no entry for key ${key}`) : value(undefined);
  if (receiver instanceof GoMap) {
    if (access.hasArguments) return refused(`${name} is not a method but has arguments`);
    return receiver.entries.has(name) ? value(receiver.entries.get(name)) : missing;
  }
  if (receiver instanceof Nil && receiver.kind === 'pointer') {
    return refused(`nil pointer evaluating ${receiver.type}.${name}`);
  }
  return receiver instanceof Nil && receiver.kind === 'map' ? missing : { kind: 'unknown' };
}

function member(receiver: Struct, name: string, access: Access): Found {
  const method = receiver.methods.get(name);
  if (method) return { kind: 'method', method };
  if (!receiver.fields.has(name)) return { kind: 'unknown' };
  if (access.hasArguments) return refused(`${name} has arguments but cannot be invoked as function`);
  return value(receiver.fields.get(name));
}
