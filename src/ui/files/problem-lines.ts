// Problems at their lines: the line is marked, a sign stands in the gutter, and the words follow the text.
import { type Range, RangeSet, StateEffect, StateField, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, GutterMarker, gutter, WidgetType } from '@codemirror/view';
import type { FileProblem } from '../../session/protocol.ts';
import { t } from '../common/messages.ts';

/** Says anew what is wrong. */
export const setProblems = StateEffect.define<readonly FileProblem[]>();

class Words extends WidgetType {
  readonly problem: FileProblem;
  constructor(problem: FileProblem) {
    super();
    this.problem = problem;
  }

  override eq(other: Words): boolean {
    return other.problem.message === this.problem.message && other.problem.severity === this.problem.severity;
  }

  override toDOM(): HTMLElement {
    const words = document.createElement('span');
    words.className = `problem-words ${this.problem.severity}`;
    // Screen readers hear the problem from the summary above the text, not as a part of the text.
    words.ariaHidden = 'true';
    words.textContent = this.problem.message.split('\n')[0] ?? '';
    return words;
  }
}

class Sign extends GutterMarker {
  readonly problem: FileProblem;
  constructor(problem: FileProblem) {
    super();
    this.problem = problem;
  }

  override toDOM(): HTMLElement {
    const sign = document.createElement('span');
    sign.className = `problem-sign ${this.problem.severity}`;
    sign.title = t('files.problemAt', { line: this.problem.line, message: this.problem.message });
    sign.textContent = this.problem.severity === 'error' ? '!' : '?';
    return sign;
  }
}

interface Shown {
  readonly lines: DecorationSet;
  readonly signs: RangeSet<GutterMarker>;
}

function show(problems: readonly FileProblem[], text: Text): Shown {
  const lines: Range<Decoration>[] = [];
  const signs: Range<GutterMarker>[] = [];
  const taken = new Set<number>();
  for (const problem of problems) {
    const line = text.line(Math.min(Math.max(1, problem.line), text.lines));
    if (taken.has(line.number)) continue;
    taken.add(line.number);
    lines.push(Decoration.line({ class: `problem-line ${problem.severity}` }).range(line.from));
    lines.push(Decoration.widget({ widget: new Words(problem), side: 1 }).range(line.to));
    signs.push(new Sign(problem).range(line.from));
  }
  return { lines: Decoration.set(lines, true), signs: RangeSet.of(signs, true) };
}

const field = StateField.define<Shown>({
  create: (state) => show([], state.doc),
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(setProblems)) return show(effect.value, transaction.newDoc);
    if (!transaction.docChanged) return shown;
    return { lines: shown.lines.map(transaction.changes), signs: shown.signs.map(transaction.changes) };
  },
  provide: (own) => EditorView.decorations.from(own, (shown) => shown.lines),
});

/** The editor's part that shows problems. */
export const problemLines = [
  field,
  gutter({ class: 'problem-gutter', markers: (view) => view.state.field(field).signs, initialSpacer: () => spacer }),
];

const spacer = new Sign({ line: 1, severity: 'error', message: '' });
