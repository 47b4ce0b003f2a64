import { Download } from 'lucide-react';
import { t } from '../common/messages.ts';
import { downloadFile, type SealedFile } from './documents.ts';
import { nameOf } from './paths.ts';

/** Stands in for the editor before a file that is none for it. */
export function SealedPane({ file }: { readonly file: SealedFile }) {
  const { host, path, why } = file;
  const name = nameOf(path);
  return (
    <section className="sealed-file" aria-label={path}>
      <h3>{path}</h3>
      <p role="status">
        {t(`files.sealed.${why}`)} {/\.p?cap(ng)?$/.test(name) && t('files.sealed.capture')}
      </p>
      <button type="button" className="button primary" onClick={() => void downloadFile(host, path)}>
        <Download aria-hidden />
        {t('files.download', { name })}
      </button>
    </section>
  );
}
