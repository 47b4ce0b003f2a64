// Runs a parsed template over a value.
// Source: Go's text/template/exec.go.
// Not modelled: function values in fields, ranging over functions.

import { lookUp } from './fields.ts';
import {
  CallError,
  fits,
  functionNames,
  functions,
  type Parameter,
  shortCircuit,
  type TemplateFunction,
} from './functions.ts';
import { type Command, type Node, nodeText, type Pipe, type Statement, TemplateError, type Tree } from './nodes.ts';
import { parseTemplate } from './parse.ts';
import { display } from './print.ts';
import { isTrue, itemsOf, type Method, Nil, typeName, type Value } from './values.ts';

/** A parsed template. Parsing throws a TemplateError, and so does running. */
export class Template {
  readonly #tree: Tree;
  constructor(source: string) {
    this.#tree = parseTemplate(source, functionNames);
  }

  /** The text for `value`. `strict` makes a missing map key an error (missingkey=error). */
  execute(
    value: Value,
    options: { readonly strict?: boolean; readonly functions?: ReadonlyMap<string, TemplateFunction> } = {},
  ): string {
    return new Execution(this.#tree, options.functions ?? functions, options.strict ?? false).run(value);
  }
}

/** Leaves a loop's body. */
class LoopExit {
  readonly kind: 'break' | 'continue';
  constructor(kind: 'break' | 'continue') {
    this.kind = kind;
  }
}

class Execution {
  readonly #tree: Tree;
  readonly #functions: ReadonlyMap<string, TemplateFunction>;
  readonly #strict: boolean;
  #out = '';
  #variables: { readonly name: string; value: Value }[] = [];
  /** The node that an error is about. */
  #node: Node = { kind: 'dot', at: 0 };

  constructor(tree: Tree, table: ReadonlyMap<string, TemplateFunction>, strict: boolean) {
    this.#tree = tree;
    this.#functions = table;
    this.#strict = strict;
  }

  run(dot: Value): string {
    this.#variables = [{ name: '$', value: dot }];
    this.#walk(this.#tree.body, dot);
    return this.#out;
  }

  #fail(what: string): never {
    throw TemplateError.run(this.#tree.source, this.#node, what);
  }

  #walk(body: readonly Statement[], dot: Value): void {
    for (const statement of body) this.#statement(statement, dot);
  }

