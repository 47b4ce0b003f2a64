// A stack's name, which stands before the names of all that belongs to it.
// Source: docker/cli v28.5.2 cli/compose/convert/compose.go Namespace; cli/command/stack/common.go.
// Not modelled: nothing.
import { Failure } from '../failure.ts';

/** On everything that belongs to a stack. */
export const STACK_LABEL = 'com.docker.stack.namespace';
/** On a stack's services: the image as the file names it. */
export const IMAGE_LABEL = 'com.docker.stack.image';

export class Namespace {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }

  scoped(name: string): string {
    return `${this.name}_${name}`;
  }

  /** A service's name in the file. */
  descoped(name: string): string {
    const prefix = this.scoped('');
    return name.startsWith(prefix) ? name.slice(prefix.length) : name;
  }

  labels(labels: Readonly<Record<string, string>> = {}): Record<string, string> {
    return { ...labels, [STACK_LABEL]: this.name };
  }

  /** As a filter of what belongs to it. */
  get filter(): string {
    return `label=${STACK_LABEL}=${this.name}`;
  }
}

/** The namespace of a stack's name; nothing but blanks and quotes is none. */
export function namespaceOf(name: string): Namespace {
  if (name.replace(/^[\s"']+|[\s"']+$/g, '') === '') throw new Failure(`invalid stack name: ${JSON.stringify(name)}`);
  return new Namespace(name);
}
