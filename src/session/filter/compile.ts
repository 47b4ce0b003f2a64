// A filter's tree made into a question that each record answers. Of several values Wireshark's rules say which count:
// any of them for most signs, all of them for `!=`; where there are none, every comparison is false.
import { Regex, RegexError } from '../../sim/programs/text/regex/regex.ts';
import type { Field, Value } from './field.ts';
import { fieldNamed, nearestField } from './fields.ts';
import { latin1 } from './http-head.ts';
import { bytesIn, bytesOf, type Literal, literal } from './literal.ts';
import {
  type CallNode,
  type MaskNode,
  type Operand,
  type Order,
  parseFilter,
  type Range,
  type Tree,
  type WordNode,
} from './parse.ts';
import { type FieldType, FilterError } from './problem.ts';
import { numberBytes, sliceOf } from './slice.ts';
import type { Subject } from './subject.ts';
import { bareValueFix } from './suggest.ts';

export type Predicate = (subject: Subject) => boolean;

/** Where values come from: a field or a part of it. */
interface Source {
  readonly field: Field;
  readonly type: FieldType;
  read(subject: Subject): readonly Value[];
}

const sliceable: readonly FieldType[] = ['mac', 'ipv4', 'bytes', 'protocol', 'text'];
const textual: readonly FieldType[] = ['mac', 'bytes', 'protocol', 'text'];

function fieldOf(node: WordNode): Field | undefined {
  return node.kind === 'word' ? fieldNamed(node.text) : undefined;
}

/** `ip.addr`, `ip.addr#2`, `eth.src[0:3]` */
function fieldSource(node: WordNode, field: Field): Source {
  const { layer, slice } = node;
  const values = (subject: Subject): readonly Value[] => {
    const parts = field.read(subject);
    return layer === undefined ? parts.flat() : (parts.at(layer > 0 ? layer - 1 : layer) ?? []);
  };
  if (slice === undefined) return { field, type: field.type, read: values };
  const cut = sliceOf(slice, field.type === 'ipv4' ? 4 : 6);
  if (!sliceable.includes(field.type) || cut === undefined) {
    throw new FilterError('no-part', node, `[${slice}]`, { field: field.name, type: field.type });
  }
  const read = (subject: Subject) =>
    values(subject).flatMap((value) => {
      const part = cut(value);
      return part === undefined ? [] : [part];
    });
  return { field, type: field.type === 'text' ? 'text' : 'bytes', read };
}

function needField(node: WordNode): Field {
  const field = fieldOf(node);
  if (field !== undefined) return field;
  // A dot within letters is a field's name that went wrong; other words are values.
  if (node.kind === 'word' && /^[a-z][\w]*(\.[a-z_][\w]*)*$/i.test(node.text)) {
    const fix = nearestField(node.text) ?? (node.text.includes('.') ? undefined : bareValueFix(node));
    throw new FilterError('no-field', node, node.text, fix === undefined ? {} : { fix });
  }
  const fix = bareValueFix(node);
  throw new FilterError('bare-value', node, node.text, fix === undefined ? {} : { fix });
}

function callSource({ name, of }: CallNode): Source {
  const field = needField(of);
  const source = fieldSource(of, field);
  if (name === 'count') return { field, type: 'number', read: (is) => [source.read(is).length].filter((n) => n > 0) };
  if (name === 'len') {
    if (!textual.includes(source.type)) throw new FilterError('no-text', of, of.text, { field: field.name });
    return { field, type: 'number', read: (is) => source.read(is).map((v) => (typeof v === 'number' ? 6 : v.length)) };
  }
  if (source.type !== 'text') throw new FilterError('no-text', of, of.text, { field: field.name });
  const change = name === 'lower' ? (v: string) => v.toLowerCase() : (v: string) => v.toUpperCase();
  return { field, type: 'text', read: (is) => source.read(is).map((v) => (typeof v === 'string' ? change(v) : v)) };
}

function maskSource({ of, mask }: MaskNode): Source {
  const field = needField(of);
  const source = fieldSource(of, field);
  if (source.type !== 'number' && source.type !== 'bytes') {
    throw new FilterError('no-order', of, of.text, { field: field.name });
  }
  const bits = literal(mask, field, 'number').value;
  const read = (is: Subject) =>
    source.read(is).map((value) => (typeof bits === 'number' ? (asNumber(value) & bits) >>> 0 : 0));
  return { field, type: 'number', read };
}

/** Bytes count as a number in network order. */
function asNumber(value: Value): number {
  if (typeof value === 'number') return value;
  return bytesFrom(value).reduce((sum, byte) => (sum * 256 + byte) % 2 ** 32, 0);
}

function sourceOf(operand: Operand): Source {
  switch (operand.kind) {
    case 'call':
      return callSource(operand);
    case 'mask':
      return maskSource(operand);
    default:
      return fieldSource(operand, needField(operand));
  }
}

function bytesFrom(value: Value): Uint8Array {
  if (typeof value === 'number') return numberBytes(value, 6);
  return typeof value === 'string' ? bytesOf(value) : value;
}

/** Below zero, zero or above, as the first is less, equal or greater. */
function difference(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  const [x, y] = [bytesFrom(a), bytesFrom(b)];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const gap = (x[i] ?? 0) - (y[i] ?? 0);
    if (gap !== 0) return gap;
  }
  return x.length - y.length;
}

const orders: Readonly<Record<Order, (gap: number) => boolean>> = {
  '==': (gap) => gap === 0,
  '!=': (gap) => gap !== 0,
  '<': (gap) => gap < 0,
  '<=': (gap) => gap <= 0,
  '>': (gap) => gap > 0,
  '>=': (gap) => gap >= 0,
};

