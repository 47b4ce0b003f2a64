import { Bug, Copy, Download, FilePlus2, RotateCcw } from 'lucide-react';
import { toast } from 'sonner';
import type { CrashReport } from '../../session/protocol.ts';
import { download } from '../common/download.ts';
import { t } from '../common/messages.ts';
import { newLab, resumeLab } from '../lab/labs.ts';
import { useShelf } from '../lab/shelf.ts';

/** The report as text: what happened, where, and the lab that makes it happen again. */
function reportText(report: CrashReport): string {
  return JSON.stringify({ ...report, page: navigator.userAgent }, null, 2);
}

/** In place of the map when the simulator has contradicted itself: what it said, and the ways on. */
export function CrashScreen({ report }: { readonly report: CrashReport }) {
  const copy = () => {
    navigator.clipboard.writeText(reportText(report)).then(
      () => toast.success(t('copy.done')),
      () => toast.error(t('copy.failed')),
    );
  };
  return (
    <div className="crash" role="alert">
      <Bug aria-hidden />
      <h2>{t('crash.title')}</h2>
      <p>{t('crash.what')}</p>
      <pre className="output">{report.message}</pre>
      <div className="crash-actions">
        <button
          type="button"
          className="button primary"
          onClick={() => download('hoplab-crash.json', reportText(report))}
        >
          <Download aria-hidden />
          {t('crash.download')}
        </button>
        <button type="button" className="button" onClick={copy}>
          <Copy aria-hidden />
          {t('crash.copy')}
        </button>
        <button type="button" className="button" onClick={() => void resumeLab(report.lab, useShelf.getState().place)}>
          <RotateCcw aria-hidden />
          {t('crash.again')}
        </button>
        <button type="button" className="button" onClick={() => newLab()}>
          <FilePlus2 aria-hidden />
          {t('lab.new')}
        </button>
      </div>
      <details>
        <summary>{t('crash.details')}</summary>
        <pre className="output">{report.stack}</pre>
      </details>
    </div>
  );
}
