import {
  Bookmark,
  BookmarkPlus,
  Check,
  ChevronDown,
  GitBranch,
  GitBranchPlus,
  GitCompare,
  Pencil,
  Trash2,
  X,
} from 'lucide-react';
import { Content, Portal, Root, Trigger } from 'radix-ui/popover';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import type { BranchView, TimelineMark } from '../../session/protocol.ts';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { clock } from '../common/time.ts';
import { useLab } from '../store/lab.ts';
import { editHistory, seek, travel } from './act.ts';
import { branchTitle } from './words.ts';

const Compare = lazy(() => import('./Compare.tsx'));

const NO_BRANCHES: readonly BranchView[] = [];
const NO_MARKS: readonly TimelineMark[] = [];

function NameForm({ branch, done }: { readonly branch: BranchView; readonly done: () => void }) {
  const [name, setName] = useState(branchTitle(branch));
  const save = (event: FormEvent) => {
    event.preventDefault();
    editHistory({ kind: 'rename', branch: branch.id, name });
    done();
  };
  return (
    <form className="branch-name" onSubmit={save}>
      <input
        // biome-ignore lint/a11y/noAutofocus: the form has just been asked for
        autoFocus
        value={name}
        maxLength={60}
        aria-label={t('branch.name')}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          done();
        }}
      />
    </form>
  );
}

interface RowProps {
  readonly branch: BranchView;
  readonly parent: BranchView | undefined;
  readonly isCurrent: boolean;
  readonly isOnly: boolean;
  readonly compare: () => void;
}

function BranchRow({ branch, parent, isCurrent, isOnly, compare }: RowProps) {
  const [renaming, setRenaming] = useState(false);
  const name = branchTitle(branch);
  const from =
    parent === undefined
      ? t('branch.first')
      : t('branch.what', { parent: branchTitle(parent), time: clock(branch.forkedAt) });
  return (
    <li className={`branch-row ${isCurrent ? 'current' : ''}`}>
      {renaming ? (
        <NameForm branch={branch} done={() => setRenaming(false)} />
      ) : (
        <button
          type="button"
          className="branch-go"
          aria-current={isCurrent}
          aria-label={isCurrent ? name : t('branch.go', { name })}
          onClick={() => travel(isCurrent ? { kind: 'now' } : { kind: 'branch', branch: branch.id })}
        >
          {isCurrent ? <Check aria-hidden /> : <GitBranch aria-hidden />}
          <span>
            <b>{name}</b>
            <small>{isCurrent ? t('branch.current') : from}</small>
          </span>
        </button>
      )}
      {!isCurrent && (
        <IconButton label={t('branch.compare', { name })} onClick={compare}>
          <GitCompare aria-hidden />
        </IconButton>
      )}
      <IconButton label={t('branch.rename', { name })} onClick={() => setRenaming(!renaming)}>
        <Pencil aria-hidden />
      </IconButton>
      <IconButton
        label={t('branch.close', { name })}
        disabled={isOnly}
        onClick={() => editHistory({ kind: 'close', branch: branch.id })}
      >
        <X aria-hidden />
      </IconButton>
    </li>
  );
}

function Bookmarks() {
  const time = useLab((lab) => lab.time);
  const marks = useLab((lab) => lab.timeline?.marks ?? NO_MARKS);
  const bookmarks = marks.filter((mark) => mark.kind === 'bookmark');
  return (
    <>
      <h3>{t('bookmark.title')}</h3>
      <ul className="branch-list">
        {bookmarks.map((mark) => (
          <li key={mark.id} className="branch-row">
            <button
              type="button"
              className="branch-go"
              aria-label={t('bookmark.go', { name: mark.text })}
              onClick={() => seek(mark.time)}
            >
              <Bookmark aria-hidden />
              <span>
                <b>{mark.text}</b>
                <small>{clock(mark.time)}</small>
              </span>
            </button>
            <IconButton
              label={t('bookmark.remove', { name: mark.text })}
              onClick={() => mark.id !== undefined && editHistory({ kind: 'remove-bookmark', bookmark: mark.id })}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="small-button"
        onClick={() => editHistory({ kind: 'bookmark', name: t('bookmark.name', { time: clock(time) }) })}
      >
        <BookmarkPlus aria-hidden />
        {t('bookmark.add')}
      </button>
    </>
  );
}

/** The branches of this lab's history, and its bookmarks. */
export function Branches() {
  const branches = useLab((lab) => lab.timeline?.branches ?? NO_BRANCHES);
  const current = useLab((lab) => lab.timeline?.branch);
  const ready = useLab((lab) => lab.status === 'ready');
  const here = branches.find((one) => one.id === current);
  const name = here === undefined ? t('branch.main') : branchTitle(here);
  const [open, setOpen] = useState(false);
  const [compared, setCompared] = useState<BranchView | undefined>();
  const close = () => setCompared(undefined);
  return (
    <Root open={open} onOpenChange={setOpen}>
      <Trigger className="quiet-button branch-trigger" aria-label={t('branch.menu', { name })} disabled={!ready}>
        <GitBranch aria-hidden />
        <span>{name}</span>
        {branches.length > 1 && <em>{branches.length}</em>}
        <ChevronDown aria-hidden />
      </Trigger>
      <Portal>
        <Content
          className="menu branch-panel"
          side="top"
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={t('branch.title')}
        >
          <h3>{t('branch.title')}</h3>
          <ul className="branch-list">
            {branches.map((branch) => (
              <BranchRow
                key={branch.id}
                branch={branch}
                parent={branches.find((one) => one.id === branch.parent)}
                isCurrent={branch.id === current}
                isOnly={branches.length === 1}
                compare={() => {
                  setOpen(false);
                  setCompared(branch);
                }}
              />
            ))}
          </ul>
          <button type="button" className="small-button" onClick={() => editHistory({ kind: 'fork' })}>
            <GitBranchPlus aria-hidden />
            {t('branch.fork')}
          </button>
          <Bookmarks />
        </Content>
      </Portal>
      <Suspense fallback={null}>
        {compared !== undefined && (
          <Compare branch={compared.id} here={name} there={branchTitle(compared)} onClose={close} />
        )}
      </Suspense>
    </Root>
  );
}
