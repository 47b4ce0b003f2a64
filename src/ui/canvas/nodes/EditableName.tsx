import { useEffect, useRef } from 'react';
import { t } from '../../common/messages.ts';
import { useLab } from '../../store/lab.ts';
import { useGesture } from '../gestures/active.ts';
import { renameCommand } from '../gestures/commands.ts';

interface EditableNameProps {
  readonly box: string;
  readonly host: string;
  readonly name: string;
}

/** A container's name; F2 or a double click turns it into a field that types `docker rename`. */
export function EditableName({ box, host, name }: EditableNameProps) {
  const editing = useGesture((gesture) => gesture.renaming === box);
  const rename = useGesture((gesture) => gesture.rename);
  if (editing) return <NameField host={host} name={name} close={() => rename(undefined)} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: F2 on the box is the keyboard's way to the same.
    <span
      className="container-name"
      onDoubleClick={(event) => {
        event.stopPropagation();
        rename(box);
      }}
    >
      {name}
    </span>
  );
}

/** Types `docker rename` when Enter is pressed. */
export function NameField({
  host,
  name,
  close,
}: {
  readonly host: string;
  readonly name: string;
  readonly close: () => void;
}) {
  const run = useLab((lab) => lab.run);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const finish = () => {
    const wanted = field.current?.value.trim() ?? '';
    close();
    if (wanted !== '' && wanted !== name) run(host, renameCommand(name, wanted));
  };
  return (
    <input
      ref={field}
      className="name-field nodrag"
      defaultValue={name}
      aria-label={t('canvas.renameLabel', { name })}
      spellCheck={false}
      onBlur={close}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish();
        else if (event.key === 'Escape') close();
      }}
    />
  );
}
