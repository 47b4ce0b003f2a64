// What the reader drew: slips of paper with notes, and frames around groups.
import type { NodeProps } from '@xyflow/react';
import { memo, useEffect, useRef } from 'react';
import { t } from '../../common/messages.ts';
import type { GroupNodeType, NoteNodeType } from '../flow.ts';
import { useGesture } from '../gestures/active.ts';
import { renameGroup, writeNote } from '../gestures/layout-acts.ts';
import { tintClass } from './NetworkShape.tsx';

const MAX_NOTE = 2000;
const MAX_NAME = 80;

export const NoteNode = memo(function NoteNode({ id, data, selected }: NodeProps<NoteNodeType>) {
  const { text } = data.box.note;
  const editing = useGesture((gesture) => gesture.renaming === id);
  const rename = useGesture((gesture) => gesture.rename);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: F2 on the note is the keyboard's way to the same.
    <div className="note-box box" data-selected={selected || undefined} onDoubleClick={() => rename(id)}>
      {editing ? (
        <NoteField text={text} close={() => rename(undefined)} write={(written) => writeNote(id, written)} />
      ) : (
        <p className="note-text">{text === '' ? t('canvas.note.empty') : text}</p>
      )}
    </div>
  );
});

interface NoteFieldProps {
  readonly text: string;
  readonly write: (text: string) => void;
  readonly close: () => void;
}

/** Escape leaves the note as it was; leaving the field in any other way keeps what was written. */
function NoteField({ text, write, close }: NoteFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  return (
    <textarea
      ref={field}
      className="note-field nodrag nowheel"
      aria-label={t('canvas.note.label')}
      defaultValue={text}
      maxLength={MAX_NOTE}
      onBlur={(event) => {
        close();
        if (event.target.value !== text) write(event.target.value);
      }}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') {
          event.currentTarget.value = text;
          event.currentTarget.blur();
        } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.blur();
      }}
    />
  );
}

export const GroupNode = memo(function GroupNode({ id, data, selected }: NodeProps<GroupNodeType>) {
  const { name, tint } = data.box.group;
  const editing = useGesture((gesture) => gesture.renaming === id);
  const rename = useGesture((gesture) => gesture.rename);
  return (
    <div className={`group-box ${tintClass(tint)}`} data-selected={selected || undefined}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: F2 on the group is the keyboard's way to the same. */}
      <div className="group-title" onDoubleClick={() => rename(id)}>
        {editing ? (
          <GroupField name={name} close={() => rename(undefined)} write={(written) => renameGroup(id, written)} />
        ) : (
          name
        )}
      </div>
    </div>
  );
});

interface GroupFieldProps {
  readonly name: string;
  readonly write: (name: string) => void;
  readonly close: () => void;
}

function GroupField({ name, write, close }: GroupFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  return (
    <input
      ref={field}
      className="name-field nodrag"
      defaultValue={name}
      maxLength={MAX_NAME}
      aria-label={t('canvas.group.label')}
      onBlur={(event) => {
        close();
        if (event.target.value !== name) write(event.target.value);
      }}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') event.currentTarget.value = name;
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
