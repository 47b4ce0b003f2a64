// Placement constraints: parsing what people write, and whether a node meets it.
// Source: swarmkit manager/constraint/constraint.go.
// Not modelled: regular expressions in values (swarmkit accepts their characters and compares them as text, too).
import { contains, parseAddress, parseCidr } from '../../base/cidr.ts';
import { SwarmError } from '../errors.ts';
import type { SwarmNode } from '../objects.ts';

export const NODE_LABEL_PREFIX = 'node.labels.';
export const ENGINE_LABEL_PREFIX = 'engine.labels.';

const keyPattern = /^[a-z_][a-z0-9\-_.]+$/i;
const valuePattern = /^[a-z0-9:\-_\s.*()?+[\]\\^$|/]+$/i;
const operators = ['==', '!='] as const;

export interface Constraint {
  readonly key: string;
  readonly operator: (typeof operators)[number];
  readonly value: string;
}

/** Reads `node.role==manager` and the like. Throws a SwarmError in the parser's words, of no particular code. */
export function parseConstraints(texts: readonly string[]): readonly Constraint[] {
  return texts.map((text) => {
    const operator = operators.find((candidate) => text.includes(candidate));
    if (operator === undefined) {
      throw new SwarmError('Unknown', `constraint expected one operator from ${operators.join(', ')}`);
    }
    const at = text.indexOf(operator);
    const key = text.slice(0, at).trim();
    const value = text.slice(at + operator.length).trim();
    if (!keyPattern.test(key)) throw new SwarmError('Unknown', `key '${key}' is invalid`);
    if (!valuePattern.test(value)) throw new SwarmError('Unknown', `value '${value}' is invalid`);
    return { key, operator, value };
  });
}

/** The constraints of a stored spec: they were checked when it came in. */
export function constraintsOf(
  placement: { readonly Constraints?: readonly string[] } | undefined,
): readonly Constraint[] {
  return parseConstraints(placement?.Constraints ?? []);
}

export function nodeMeets(constraints: readonly Constraint[], node: SwarmNode): boolean {
  return constraints.every((constraint) => meets(constraint, node));
}

function meets(constraint: Constraint, node: SwarmNode): boolean {
  const key = constraint.key.toLowerCase();
  switch (key) {
    case 'node.id':
      return compare(constraint, node.ID);
    case 'node.hostname':
      return compare(constraint, node.Description.Hostname);
    case 'node.ip':
      return compareAddress(constraint, node.Status.Addr);
    case 'node.role':
      return compare(constraint, node.role);
    case 'node.platform.os':
      return compare(constraint, node.Description.Platform.OS);
    case 'node.platform.arch':
      return compare(constraint, node.Description.Platform.Architecture);
    default: {
      const labels = labelsFor(constraint.key, node);
      return labels !== undefined && compare(constraint, labels);
    }
  }
}

/** The value of the label that a key names, '' if the node has none; undefined when the key names no label. */
export function labelsFor(key: string, node: SwarmNode): string | undefined {
  const lower = key.toLowerCase();
  if (lower.startsWith(NODE_LABEL_PREFIX) && key.length > NODE_LABEL_PREFIX.length) {
    return node.Spec.Labels[key.slice(NODE_LABEL_PREFIX.length)] ?? '';
  }
  if (lower.startsWith(ENGINE_LABEL_PREFIX) && key.length > ENGINE_LABEL_PREFIX.length) {
    return node.Description.Engine.Labels?.[key.slice(ENGINE_LABEL_PREFIX.length)] ?? '';
  }
  return undefined;
}

function compare(constraint: Constraint, actual: string): boolean {
  const same = constraint.value.toLowerCase() === actual.toLowerCase();
  return constraint.operator === '==' ? same : !same;
}

function compareAddress(constraint: Constraint, actual: string): boolean {
  const address = parseAddress(actual);
  const wanted = parseAddress(constraint.value);
  const block = parseCidr(constraint.value);
  if (wanted === undefined && block === undefined) return false;
  const same =
    address !== undefined &&
    (wanted !== undefined
      ? wanted.family === address.family && wanted.value === address.value
      : block !== undefined && contains(block, address));
  return constraint.operator === '==' ? same : !same;
}
