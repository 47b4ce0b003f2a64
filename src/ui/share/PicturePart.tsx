import { Download } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { download } from '../common/download.ts';
import { t } from '../common/messages.ts';
import { fileName, labAsItStands } from '../lab/labs.ts';
import { payloadOf } from './link.ts';
import { OneOf } from './OneOf.tsx';
import { toPng, withText } from './picture/png.ts';
import { drawPicture, type Extent } from './picture/svg.ts';

/** Pixels for each unit, so that text stays sharp on dense screens and in print. */
const SCALE = 2;

type Format = 'png' | 'svg';

/** Draws the map and hands it out. Answers whether there was one. */
async function hand(format: Format, extent: Extent): Promise<boolean> {
  const lab = await labAsItStands();
  const picture = lab && (await drawPicture(extent, lab));
  if (lab === undefined || picture === undefined) return false;
  const name = fileName(format);
  if (format === 'svg') download(name, picture.svg);
  else download(name, withText(await toPng(picture, SCALE), payloadOf(lab)));
  toast.success(t('file.saved', { name }));
  return true;
}

/** The map as a picture that can be opened as a lab again. */
export function PicturePart() {
  const [extent, choose] = useState<Extent>('whole');
  const [busy, setBusy] = useState(false);
  const make = (format: Format) => {
    setBusy(true);
    hand(format, extent)
      .then((done) => done || toast.error(t('picture.noMap')))
      .catch((error: unknown) => toast.error(t('picture.failed'), { description: String(error) }))
      .finally(() => setBusy(false));
  };
  const options = [
    { value: 'whole', label: t('picture.whole'), what: t('picture.wholeWhat') },
    { value: 'view', label: t('picture.view'), what: t('picture.viewWhat') },
  ] as const;
  return (
    <div className="share-part">
      <OneOf name="extent" legend={t('picture.extent')} options={options} chosen={extent} choose={choose} />
      <p className="share-note">{t('picture.carries')}</p>
      <div className="sheet-actions">
        <button type="button" className="button" disabled={busy} onClick={() => make('svg')}>
          <Download aria-hidden />
          {t('picture.svg')}
        </button>
        <button type="button" className="button primary" disabled={busy} onClick={() => make('png')}>
          <Download aria-hidden />
          {t('picture.png')}
        </button>
      </div>
    </div>
  );
}
