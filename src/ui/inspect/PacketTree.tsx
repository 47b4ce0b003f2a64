import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { FieldView, LayerView } from '../../sim/trace/record.ts';
import { t } from '../common/messages.ts';

interface TreeProps {
  readonly layers: readonly LayerView[];
  readonly marked: FieldView | undefined;
  /** What each changed field was before. */
  readonly changed: ReadonlyMap<FieldView, string>;
  readonly mark: (field: FieldView) => void;
}

const keyOf = (layer: LayerView): string => `${layer.offset} ${layer.name}`;

function FieldItem({
  field,
  marked,
  was,
  mark,
}: {
  readonly field: FieldView;
  readonly marked: boolean;
  readonly was: string | undefined;
  readonly mark: TreeProps['mark'];
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it takes the keys
    <div
      role="treeitem"
      tabIndex={-1}
      aria-level={2}
      aria-selected={marked}
      className={`field ${marked ? 'marked' : ''} ${was === undefined ? '' : 'changed'}`}
      title={field.key}
      onMouseEnter={() => mark(field)}
      onFocus={() => mark(field)}
      onClick={(event) => event.currentTarget.focus()}
    >
      <span>{field.label}</span>
      <b>{field.value}</b>
      {was !== undefined && <small>{t('packet.changed', { before: was })}</small>}
    </div>
  );
}

/** A packet's layers with their fields; by keyboard as every tree: up and down, left folds, right unfolds. */
export function PacketTree({ layers, marked, changed, mark }: TreeProps) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const tree = useRef<HTMLDivElement>(null);
  const fold = (key: string, shut: boolean) =>
    setFolded((before) => new Set(shut ? [...before, key] : [...before].filter((one) => one !== key)));
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? [])];
    const at = items.findIndex((item) => item.matches(':focus'));
    const item = items[at];
    const layer = item?.dataset.layer;
    const go = (to: HTMLElement | undefined) => to?.focus();
    if (event.key === 'ArrowDown') go(items[at + 1]);
    else if (event.key === 'ArrowUp') go(items[at - 1]);
    else if (event.key === 'Home') go(items[0]);
    else if (event.key === 'End') go(items.at(-1));
    else if (event.key === 'ArrowLeft' && layer === undefined)
      go(items.slice(0, at).findLast((one) => one.dataset.layer !== undefined));
    else if (event.key === 'ArrowLeft' && layer !== undefined) fold(layer, true);
    else if (event.key === 'ArrowRight' && layer !== undefined) {
      if (folded.has(layer)) fold(layer, false);
      else go(items[at + 1]);
    } else if ((event.key === 'Enter' || event.key === ' ') && layer !== undefined) fold(layer, !folded.has(layer));
    else return;
    event.preventDefault();
  };
  return (
    <div className="layers" role="tree" aria-label={t('packet.tree')} ref={tree} onKeyDown={onKeyDown}>
      {layers.map((layer, at) => {
        const key = keyOf(layer);
        const shut = folded.has(key);
        return (
          <div
            key={key}
            role="treeitem"
            aria-level={1}
            aria-expanded={!shut}
            aria-selected={false}
            aria-label={`${layer.name}, ${layer.summary}`}
            data-layer={key}
            tabIndex={at === 0 ? 0 : -1}
          >
            {/* biome-ignore lint/a11y/noStaticElementInteractions: the tree item around it takes the keys */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree item around it takes the keys */}
            <div className="layer-head" onClick={() => fold(key, !shut)}>
              {shut ? <ChevronRight aria-hidden /> : <ChevronDown aria-hidden />}
              <p>
                <strong>{layer.name}</strong> <span>{layer.summary}</span>
              </p>
            </div>
            {!shut && (
              // biome-ignore lint/a11y/useSemanticElements: a group of a tree, not of a form
              <div role="group">
                {layer.fields.map((field) => (
                  <FieldItem
                    key={`${field.key} ${field.offset} ${field.label} ${field.value}`}
                    field={field}
                    marked={field === marked}
                    was={changed.get(field)}
                    mark={mark}
                  />
                ))}
              </div>
            )}
          </div>
        );
      })}
    </div>
  );
}
