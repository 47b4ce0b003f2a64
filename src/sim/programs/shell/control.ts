// How a shell leaves what it is doing: break, continue, return, exit, a fatal expansion, Ctrl-C.
// Source: POSIX.1-2017 XCU 2.14 special built-ins, 2.8.1 consequences of shell errors.
// Not modelled: siglongjmp out of traps.

/** `break` and `continue`, for so many loops. */
export class LoopControl {
  readonly kind: 'break' | 'continue';
  readonly levels: number;
  constructor(kind: 'break' | 'continue', levels: number) {
    this.kind = kind;
    this.levels = levels;
  }
}

/** `return`. */
export class FunctionReturn {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

/** `exit`, `set -e` and errors that end a shell which is not interactive. */
export class ShellExit {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

/** Something that ends the current line of an interactive shell and the whole of any other. */
export class FatalError {
  /** Without the shell's name and line; undefined if it has been printed. */
  readonly message: string | undefined;
  readonly status: number;
  constructor(message: string | undefined, status: number) {
    this.message = message;
    this.status = status;
  }
}

/** A command that cannot be carried out: its message is printed, its status is 1, the shell goes on. */
export class CommandError {
  readonly message: string;
  readonly status: number;
  constructor(message: string, status = 1) {
    this.message = message;
    this.status = status;
  }
}

/** Ctrl-C in an interactive shell: back to the prompt. */
export class Interrupted {
  readonly status = 130;
}
