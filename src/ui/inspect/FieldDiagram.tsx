import './diagram.css';
import type { FieldView, LayerView } from '../../sim/trace/record.ts';
import { t } from '../common/messages.ts';
import { nameIn, type Piece, piecesOf } from './field-order.ts';

interface DiagramProps {
  readonly layer: LayerView;
  readonly marked: FieldView | undefined;
  readonly changed: ReadonlySet<FieldView>;
  readonly mark: (field: FieldView) => void;
  /** Marks the field before (-1) or after (1). */
  readonly step: (by: 1 | -1) => void;
}

/** Bits whose numbers stand above a diagram. */
const RULER = [0, 8, 16, 24, 31];

function Cell(
  props: { readonly piece: Piece; readonly layer: LayerView } & Pick<DiagramProps, 'marked' | 'changed' | 'mark'>,
) {
  const { field, from, count, row, named, long } = props.piece;
  const classes = [
    'diagram-cell',
    props.marked === field ? 'marked' : '',
    props.changed.has(field) ? 'changed' : '',
    long ? 'long' : '',
  ];
  const name = long ? t('packet.long', { label: field.label, count: field.length }) : nameIn(field, count);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing is a shortcut; the diagram takes the keys as a whole
    // biome-ignore lint/a11y/useKeyWithClickEvents: pointing is a shortcut; the diagram takes the keys as a whole
    <div
      className={classes.join(' ')}
      style={{ gridColumn: `${from + 1} / span ${count}`, gridRow: row + 2 }}
      title={`${field.label}: ${field.value}`}
      onMouseEnter={() => props.mark(field)}
      onClick={() => props.mark(field)}
    >
      {named && <span>{name}</span>}
      {named && !long && count >= 16 && <b>{field.value}</b>}
    </div>
  );
}

/** A layer's header as its RFC draws it: rows of 32 bits. */
export function FieldDiagram({ layer, marked, changed, mark, step }: DiagramProps) {
  const within = marked !== undefined && layer.fields.includes(marked) ? marked : undefined;
  return (
    <section
      className="diagram"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys go from field to field
      tabIndex={0}
      aria-label={t('packet.diagramOf', { layer: layer.name })}
      onKeyDown={(event) => {
        const by =
          event.key === 'ArrowRight' || event.key === 'ArrowDown'
            ? 1
            : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
              ? -1
              : 0;
        if (by === 0) return;
        event.preventDefault();
        step(by);
      }}
    >
      {RULER.map((bit) => (
        <i
          key={bit}
          style={{ gridColumn: bit === 31 ? '30 / span 3' : `${bit + 1} / span 3` }}
          className={bit === 31 ? 'last' : ''}
          aria-hidden
        >
          {bit}
        </i>
      ))}
      {piecesOf(layer).map((piece) => (
        <Cell
          key={`${piece.row} ${piece.from}`}
          piece={piece}
          layer={layer}
          marked={marked}
          changed={changed}
          mark={mark}
        />
      ))}
      <span className="visually-hidden" aria-live="polite">
        {within === undefined ? '' : `${within.label}: ${within.value}`}
      </span>
    </section>
  );
}
