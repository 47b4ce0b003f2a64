import { keyName } from './chord.ts';

/** The keys of one chord, each on its cap. */
export function Chord({ chord }: { readonly chord: string }) {
  return (
    <span className="chord">
      {chord.split(' ').map((key) => (
        <kbd key={key}>{keyName(key)}</kbd>
      ))}
    </span>
  );
}
