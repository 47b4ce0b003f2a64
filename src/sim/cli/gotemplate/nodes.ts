// The tree of a parsed Go template, and the errors that name a place in it.
// Source: Go's text/template/parse/node.go (String), parse.go ErrorContext, exec.go errorf.
// Not modelled: associated templates of other names than define gives.

export type Node =
  | { readonly kind: 'field'; readonly at: number; readonly names: readonly string[] }
  | { readonly kind: 'variable'; readonly at: number; readonly names: readonly string[] }
  | { readonly kind: 'chain'; readonly at: number; readonly base: Node; readonly names: readonly string[] }
  | { readonly kind: 'identifier'; readonly at: number; readonly name: string }
  | { readonly kind: 'dot' | 'nil'; readonly at: number }
  | { readonly kind: 'bool'; readonly at: number; readonly value: boolean }
  | { readonly kind: 'number'; readonly at: number; readonly value: number; readonly text: string }
  | { readonly kind: 'string'; readonly at: number; readonly value: string; readonly text: string }
  | Pipe;

export interface Command {
  readonly at: number;
  readonly words: readonly Node[];
}

export interface Pipe {
  readonly kind: 'pipe';
  readonly at: number;
  readonly variables: readonly string[];
  readonly assign: boolean;
  readonly commands: readonly Command[];
}

export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly at: number; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly at: number;
      readonly pipe: Pipe;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[] | undefined;
    }
  | { readonly kind: 'template'; readonly at: number; readonly name: string; readonly pipe: Pipe | undefined }
  | { readonly kind: 'break' | 'continue'; readonly at: number };

export interface Tree {
  readonly source: string;
  readonly body: readonly Statement[];
  readonly defines: ReadonlyMap<string, readonly Statement[]>;
}

/** A template that cannot be parsed or run; the message is Go's. */
export class TemplateError extends Error {
  override name = 'TemplateError';

  static parse(source: string, at: number, what: string): TemplateError {
    return new TemplateError(`template: :${lineOf(source, at)}: ${what}`);
  }

  static run(source: string, node: Node, what: string): TemplateError {
    const column = node.at - (source.lastIndexOf('\n', node.at - 1) + 1);
    return new TemplateError(
      `template: :${lineOf(source, node.at)}:${column}: executing "" at <${nodeText(node)}>: ${what}`,
    );
  }
}

function lineOf(source: string, at: number): number {
  return source.slice(0, at).split('\n').length;
}

/** The node as Go prints it back. */
export function nodeText(node: Node): string {
  switch (node.kind) {
    case 'field':
      return node.names.map((n) => `.${n}`).join('');
    case 'variable':
      return node.names.join('.');
    case 'chain':
      return `${node.base.kind === 'pipe' ? `(${nodeText(node.base)})` : nodeText(node.base)}.${node.names.join('.')}`;
    case 'identifier':
      return node.name;
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'number':
    case 'string':
      return node.text;
    case 'pipe': {
      const names = node.variables.length === 0 ? '' : `${node.variables.join(', ')} ${node.assign ? '=' : ':='} `;
      return names + node.commands.map(commandText).join(' | ');
    }
  }
}

function commandText(command: Command): string {
  return command.words.map((w) => (w.kind === 'pipe' ? `(${nodeText(w)})` : nodeText(w))).join(' ');
}