function gapTo({ value, mask }: Literal): (of: Value) => number {
  if (mask === undefined || typeof value !== 'number') return (of) => difference(of, value);
  const network = (value & mask) >>> 0;
  return (of) => (typeof of === 'number' ? ((of & mask) >>> 0) - network : 1);
}

const flipped: Readonly<Record<Order, Order>> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function compileCompare(tree: Extract<Tree, { kind: 'compare' }>): Predicate {
  const { order, quantifier, left, right } = tree;
  // `80 == tcp.port`: the field may stand on either side.
  if ((left.kind === 'word' || left.kind === 'string') && fieldOf(left) === undefined && isSource(right)) {
    return compileCompare({ ...tree, left: right, right: left, order: flipped[order] });
  }
  const source = sourceOf(left);
  if (source.type === 'mark') throw new FilterError('no-order', left, source.field.name, { field: source.field.name });
  const test = orders[order];
  const every = quantifier === 'all';
  if (isSource(right)) {
    const other = sourceOf(right);
    if (sort(source.type) !== sort(other.type)) {
      throw new FilterError('unlike', right, other.field.name, { field: source.field.name, other: other.field.name });
    }
    return (subject) => {
      const pairs = source.read(subject).flatMap((a) => other.read(subject).map((b) => difference(a, b)));
      return pairs.length > 0 && (every ? pairs.every(test) : pairs.some(test));
    };
  }
  const gap = gapTo(literal(right, source.field, source.type));
  return (subject) => {
    const values = source.read(subject);
    if (every) return values.length > 0 && values.every((value) => test(gap(value)));
    return values.some((value) => test(gap(value)));
  };
}

/** Types whose values can be compared with each other. */
function sort(type: FieldType): string {
  if (type === 'protocol') return 'bytes';
  return type === 'flag' || type === 'time' ? 'number' : type;
}

function isSource(operand: Operand): operand is CallNode | MaskNode | WordNode {
  return operand.kind === 'call' || operand.kind === 'mask' || fieldOf(operand) !== undefined;
}

function textSource(operand: Operand): Source {
  const source = sourceOf(operand);
  if (!textual.includes(source.type)) {
    throw new FilterError('no-text', operand, source.field.name, { field: source.field.name });
  }
  return source;
}

function includes(whole: Uint8Array, part: Uint8Array): boolean {
  for (let at = 0; at + part.length <= whole.length; at++) {
    let i = 0;
    while (i < part.length && whole[at + i] === part[i]) i++;
    if (i === part.length) return true;
  }
  return false;
}

function compileContains(left: Operand, right: WordNode): Predicate {
  const source = textSource(left);
  if (source.type === 'text') {
    const { text } = right;
    return (subject) => source.read(subject).some((value) => typeof value === 'string' && value.includes(text));
  }
  const sought = (right.kind === 'word' ? bytesIn(right.text) : undefined) ?? bytesOf(right.text);
  return (subject) => source.read(subject).some((value) => includes(bytesFrom(value), sought));
}

function compileMatches(left: Operand, right: WordNode): Predicate {
  const source = textSource(left);
  const pattern = regexOf(right);
  return (subject) =>
    source.read(subject).some((value) => pattern.test(typeof value === 'string' ? value : latin1(bytesFrom(value))));
}

/** The pattern, which takes no account of small and large letters, as in Wireshark. */
function regexOf(node: WordNode): Regex {
  try {
    return new Regex(node.text, { notation: 'perl', ignoreCase: true });
  } catch (error) {
    if (error instanceof RegexError) throw new FilterError('no-pattern', node, node.text);
    throw error;
  }
}

function compileIn(left: Operand, ranges: readonly Range[]): Predicate {
  const source = sourceOf(left);
  if (source.type === 'mark') throw new FilterError('no-order', left, source.field.name, { field: source.field.name });
  const tests = ranges.map(({ from, to }) => {
    const start = gapTo(literal(from, source.field, source.type));
    const end = to && gapTo(literal(to, source.field, source.type));
    return (value: Value) => (end === undefined ? start(value) === 0 : start(value) >= 0 && end(value) <= 0);
  });
  return (subject) => source.read(subject).some((value) => tests.some((test) => test(value)));
}

function compileExists(of: Operand): Predicate {
  const source = sourceOf(of);
  if (of.kind === 'mask') return (subject) => source.read(subject).some((value) => value !== 0);
  return (subject) => source.read(subject).length > 0;
}

function compileTree(tree: Tree): Predicate {
  switch (tree.kind) {
    case 'exists':
      return compileExists(tree.of);
    case 'compare':
      return compileCompare(tree);
    case 'contains':
      return compileContains(tree.left, tree.right);
    case 'matches':
      return compileMatches(tree.left, tree.right);
    case 'in':
      return compileIn(tree.left, tree.ranges);
    case 'not': {
      const of = compileTree(tree.of);
      return (subject) => !of(subject);
    }
    default: {
      const left = compileTree(tree.left);
      const right = compileTree(tree.right);
      if (tree.kind === 'and') return (subject) => left(subject) && right(subject);
      if (tree.kind === 'or') return (subject) => left(subject) || right(subject);
      return (subject) => left(subject) !== right(subject);
    }
  }
}

/** Compiles a filter; throws FilterError. An empty one lets everything through. */
export function compileFilter(text: string): Predicate {
  const tree = parseFilter(text);
  return tree === undefined ? () => true : compileTree(tree);
}
