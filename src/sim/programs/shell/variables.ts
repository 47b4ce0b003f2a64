// A shell's variables: scalars and arrays, exported, read-only, local to functions.
// Source: bash(1) PARAMETERS, Arrays.
// Not modelled: case attributes of arrays' elements, name references to elements.
import { CommandError } from './control.ts';

/** Scalars, indexed arrays and associative ones. */
export type Value = string | IndexedArray | AssociativeArray;
export type IndexedArray = { readonly kind: 'indexed'; readonly items: Map<number, string> };
export type AssociativeArray = { readonly kind: 'associative'; readonly items: Map<string, string> };

export interface Variable {
  value: Value | undefined;
  exported: boolean;
  readOnly: boolean;
  /** declare -i: what is assigned is evaluated. */
  integer?: boolean;
  /** declare -l and -u: what is assigned is written so. */
  letters?: 'lower' | 'upper';
  /** declare -n: it stands for the variable of this name. */
  target?: string;
}

/** Name references that lead to name references: bash gives up after as many. */
const MAX_REFERENCES = 8; // NAMEREF_MAX, variables.h

export class Variables {
  readonly #table: Map<string, Variable>;
  readonly #scopes: Map<string, Variable | undefined>[] = [];
  /** The process's environment, which follows the exported variables. */
  readonly #environment: Map<string, string>;

  /** Imports the environment; every entry of it is an exported variable. */
  constructor(environment: Map<string, string>, table?: ReadonlyMap<string, Variable>) {
    this.#environment = environment;
    this.#table = new Map();
    for (const [name, variable] of table ?? []) this.#table.set(name, copyOf(variable));
    if (table !== undefined) return;
    for (const [name, value] of environment) this.#table.set(name, { value, exported: true, readOnly: false });
  }

  /** For a subshell: the same variables, changed independently. */
  fork(environment: Map<string, string>): Variables {
    return new Variables(environment, this.#table);
  }

  /** The variable, or the one that it stands for. */
  find(name: string): Variable | undefined {
    return this.#table.get(this.#meant(name));
  }

  /** The scalar value; an array's is that of element 0. */
  get(name: string): string | undefined {
    const value = this.find(name)?.value;
    if (value === undefined || typeof value === 'string') return value;
    return value.kind === 'indexed' ? value.items.get(0) : value.items.get('0');
  }

  /** Assigns; for an array, to its element 0. */
  set(name: string, text: string): void {
    const variable = this.#writable(name);
    if (typeof variable.value === 'object') {
      if (variable.value.kind === 'indexed') variable.value.items.set(0, text);
      else variable.value.items.set('0', text);
      return;
    }
    variable.value =
      variable.letters === undefined ? text : variable.letters === 'lower' ? text.toLowerCase() : text.toUpperCase();
    this.#publish(this.#meant(name), variable);
  }

  setArray(name: string, value: IndexedArray | AssociativeArray): void {
    this.#writable(name).value = value;
  }

  /** The array to change an element of; a scalar becomes element 0 of one. */
  arrayFor(name: string): IndexedArray | AssociativeArray {
    const variable = this.#writable(name);
    if (typeof variable.value === 'object') return variable.value;
    const items = new Map<number, string>();
    if (variable.value !== undefined) items.set(0, variable.value);
    const array: IndexedArray = { kind: 'indexed', items };
    variable.value = array;
    return array;
  }

  unset(reference: string): void {
    const name = this.#meant(reference);
    if (this.#table.get(name)?.readOnly) throw new CommandError(`unset: ${name}: cannot unset: readonly variable`);
    this.#table.delete(name);
    this.#environment.delete(name);
  }

  setExported(name: string, exported: boolean): void {
    const variable = this.#entry(name);
    variable.exported = exported;
    if (exported) this.#publish(name, variable);
    else this.#environment.delete(name);
  }

  /** Attributes beyond exported and read-only; `undefined` leaves one as it is. */
  setAttributes(name: string, { integer, letters }: Pick<Variable, 'integer' | 'letters'>): void {
    const variable = this.#entry(name);
    if (integer !== undefined) variable.integer = integer;
    if (letters !== undefined) variable.letters = letters;
  }

  /** declare -n: `name` stands for `target` from now on. */
  setReference(name: string, target: string): void {
    this.#table.set(name, { value: undefined, exported: false, readOnly: false, target });
  }

  #meant(name: string): string {
    let meant = name;
    for (let i = 0; i < MAX_REFERENCES; i++) meant = this.#table.get(meant)?.target ?? meant;
    return meant;
  }

  setReadOnly(name: string): void {
    this.#entry(name).readOnly = true;
  }

  names(): string[] {
    return [...this.#table.keys()].sort((a, b) => (a < b ? -1 : 1));
  }

  /** Whether a function is being run. */
  get inFunction(): boolean {
    return this.#scopes.length > 0;
  }

  enterFunction(): void {
    this.#scopes.push(new Map());
  }

  leaveFunction(): void {
    for (const [name, before] of this.#scopes.pop() ?? []) this.#restore(name, before);
  }

  /** `local`: a fresh variable until the function returns. */
  makeLocal(name: string): void {
    const scope = this.#scopes[this.#scopes.length - 1];
    if (scope === undefined || scope.has(name)) return;
    const before = this.#table.get(name);
    if (before?.readOnly) throw new CommandError(`${name}: readonly variable`);
    scope.set(name, before);
    this.#table.set(name, { value: undefined, exported: before?.exported ?? false, readOnly: false });
  }

  /** Runs of `A=1 function`: sets for a while. Answers what puts things back. */
  setTemporarily(name: string, text: string): () => void {
    const before = this.#table.get(name);
    if (before?.readOnly) throw new CommandError(`${name}: readonly variable`);
    this.#table.set(name, { value: text, exported: true, readOnly: false });
    this.#environment.set(name, text);
    return () => this.#restore(name, before);
  }

  #restore(name: string, before: Variable | undefined): void {
    this.#environment.delete(name);
    if (before === undefined) this.#table.delete(name);
    else {
      this.#table.set(name, before);
      this.#publish(name, before);
    }
  }

  #entry(name: string): Variable {
    let variable = this.#table.get(name);
    if (variable === undefined) {
      variable = { value: undefined, exported: false, readOnly: false };
      this.#table.set(name, variable);
    }
    return variable;
  }

  #writable(name: string): Variable {
    const variable = this.#entry(this.#meant(name));
    if (variable.readOnly) throw new CommandError(`${name}: readonly variable`);
    return variable;
  }

  #publish(name: string, variable: Variable): void {
    if (variable.exported && typeof variable.value === 'string') this.#environment.set(name, variable.value);
  }
}

function copyOf(variable: Variable): Variable {
  const { value } = variable;
  if (value === undefined || typeof value === 'string') return { ...variable };
  const copy: Value =
    value.kind === 'indexed'
      ? { kind: 'indexed', items: new Map(value.items) }
      : { kind: 'associative', items: new Map(value.items) };
  return { ...variable, value: copy };
}
