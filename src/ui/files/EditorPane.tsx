import './editor.css';
import { CircleCheck, Download, Play, Save, Search, Square, TriangleAlert, Undo2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { IconButton, Tip } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { typeSize, usePrefs } from '../store/prefs.ts';
import { commandsOf, composeDown, composeUp } from './compose.ts';
import {
  activeFile,
  downloadFile,
  type FileDocument,
  isChanged,
  keepMine,
  keyOf,
  revertFile,
  saveFile,
  useFiles,
} from './documents.ts';
import { type Editor, openEditor } from './editor.ts';
import { focusIsFree } from './focus.ts';
import { isComposeFile, nameOf } from './paths.ts';

/** How many problems there are; pressing it goes from one to the next. */
function Problems({ file, goTo }: { readonly file: FileDocument; readonly goTo: (line: number) => void }) {
  const at = useRef(0);
  if (!/\.ya?ml$/.test(file.path)) return null;
  const { problems } = file;
  const next = problems[at.current % Math.max(1, problems.length)];
  if (next === undefined) {
    return (
      <span className="file-state good" role="status">
        <CircleCheck aria-hidden />
        {t('files.noProblem')}
      </span>
    );
  }
  return (
    <>
      <span className="visually-hidden" role="status">
        {problems.map((one) => t('files.problemAt', { line: one.line, message: one.message })).join('. ')}
      </span>
      <Tip label={t('files.problemAt', { line: next.line, message: next.message })}>
        <button
          type="button"
          className={`file-state ${problems.some((one) => one.severity === 'error') ? 'bad' : 'warn'}`}
          aria-label={t('files.nextProblem', { line: next.line, message: next.message })}
          onClick={() => {
            at.current++;
            goTo(next.line);
          }}
        >
          <TriangleAlert aria-hidden />
          {t('files.problems', { count: problems.length })}
        </button>
      </Tip>
    </>
  );
}

function ComposeButtons({ file }: { readonly file: FileDocument }) {
  const key = keyOf(file.host, file.path);
  const { up, down } = commandsOf(file.path);
  return (
    <>
      <IconButton
        label={t('files.composeDown', { command: down })}
        disabled={file.base === undefined}
        onClick={() => void composeDown(key)}
      >
        <Square aria-hidden />
      </IconButton>
      <Tip label={t('files.composeUpHow', { command: up })} shortcut="Ctrl Enter">
        <button type="button" className="button primary" onClick={() => void composeUp(key)}>
          <Play aria-hidden />
          {t('files.composeUp')}
        </button>
      </Tip>
    </>
  );
}

/** Somebody else has changed the file on the host while the learner was changing it here. */
function Conflict({ file }: { readonly file: FileDocument }) {
  if (file.meanwhile === undefined) return null;
  const key = keyOf(file.host, file.path);
  const reloads = file.meanwhile.text !== undefined;
  const gone = !reloads && file.meanwhile.sealed === undefined;
  return (
    <div className="file-conflict" role="alert">
      <TriangleAlert aria-hidden />
      <span>{gone ? t('files.gone', { host: file.host }) : t('files.conflict', { host: file.host })}</span>
      {reloads && (
        <button type="button" className="small-button" onClick={() => revertFile(key)}>
          {t('files.reload')}
        </button>
      )}
      <button type="button" className="small-button" onClick={() => keepMine(key)}>
        {t('files.keepMine')}
      </button>
    </div>
  );
}

/** The file in front: its name, what can be done with it, and its text. */
export function EditorPane() {
  const file = useFiles(activeFile);
  const fontSize = usePrefs(typeSize);
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | undefined>(undefined);
  useEffect(() => {
    if (box.current === null) return;
    const made = openEditor(box.current);
    editor.current = made;
    if (focusIsFree()) made.focus();
    return () => {
      editor.current = undefined;
      made.dispose();
    };
  }, []);
  if (file === undefined) return null;
  const key = keyOf(file.host, file.path);
  const changed = isChanged(file);
  return (
    <section className="editor-pane">
      <header>
        <h3 title={`${file.host}:${file.path}`}>
          {file.path}
          {changed && <small>{file.base === undefined ? t('files.unsaved') : t('files.changed')}</small>}
        </h3>
        <Problems file={file} goTo={(line) => editor.current?.goTo(line)} />
        <div className="tools">
          <IconButton label={t('files.find')} shortcut="Ctrl F" onClick={() => editor.current?.find()}>
            <Search aria-hidden />
          </IconButton>
          <IconButton
            label={file.base === undefined ? t('files.discard') : t('files.revert')}
            disabled={!changed}
            onClick={() => revertFile(key)}
          >
            <Undo2 aria-hidden />
          </IconButton>
          <IconButton
            label={t('files.downloadFrom', { name: nameOf(file.path), host: file.host })}
            disabled={file.base === undefined}
            onClick={() => void downloadFile(file.host, file.path)}
          >
            <Download aria-hidden />
          </IconButton>
          <IconButton label={t('files.save')} shortcut="Ctrl S" disabled={!changed} onClick={() => void saveFile(key)}>
            <Save aria-hidden />
          </IconButton>
          {isComposeFile(file.path) && <ComposeButtons file={file} />}
        </div>
      </header>
      <Conflict file={file} />
      <div ref={box} className="file-editor" style={{ fontSize }} />
    </section>
  );
}
