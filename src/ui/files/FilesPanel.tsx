import './files.css';
import { useEffect } from 'react';
import { t } from '../common/messages.ts';
import { useLab } from '../store/lab.ts';
import { useTerminals } from '../terminal/terminals.ts';
import {
  activeFile,
  followHost,
  forgetFiles,
  HOME,
  isChanged,
  openFile,
  sealedFile,
  showDirectory,
  useFiles,
} from './documents.ts';
import { EditorPane } from './EditorPane.tsx';
import { forgetEditing } from './editor.ts';
import { FileList } from './FileList.tsx';
import { inDirectory, isComposeFile } from './paths.ts';
import { SealedPane } from './SealedPane.tsx';
import { TemplateChoice } from './TemplateChoice.tsx';

/** How often the editor looks what has become of its files on the host (real milliseconds). */
const FOLLOW_MS = 700;

/** The lab whose files the editor holds. */
let labShown: number | undefined;

/** Opens where a learner begins: the home directory, with its Compose file if there is one. */
async function begin(host: string): Promise<void> {
  await showDirectory(host, HOME);
  const compose = useFiles.getState().entries.find((entry) => entry.type === 'file' && isComposeFile(entry.name));
  if (compose !== undefined) await openFile(host, inDirectory(HOME, compose.name));
}

function useFiledLab(): void {
  const lab = useTerminals((terminals) => terminals.lab);
  const ready = useLab((state) => state.status === 'ready');
  useEffect(() => {
    if (!ready) return;
    if (labShown !== lab) {
      labShown = lab;
      forgetFiles();
      forgetEditing();
    }
    const { tabs, active } = useTerminals.getState();
    const front = tabs.find((tab) => tab.tty === active)?.host ?? useLab.getState().view?.hosts[0]?.name;
    if (useFiles.getState().host === '' && front !== undefined) void begin(front);
    const timer = setInterval(() => void followHost(), FOLLOW_MS);
    return () => clearInterval(timer);
  }, [lab, ready]);
}

/** Text that is nowhere but here: the browser asks before it goes. */
function askBeforeLeaving(event: BeforeUnloadEvent): void {
  if ([...useFiles.getState().documents.values()].some(isChanged)) event.preventDefault();
}

/** Files of the simulated hosts: a list of them, and the editor. */
export default function FilesPanel() {
  useFiledLab();
  // For the rest of the page's life: unsaved texts outlive this panel.
  useEffect(() => addEventListener('beforeunload', askBeforeLeaving), []);
  const host = useFiles((files) => files.host);
  const open = useFiles((files) => activeFile(files) !== undefined);
  const sealed = useFiles(sealedFile);
  return (
    <div className="files" role="tabpanel" aria-label={t('files.label')}>
      {host === '' ? (
        <p className="panel-note">{t('files.loading')}</p>
      ) : (
        <>
          <FileList />
          {open ? <EditorPane /> : sealed === undefined ? <TemplateChoice /> : <SealedPane file={sealed} />}
        </>
      )}
    </div>
  );
}