  #statement(statement: Statement, dot: Value): void {
    switch (statement.kind) {
      case 'text':
        this.#out += statement.text;
        return;
      case 'action': {
        const value = this.#pipeline(statement.pipe, dot);
        if (statement.pipe.variables.length === 0) this.#out += display(value);
        return;
      }
      case 'if':
      case 'with': {
        const depth = this.#variables.length;
        const value = this.#pipeline(statement.pipe, dot);
        if (isTrue(value)) this.#walk(statement.body, statement.kind === 'with' ? value : dot);
        else if (statement.otherwise) this.#walk(statement.otherwise, dot);
        this.#variables.length = depth;
        return;
      }
      case 'range':
        this.#range(statement.pipe, statement.body, statement.otherwise, dot);
        return;
      case 'template':
        this.#call(statement.name, statement.pipe, statement.at, dot);
        return;
      default:
        throw new LoopExit(statement.kind);
    }
  }

  #call(name: string, pipe: Pipe | undefined, at: number, dot: Value): void {
    const body = this.#tree.defines.get(name);
    if (!body) {
      const argument = pipe ? ` ${nodeText(pipe)}` : '';
      const text = `{{template ${JSON.stringify(name)}${argument}}}`;
      const shown = { kind: 'string' as const, at, value: '', text };
      this.#node = { ...shown, at: at + 'template '.length };
      this.#fail(`template ${JSON.stringify(name)} not defined`);
    }
    const value = pipe ? this.#pipeline(pipe, dot) : undefined;
    const outer = this.#variables;
    this.#variables = [{ name: '$', value }];
    this.#walk(body, value);
    this.#variables = outer;
  }

  #range(pipe: Pipe, body: readonly Statement[], otherwise: readonly Statement[] | undefined, dot: Value): void {
    const depth = this.#variables.length;
    const value = this.#pipeline({ ...pipe, variables: [] }, dot);
    const items = itemsOf(value) ?? this.#fail(`range can't iterate over ${display(value)}`);
    for (const [key, item] of items) {
      const [first, second] = pipe.variables;
      if (first !== undefined) this.#declare(first, second === undefined ? item : key, pipe.assign);
      if (second !== undefined) this.#declare(second, item, pipe.assign);
      try {
        this.#walk(body, item);
      } catch (exit) {
        if (!(exit instanceof LoopExit)) throw exit;
        if (exit.kind === 'break') break;
      } finally {
        this.#variables.length = depth;
      }
    }
    if (items.length === 0 && otherwise) this.#walk(otherwise, dot);
  }

  #declare(name: string, value: Value, assign: boolean): void {
    const known = assign ? this.#variables.findLast((v) => v.name === name) : undefined;
    if (known) known.value = value;
    else this.#variables.push({ name, value });
  }

  #pipeline(pipe: Pipe, dot: Value): Value {
    this.#node = pipe;
    let value: Value;
    pipe.commands.forEach((command, i) => {
      value = this.#command(command, dot, i === 0 ? [] : [value]);
      if (value === null) value = undefined;
    });
    for (const name of pipe.variables) this.#declare(name, value, pipe.assign);
    return value;
  }

  #command(command: Command, dot: Value, final: readonly Value[]): Value {
    const [head, ...args] = command.words as [Node, ...Node[]];
    switch (head.kind) {
      case 'field':
      case 'variable':
      case 'chain':
        return this.#fieldsOf(head, dot, args, final);
      case 'identifier':
        return this.#function(head.name, command, args, final, dot);
      case 'pipe':
        this.#notFunction(head, args, final);
        return this.#pipeline(head, dot);
      case 'nil':
        this.#node = head;
        return this.#fail('nil is not a command');
      default:
        this.#notFunction(head, args, final);
        return this.#value(head, dot);
    }
  }

  #notFunction(head: Node, args: readonly Node[], final: readonly Value[]): void {
    this.#node = head;
    if (args.length === 0 && final.length === 0) return;
    const shown = head.kind === 'number' || head.kind === 'string' ? head.text : head.kind;
    this.#fail(`can't give argument to non-function ${shown}`);
  }

  /** An operand that is no call. */
  #value(node: Node, dot: Value): Value {
    this.#node = node;
    switch (node.kind) {
      case 'dot':
        return dot;
      case 'nil':
        return null;
      case 'bool':
      case 'number':
      case 'string':
        return node.value;
      case 'pipe':
        return this.#pipeline(node, dot);
      case 'identifier':
        return this.#function(node.name, { at: node.at, words: [node] }, [], [], dot);
      default:
        return this.#fieldsOf(node, dot, [], []);
    }
  }

  #fieldsOf(
    node: Extract<Node, { names: readonly string[] }>,
    dot: Value,
    args: readonly Node[],
    final: readonly Value[],
  ): Value {
    this.#node = node;
    let receiver = dot;
    let names = node.names;
    if (node.kind === 'chain') {
      receiver = this.#value(node.base, dot);
    } else if (node.kind === 'variable') {
      receiver = this.#variables.findLast((v) => v.name === node.names[0])?.value;
      names = node.names.slice(1);
      if (names.length === 0) this.#notFunction(node, args, final);
    }
    names.forEach((name, i) => {
      const last = i === names.length - 1;
      receiver = this.#field(receiver, name, last ? args : [], last ? final : [], dot);
    });
    return receiver;
  }

  #field(receiver: Value, name: string, args: readonly Node[], final: readonly Value[], dot: Value): Value {
    const found = lookUp(receiver, name, { hasArguments: args.length + final.length > 0, strict: this.#strict });
    switch (found.kind) {
      case 'value':
        return found.value;
      case 'method':
        return this.#method(name, found.method, args, final, dot);
      case 'unknown': {
        // On bare JSON all that a field gives is an interface.
        const type = this.#strict && this.#node.kind === 'field' ? 'interface {}' : typeName(receiver);
        return this.#fail(`can't evaluate field ${name} in type ${type}`);
      }
      case 'refused':
        return this.#fail(found.why);
    }
  }

  #method(name: string, method: Method, args: readonly Node[], final: readonly Value[], dot: Value): Value {
    const got = args.length + final.length;
    if (got !== method.parameters) {
      this.#fail(`wrong number of args for ${name}: want ${method.parameters} got ${got}`);
    }
    const values = [...args.map((node) => this.#argument(node, 'string', dot)), ...final];
    return method.call(values.map(String));
  }

  #function(name: string, command: Command, args: readonly Node[], final: readonly Value[], dot: Value): Value {
    const head = command.words[0] as Node;
    this.#node = head;
    if (shortCircuit.has(name)) return this.#andOr(name, args, final, dot);
    const f = this.#functions.get(name);
    if (!f) return this.#fail(`${JSON.stringify(name)} is not a defined function`);
    const got = args.length + final.length;
    const wants = f.parameters.length;
    if (f.rest ? got < wants : got !== wants) {
      this.#fail(`wrong number of args for ${name}: want ${f.rest ? 'at least ' : ''}${wants} got ${got}`);
    }
    const typeAt = (i: number): Parameter => f.parameters[i] ?? f.rest ?? 'any';
    const values = args.map((node, i) => this.#argument(node, typeAt(i), dot));
    final.forEach((value) => {
      values.push(this.#checked(value, typeAt(got - 1)));
    });
    try {
      return f.call(values);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.#node = { kind: 'pipe', at: command.at, variables: [], assign: false, commands: [command] };
      return this.#fail(`error calling ${name}: ${error.message}`);
    }
  }

  #andOr(name: string, args: readonly Node[], final: readonly Value[], dot: Value): Value {
    if (args.length + final.length === 0) this.#fail(`wrong number of args for ${name}: want at least 1 got 0`);
    let value: Value;
    for (const node of args) {
      value = this.#argument(node, 'any', dot);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return final.length > 0 ? final[0] : value;
  }

  #argument(node: Node, type: Parameter, dot: Value): Value {
    this.#node = node;
    if (type === 'string' && (node.kind === 'number' || node.kind === 'bool')) {
      this.#fail(`expected string; found ${node.kind === 'bool' ? node.value : node.text}`);
    }
    if (type === 'int' && (node.kind === 'string' || node.kind === 'bool')) {
      this.#fail(`expected integer; found ${node.kind === 'bool' ? node.value : node.text}`);
    }
    return this.#checked(this.#value(node, dot), type);
  }

  #checked(value: Value, type: Parameter): Value {
    if (type === 'any') return value;
    if (value === undefined || value === null) {
      if (type === '[]string') return [];
      return this.#fail(`invalid value; expected ${type}`);
    }
    if (!fits(value, type)) this.#fail(`wrong type for value; expected ${type}; got ${typeName(value)}`);
    return value instanceof Nil ? [] : value;
  }
}
