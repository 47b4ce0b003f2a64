// A network's sign: a shape of its own beside its colour, so that networks can be told apart without seeing colours.

const shapes = [
  <circle key="circle" cx="8" cy="8" r="6" />,
  <rect key="square" x="2.5" y="2.5" width="11" height="11" rx="1" />,
  <path key="triangle" d="M8 1.8 15 14H1Z" />,
  <path key="diamond" d="M8 1 15 8 8 15 1 8Z" />,
  <path key="hexagon" d="M4.4 1.8h7.2L15 8l-3.4 6.2H4.4L1 8Z" />,
  <path key="plus" d="M5.5 1.5h5v4h4v5h-4v4h-5v-4h-4v-5h4Z" />,
  <path
    key="ring"
    fillRule="evenodd"
    d="M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Zm0 4a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z"
  />,
  <path key="bars" d="M2 2h4.4v12H2Zm7.6 0H14v12H9.6Z" />,
] as const;

/** Colours repeat after eight networks; the shape then differs. */
export function NetworkShape({ tint }: { readonly tint: number }) {
  return (
    <svg className="network-shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {shapes[(tint + Math.floor(tint / shapes.length)) % shapes.length]}
    </svg>
  );
}

/** Sets `--tint` to the network's colour; without a network it is neutral. */
export function tintClass(tint: number | undefined): string {
  return tint === undefined ? 'tint-none' : `tint-${(tint % shapes.length) + 1}`;
}
