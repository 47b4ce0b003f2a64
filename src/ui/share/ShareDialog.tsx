// Ways to hand the lab to somebody else.
import './share.css';
import { Check, Copy, Download } from 'lucide-react';
import { Content, List, Root, Trigger } from 'radix-ui/tabs';
import { useEffect, useId, useState } from 'react';
import { toast } from 'sonner';
import type { LabFile } from '../../session/protocol.ts';
import { spokenLanguage, t } from '../common/messages.ts';
import { Sheet } from '../help/Sheet.tsx';
import { downloadLab, labAsItStands } from '../lab/labs.ts';
import { momentOf } from '../lab/moment.ts';
import { fragmentOf, LONG_LINK, MAX_LINK } from './link.ts';
import { OneOf } from './OneOf.tsx';
import { PicturePart } from './PicturePart.tsx';

type Carries = 'lab' | 'moment';

const digits = (count: number): string => new Intl.NumberFormat(spokenLanguage()).format(count);

function addressOf(lab: LabFile): string {
  const address = new URL(location.href);
  address.search = '';
  address.hash = '';
  return address.href + fragmentOf(lab);
}

/** The link that carries the lab as it stood when the dialog opened; `none` if there is no lab. */
function useLink(carries: Carries): string | 'none' | undefined {
  const [lab, setLab] = useState<LabFile | 'none'>();
  useEffect(() => {
    let wanted = true;
    const take = (found: LabFile | undefined) => wanted && setLab(found ?? 'none');
    labAsItStands().then(take, () => take(undefined));
    return () => {
      wanted = false;
    };
  }, []);
  if (lab === undefined || lab === 'none') return lab;
  return addressOf(carries === 'lab' ? lab : { ...lab, moment: momentOf(lab) });
}

function Choice({ carries, choose }: { readonly carries: Carries; readonly choose: (to: Carries) => void }) {
  const options = [
    { value: 'lab', label: t('share.lab'), what: t('share.labWhat') },
    { value: 'moment', label: t('share.moment'), what: t('share.momentWhat') },
  ] as const;
  return <OneOf name="carries" legend={t('share.carries')} options={options} chosen={carries} choose={choose} />;
}

function CopyLink({ link }: { readonly link: string }) {
  const [copied, setCopied] = useState(false);
  const id = useId();
  const copy = () => {
    navigator.clipboard.writeText(link).then(
      () => {
        setCopied(true);
        toast.success(t('share.copied'));
      },
      () => toast.error(t('copy.failed')),
    );
  };
  return (
    <>
      <div className="share-link">
        <input
          className="text-field"
          readOnly
          value={link}
          aria-label={t('share.address')}
          aria-describedby={id}
          onFocus={(event) => event.target.select()}
        />
        <button type="button" className="button primary" onClick={copy}>
          {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
          {t('share.copy')}
        </button>
      </div>
      <p id={id} className={link.length > LONG_LINK ? 'share-note warn' : 'share-note'}>
        {t(link.length > LONG_LINK ? 'share.longForChats' : 'share.fits', { characters: digits(link.length) })}
      </p>
    </>
  );
}

function LinkPart() {
  const [carries, choose] = useState<Carries>('lab');
  const link = useLink(carries);
  if (link === 'none') return <p className="muted">{t('share.noLab')}</p>;
  return (
    <div className="share-part">
      <Choice carries={carries} choose={choose} />
      {link === undefined && <p className="muted">{t('share.making')}</p>}
      {link !== undefined && link.length <= MAX_LINK && <CopyLink link={link} />}
      {link !== undefined && link.length > MAX_LINK && (
        <p className="share-note warn" role="alert">
          {t('share.tooLong', { characters: digits(link.length), most: digits(MAX_LINK) })}
        </p>
      )}
      <div className="sheet-actions">
        <button type="button" className="button" onClick={() => void downloadLab()}>
          <Download aria-hidden />
          {t('share.download')}
        </button>
      </div>
    </div>
  );
}

export function ShareDialog() {
  return (
    <Sheet title={t('share.title')} description={t('share.what')}>
      <Root defaultValue="link">
        <List className="share-tabs" aria-label={t('share.tabs')}>
          <Trigger value="link">{t('share.link')}</Trigger>
          <Trigger value="picture">{t('share.picture')}</Trigger>
        </List>
        <Content value="link">
          <LinkPart />
        </Content>
        <Content value="picture">
          <PicturePart />
        </Content>
      </Root>
    </Sheet>
  );
}
