// One CodeMirror view that shows whichever file is in front. React holds it, nothing more.
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { highlightSelectionMatches, openSearchPanel, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { t } from '../common/messages.ts';
import { useLayout } from '../store/layout.ts';
import { usePrefs } from '../store/prefs.ts';
import { composeUp } from './compose.ts';
import { editFile, type FileDocument, saveFile, useFiles } from './documents.ts';
import { focusIsFree } from './focus.ts';
import { problemLines, setProblems } from './problem-lines.ts';
import { yamlColours } from './yaml-colours.ts';

export interface Editor {
  /** Puts the cursor at the start of a line. */
  goTo(line: number): void;
  find(): void;
  focus(): void;
  dispose(): void;
}

/** The file's key, where its text is in front. */
const activeKey = (): string | undefined => useFiles.getState().active;

function act(does: (key: string) => void): () => boolean {
  return () => {
    const key = activeKey();
    if (key !== undefined) does(key);
    return true;
  };
}

/** What the page does, whichever file is in front. */
function page(does: () => void): () => boolean {
  return () => {
    does();
    return true;
  };
}

function basics(): Extension {
  return [
    lineNumbers(),
    problemLines,
    highlightActiveLineGutter(),
    highlightActiveLine(),
    highlightSpecialChars(),
    highlightSelectionMatches(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of('  '),
    bracketMatching(),
    EditorState.tabSize.of(4),
    keymap.of([
      { key: 'Mod-s', preventDefault: true, run: act((key) => void saveFile(key)) },
      { key: 'Mod-Enter', preventDefault: true, run: act((key) => void composeUp(key)) },
      { key: 'Alt-Enter', run: page(() => useLayout.getState().toggleTerminalFull()) },
      { key: 'Mod-=', run: page(() => usePrefs.getState().changeFont(1)) },
      { key: 'Mod--', run: page(() => usePrefs.getState().changeFont(-1)) },
      { key: 'Mod-0', run: page(() => usePrefs.getState().changeFont(0)) },
      indentWithTab,
      ...searchKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    EditorView.updateListener.of((update) => {
      const key = activeKey();
      if (update.docChanged && key !== undefined) editFile(key, update.state.doc.toString());
    }),
  ];
}

function stateOf(file: FileDocument): EditorState {
  return EditorState.create({
    doc: file.text,
    extensions: [
      basics(),
      /\.ya?ml$/.test(file.path) ? [yaml(), yamlColours] : [],
      EditorView.contentAttributes.of({
        'aria-label': t('files.editor', { path: file.path, host: file.host }),
        // It has the focus anyway; said so, tools that check pages know it.
        tabindex: '0',
        spellcheck: 'false',
        autocapitalize: 'off',
      }),
    ],
  });
}

/** Undo histories of the files that were in front before, and where their cursors were. */
const kept = new Map<string, EditorState>();

/** The files are of a lab that is gone. */
export function forgetEditing(): void {
  kept.clear();
}

/** Opens the editor in an element. It follows the store: which file is in front, its text and its problems. */
export function openEditor(element: HTMLElement): Editor {
  const view = new EditorView({ parent: element });
  let shown: string | undefined;
  const follow = () => {
    const { active, documents } = useFiles.getState();
    const file = active === undefined ? undefined : documents.get(active);
    if (file === undefined) return;
    if (active !== shown && active !== undefined) {
      const isNext = shown !== undefined;
      if (shown !== undefined) kept.set(shown, view.state);
      shown = active;
      view.setState(kept.get(active) ?? stateOf(file));
      view.dispatch({ effects: setProblems.of(file.problems) });
      if (isNext && focusIsFree()) view.focus();
    }
    const { doc } = view.state;
    if (doc.toString() !== file.text) view.dispatch({ changes: { from: 0, to: doc.length, insert: file.text } });
  };
  follow();
  const stop = useFiles.subscribe((now, before) => {
    follow();
    const problems = now.active === undefined ? undefined : now.documents.get(now.active)?.problems;
    const old = now.active === undefined ? undefined : before.documents.get(now.active)?.problems;
    if (problems !== undefined && problems !== old) view.dispatch({ effects: setProblems.of(problems) });
  });
  return {
    goTo: (line) => {
      const { doc } = view.state;
      const { from } = doc.line(Math.min(Math.max(1, line), doc.lines));
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      view.focus();
    },
    find: () => {
      openSearchPanel(view);
    },
    focus: () => view.focus(),
    dispose: () => {
      stop();
      if (shown !== undefined) kept.set(shown, view.state);
      view.destroy();
    },
  };
}
