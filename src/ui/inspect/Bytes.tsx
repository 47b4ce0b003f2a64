import { t } from '../common/messages.ts';

export interface Range {
  readonly offset: number;
  readonly length: number;
}

interface BytesProps {
  readonly bytes: Uint8Array;
  readonly marked: Range | undefined;
  readonly markByte: (at: number) => void;
  /** Marks the field before (-1) or after (1). */
  readonly step: (by: 1 | -1) => void;
}

const PER_ROW = 8;
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
const printable = (byte: number) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·');

interface Cell {
  readonly at: number;
  readonly byte: number;
}

function rowsOf(bytes: Uint8Array): readonly (readonly Cell[])[] {
  const rows: Cell[][] = [];
  bytes.forEach((byte, at) => {
    if (at % PER_ROW === 0) rows.push([]);
    rows.at(-1)?.push({ at, byte });
  });
  return rows;
}

/** The exact bytes, eight a row so that the panel may be narrow; the field that is pointed at is marked, and the other way round. */
export function Bytes({ bytes, marked, markByte, step }: BytesProps) {
  const classOf = ({ at }: Cell) =>
    marked !== undefined && at >= marked.offset && at < marked.offset + marked.length ? 'marked' : undefined;
  return (
    <section
      className="bytes"
      aria-label={t('record.bytesLabel')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable by keyboard
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
        event.preventDefault();
        step(event.key === 'ArrowRight' ? 1 : -1);
      }}
    >
      {rowsOf(bytes).map((row) => (
        <div key={row[0]?.at}>
          <i>{hex(row[0]?.at ?? 0, 4)}</i>
          <span>
            {row.map((cell) => (
              // biome-ignore lint/a11y/noStaticElementInteractions: pointing at a byte is a shortcut; fields take the focus
              <b key={cell.at} className={classOf(cell)} onMouseEnter={() => markByte(cell.at)}>
                {hex(cell.byte, 2)}
              </b>
            ))}
          </span>
          <span className="ascii" aria-hidden>
            {row.map((cell) => (
              <b key={cell.at} className={classOf(cell)}>
                {printable(cell.byte)}
              </b>
            ))}
          </span>
        </div>
      ))}
    </section>
  );
}
