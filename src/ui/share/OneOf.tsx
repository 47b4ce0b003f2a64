/** A choice of one of a few, each with a sentence that says what it means. */
export function OneOf<V extends string>(props: {
  readonly name: string;
  readonly legend: string;
  readonly options: readonly { readonly value: V; readonly label: string; readonly what: string }[];
  readonly chosen: V;
  readonly choose: (value: V) => void;
}) {
  const { name, legend, options, chosen, choose } = props;
  return (
    <fieldset className="worlds">
      <legend>{legend}</legend>
      {options.map(({ value, label, what }) => (
        <label key={value} className="world-choice">
          <input type="radio" name={name} checked={chosen === value} onChange={() => choose(value)} />
          <span>
            <strong>{label}</strong>
            <small>{what}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
