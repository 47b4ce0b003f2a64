// The labs that are kept in this browser: open, rename, duplicate, delete.
import './library.css';
import { Copy, Download, Pencil, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from '../common/IconButton.tsx';
import { spokenLanguage, t } from '../common/messages.ts';
import { Sheet } from '../help/Sheet.tsx';
import { useLayout } from '../store/layout.ts';
import { downloadFromShelf, openFromShelf } from './labs.ts';
import type { LabEntry } from './library.ts';
import { deleteLab, duplicateLab, nameOf, refreshShelf, renameLab, useShelf } from './shelf.ts';

const shortly = { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const;
const fully = { dateStyle: 'full', timeStyle: 'short' } as const;

const dateText = (time: number, style: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(spokenLanguage(), style).format(time);
const kilobytes = (bytes: number): string =>
  new Intl.NumberFormat(spokenLanguage(), { maximumFractionDigits: 1 }).format(bytes / 1000);

function NameField({ entry, done }: { readonly entry: LabEntry; readonly done: () => void }) {
  const [name, setName] = useState(nameOf(entry));
  const keep = () => {
    done();
    void renameLab(entry.id, name);
  };
  return (
    <form
      className="lab-rename"
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: the learner has just asked to type here
        autoFocus
        className="text-field"
        value={name}
        maxLength={80}
        aria-label={t('labs.newName', { name: nameOf(entry) })}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          done();
        }}
      />
      <button type="submit" className="button">
        {t('labs.renameDo')}
      </button>
    </form>
  );
}

/** A lab that was deleted while this dialog is open: it can be had back here. */
interface Deleted {
  readonly entry: LabEntry;
  readonly undo: () => Promise<void>;
}

interface RowProps {
  readonly entry: LabEntry;
  readonly onDelete: (deleted: Deleted) => void;
}

function Row({ entry, onDelete }: RowProps) {
  const open = useShelf((shelf) => shelf.place.id === entry.id);
  const setDialog = useLayout((layout) => layout.setDialog);
  const [renaming, setRenaming] = useState(false);
  const name = nameOf(entry);
  if (renaming) return <NameField entry={entry} done={() => setRenaming(false)} />;
  return (
    <>
      <button
        type="button"
        className="lab-open"
        aria-label={t('labs.openThis', { name })}
        aria-current={open || undefined}
        onClick={() => {
          setDialog(undefined);
          if (!open) void openFromShelf(entry.id);
        }}
      >
        <span>
          <strong>{name}</strong>
          {open && <em>{t('labs.current')}</em>}
        </span>
        <small>
          <time dateTime={new Date(entry.changed).toISOString()} title={dateText(entry.changed, fully)}>
            {dateText(entry.changed, shortly)}
          </time>
          <span>{t('labs.hosts', { count: entry.hosts })}</span>
          <span>{t('labs.kilobytes', { size: kilobytes(entry.bytes) })}</span>
        </small>
      </button>
      <IconButton label={t('labs.rename', { name })} onClick={() => setRenaming(true)}>
        <Pencil aria-hidden />
      </IconButton>
      <IconButton label={t('labs.duplicate', { name })} onClick={() => void duplicateLab(entry)}>
        <Copy aria-hidden />
      </IconButton>
      <IconButton label={t('labs.download', { name })} onClick={() => void downloadFromShelf(entry)}>
        <Download aria-hidden />
      </IconButton>
      <IconButton
        label={open ? t('labs.deleteOpen') : t('labs.delete', { name })}
        disabled={open}
        onClick={() => void deleteLab(entry).then((undo) => undo && onDelete({ entry, undo }))}
      >
        <Trash2 aria-hidden />
      </IconButton>
    </>
  );
}

/** What was deleted last, with the way back. */
function DeletedNote({ deleted, done }: { readonly deleted: Deleted; readonly done: () => void }) {
  const undo = () => {
    done();
    void deleted.undo();
  };
  return (
    <p className="lab-deleted">
      <span role="status">{t('labs.deleted', { name: nameOf(deleted.entry) })}</span>
      <button type="button" className="small-button" onClick={undo}>
        {t('labs.undo')}
      </button>
    </p>
  );
}

export function LibraryDialog() {
  const entries = useShelf((shelf) => shelf.entries);
  const [deleted, setDeleted] = useState<Deleted>();
  useEffect(() => {
    void refreshShelf();
  }, []);
  return (
    <Sheet title={t('labs.title')} description={t('labs.what')}>
      {entries.length === 0 ? (
        <p className="muted">{t('labs.none')}</p>
      ) : (
        <ul className="lab-list" aria-label={t('labs.list')}>
          {entries.map((entry) => (
            <li key={entry.id}>
              <Row entry={entry} onDelete={setDeleted} />
            </li>
          ))}
        </ul>
      )}
      {deleted !== undefined && <DeletedNote deleted={deleted} done={() => setDeleted(undefined)} />}
    </Sheet>
  );
}
