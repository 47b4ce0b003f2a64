import { type ReactNode, useId } from 'react';

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, label: string])[];
  readonly choose: (value: T) => void;
  readonly note?: ReactNode;
}

/** One of a few, side by side. */
export function Choice<T extends string>({ label, value, options, choose, note }: ChoiceProps<T>) {
  const name = useId();
  const noteId = useId();
  return (
    <fieldset className="choice" aria-describedby={note === undefined ? undefined : noteId}>
      <legend>{label}</legend>
      <div className="choice-options">
        {options.map(([one, text]) => (
          <label key={one}>
            <input
              type="radio"
              className="visually-hidden"
              name={name}
              checked={one === value}
              onChange={() => choose(one)}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
      {note !== undefined && (
        <p className="muted" id={noteId}>
          {note}
        </p>
      )}
    </fieldset>
  );
}
