// Colours for YAML's parts, by the kind of syntax; CSS gives the colours.
import { syntaxTree } from '@codemirror/language';
import { RangeSetBuilder } from '@codemirror/state';
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';

/** The parser's names of what is coloured. */
const classes: Readonly<Record<string, string>> = {
  Key: 'yaml-key',
  Comment: 'yaml-comment',
  QuotedLiteral: 'yaml-quoted',
  BlockLiteralContent: 'yaml-quoted',
  BlockLiteralHeader: 'yaml-sign',
  Anchor: 'yaml-sign',
  Alias: 'yaml-sign',
  Tag: 'yaml-sign',
  DocEnd: 'yaml-sign',
  DirectiveContent: 'yaml-comment',
};

const marks = new Map([...new Set(Object.values(classes))].map((name) => [name, Decoration.mark({ class: name })]));

function colour(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let done = 0;
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter: (node) => {
        const mark = marks.get(classes[node.name] ?? '');
        if (mark === undefined) return true;
        // Parts that begin before the visible range come once for each range that they are in.
        if (node.from >= done && node.to > node.from) {
          builder.add(node.from, node.to, mark);
          done = node.to;
        }
        return false;
      },
    });
  }
  return builder.finish();
}

/** Keeps the visible lines coloured, also when the parser comes to them later. */
export const yamlColours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = colour(view);
    }
    update(update: ViewUpdate): void {
      const parsed = syntaxTree(update.state) !== syntaxTree(update.startState);
      if (update.docChanged || update.viewportChanged || parsed) this.decorations = colour(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
