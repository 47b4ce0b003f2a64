// The lab for real Docker hosts: what the files say, and all of them in one archive.
import './share.css';
import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import type { RealityFile } from '../../session/protocol.ts';
import { CopyButton } from '../common/CopyButton.tsx';
import { download } from '../common/download.ts';
import { t } from '../common/messages.ts';
import { Sheet } from '../help/Sheet.tsx';
import { fileName } from '../lab/labs.ts';
import { door } from '../store/door.ts';
import { zipOf } from './zip.ts';

function Preview({ files }: { readonly files: readonly RealityFile[] }) {
  const [path, choose] = useState(files[0]?.path ?? '');
  const text = files.find((file) => file.path === path)?.text ?? '';
  return (
    <div className="reality">
      <fieldset className="reality-files">
        <legend className="visually-hidden">{t('reality.files')}</legend>
        {files.map((file) => (
          <label key={file.path}>
            <input type="radio" name="file" checked={file.path === path} onChange={() => choose(file.path)} />
            <span>{file.path}</span>
          </label>
        ))}
      </fieldset>
      <section className="reality-text" aria-label={t('reality.textOf', { path })}>
        <div className="reality-copy">
          <CopyButton text={text} label={t('reality.copy', { path })} />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard */}
        <pre className="output" tabIndex={0}>
          {text}
        </pre>
      </section>
    </div>
  );
}

export function RealityDialog() {
  const [files, setFiles] = useState<readonly RealityFile[]>();
  useEffect(() => {
    let wanted = true;
    const take = (found: readonly RealityFile[] | undefined) => wanted && setFiles(found ?? []);
    Promise.resolve(door()?.exportReality()).then(take, () => take([]));
    return () => {
      wanted = false;
    };
  }, []);
  const keep = () => {
    const name = fileName('zip');
    download(name, zipOf(files ?? []));
    toast.success(t('file.saved', { name }));
  };
  return (
    <Sheet title={t('reality.title')} description={t('reality.what')} wide>
      {files === undefined && <p className="muted">{t('reality.making')}</p>}
      {files?.length === 0 && <p className="muted">{t('share.noLab')}</p>}
      {files !== undefined && files.length > 0 && <Preview files={files} />}
      <div className="sheet-actions">
        <button type="button" className="button primary" disabled={!files?.length} onClick={keep}>
          <Download aria-hidden />
          {t('reality.download')}
        </button>
      </div>
    </Sheet>
  );
}
