// From expanded pieces to fields: word splitting at IFS, and which characters are quoted.
// Source: POSIX.1-2017 XCU 2.6.5 field splitting; bash(1) Word Splitting.
// Not modelled: multi-byte separators beyond one code unit.
import { quotePattern } from './pattern.ts';

/** A stretch of a field. Quoted characters mean nothing to pathname expansion. */
export interface Piece {
  readonly text: string;
  readonly quoted: boolean;
}

export type Field = readonly Piece[];

/** Builds the fields of one word. */
export class FieldBuilder {
  readonly #fields: Piece[][] = [];
  #current: Piece[] | undefined;
  /** White space has just ended a field, so that another separator belongs to the same gap. */
  #gap = false;

  /** Text of the source itself, or text that is not to be split. */
  plain(text: string): void {
    if (text !== '') this.#add({ text, quoted: false });
  }

  /** Quoted text: makes a field even if it is empty. */
  quoted(text: string): void {
    this.#add({ text, quoted: true });
  }

  /** The result of an unquoted expansion. */
  split(text: string, separators: string): void {
    if (separators === '') {
      this.plain(text);
      return;
    }
    let run = '';
    for (const char of text) {
      if (!separators.includes(char)) {
        run += char;
        continue;
      }
      this.plain(run);
      run = '';
      if (char === ' ' || char === '\t' || char === '\n') {
        if (this.#current !== undefined) {
          this.breakField();
          this.#gap = true;
        }
      } else if (this.#gap) this.#gap = false;
      else this.#close(true);
    }
    this.plain(run);
  }

  /** Ends the field, if one has begun. */
  breakField(): void {
    this.#close(false);
  }

  finish(): Field[] {
    this.#close(false);
    return this.#fields;
  }

  #add(piece: Piece): void {
    this.#gap = false;
    this.#current ??= [];
    this.#current.push(piece);
  }

  #close(evenEmpty: boolean): void {
    if (this.#current !== undefined || evenEmpty) this.#fields.push(this.#current ?? []);
    this.#current = undefined;
    this.#gap = false;
  }
}

export function textOf(field: Field): string {
  return field.map((piece) => piece.text).join('');
}

/** A field as a pattern: its quoted characters made ordinary. */
export function patternOf(field: Field): string {
  return field.map((piece) => (piece.quoted ? quotePattern(piece.text) : piece.text)).join('');
}
