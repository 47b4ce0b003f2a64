import { CornerLeftUp, Download, FileText, Folder, Network } from 'lucide-react';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { useLab } from '../store/lab.ts';
import {
  downloadFile,
  type FileDocument,
  HOME,
  isChanged,
  keyOf,
  openFile,
  showDirectory,
  useFiles,
} from './documents.ts';
import { NewFile } from './NewFile.tsx';
import { directoryOf, inDirectory, isComposeFile, nameOf } from './paths.ts';

/** The host whose disk is shown: there is a choice only if there are several. */
function HostChoice({ host }: { readonly host: string }) {
  const hosts = useLab((lab) => lab.view?.hosts) ?? [];
  if (hosts.length < 2) return null;
  return (
    <select
      className="files-host"
      aria-label={t('files.host')}
      value={host}
      onChange={(event) => void showDirectory(event.target.value, HOME)}
    >
      {hosts.map((one) => (
        <option key={one.name}>{one.name}</option>
      ))}
    </select>
  );
}

function FileRow({ host, path, file }: { readonly host: string; readonly path: string; readonly file?: FileDocument }) {
  const active = useFiles((files) => files.active);
  const mark = file === undefined || !isChanged(file) ? undefined : file.base === undefined ? 'unsaved' : 'changed';
  return (
    <li className="file-item">
      <button
        type="button"
        className={`file-row ${mark ?? ''}`}
        aria-current={active === keyOf(host, path) ? 'true' : undefined}
        onClick={() => void openFile(host, path)}
      >
        {isComposeFile(path) ? <Network aria-hidden /> : <FileText aria-hidden />}
        <span>{nameOf(path)}</span>
        {mark !== undefined && (
          <i className="file-dot" role="img" aria-label={t(`files.${mark}`)} title={t(`files.${mark}`)} />
        )}
      </button>
      {mark !== 'unsaved' && (
        <IconButton label={t('files.download', { name: nameOf(path) })} onClick={() => void downloadFile(host, path)}>
          <Download aria-hidden />
        </IconButton>
      )}
    </li>
  );
}

function DirectoryRow(props: { readonly host: string; readonly path: string; readonly up?: boolean }) {
  const { host, path, up = false } = props;
  return (
    <li>
      <button
        type="button"
        className="file-row"
        aria-label={up ? t('files.up', { directory: path }) : undefined}
        onClick={() => void showDirectory(host, path)}
      >
        {up ? <CornerLeftUp aria-hidden /> : <Folder aria-hidden />}
        <span>{up ? '..' : nameOf(path)}</span>
      </button>
    </li>
  );
}

/** The directory on show, with the files in it that are not saved yet. */
export function FileList() {
  const { host, directory, entries, documents } = useFiles();
  const fresh = [...documents.values()].filter(
    (file) =>
      file.host === host &&
      directoryOf(file.path) === directory &&
      !entries.some((entry) => entry.name === nameOf(file.path)),
  );
  return (
    <nav className="file-list" aria-label={t('files.list', { directory, host })}>
      <header>
        <HostChoice host={host} />
        <code title={directory}>{directory}</code>
        <NewFile />
      </header>
      <ul>
        {directory !== '/' && <DirectoryRow host={host} path={directoryOf(directory)} up />}
        {entries
          .filter((entry) => entry.type === 'directory')
          .map((entry) => (
            <DirectoryRow key={entry.name} host={host} path={inDirectory(directory, entry.name)} />
          ))}
        {fresh.map((file) => (
          <FileRow key={file.path} host={host} path={file.path} file={file} />
        ))}
        {entries
          .filter((entry) => entry.type === 'file')
          .map((entry) => {
            const path = inDirectory(directory, entry.name);
            const file = documents.get(keyOf(host, path));
            return <FileRow key={path} host={host} path={path} {...(file === undefined ? {} : { file })} />;
          })}
      </ul>
    </nav>
  );
}
