import { t } from '../common/messages.ts';
import { createFile, freePath, useFiles } from './documents.ts';
import { templates } from './templates.ts';

/** What the editor shows before any file is open: ways to begin. */
export function TemplateChoice() {
  const { host, directory } = useFiles();
  return (
    <section className="files-empty">
      <h3>{t('files.empty')}</h3>
      <p className="muted">{t('files.emptyHow')}</p>
      <ul>
        {templates.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className="template-card"
              onClick={() => createFile(host, freePath(directory, one.id), one.text)}
            >
              <strong>{t(one.title)}</strong>
              <span>{t(one.what)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
