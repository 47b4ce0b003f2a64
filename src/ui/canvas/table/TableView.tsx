// The lab without the map: the same things as tables, with the same selection, menus and keys.
import './table.css';
import { Map as MapIcon, Search } from 'lucide-react';
import { Content, List, Root, Trigger } from 'radix-ui/tabs';
import { useState } from 'react';
import { keyOf } from '../../actions/table.ts';
import { IconButton } from '../../common/IconButton.tsx';
import { t } from '../../common/messages.ts';
import { useLab } from '../../store/lab.ts';
import { useOfferedActs } from '../../store/map-acts.ts';
import { useArrangedView, useArrangement } from '../arrangement.ts';
import { CanvasMenu } from '../gestures/CanvasMenu.tsx';
import { onMapKey } from '../gestures/keys.ts';
import { NetworkChoice } from '../gestures/NetworkChoice.tsx';
import type { Point } from '../layout/model.ts';
import { useMapMode } from '../map-mode.ts';
import { lookAt, markOf } from '../pointing.ts';
import { useSketch } from '../sketch.ts';
import { arrange, type Order, type TableKind, tables } from './rows.ts';
import { ThingTable } from './ThingTable.tsx';

/** There is no map to find a place on. */
const nowhere = (point: Point): Point => point;

/** The map comes back with what is selected in sight. */
function toTheMap(): void {
  const { selection } = useLab.getState();
  const { picture } = useArrangement.getState();
  if (selection && picture) lookAt(markOf(selection, picture));
  useMapMode.getState().setMode('map');
}

const FIELD = 'table-find';

/** What the rest of the page can ask of the tables while they are shown. */
const acts = { find: () => document.getElementById(FIELD)?.focus(), showMap: toTheMap };

export function TableView() {
  useArrangedView();
  const view = useLab((lab) => lab.view);
  const sketch = useSketch((state) => state.sketch);
  const picture = useArrangement((arrangement) => arrangement.picture);
  const [kind, setKind] = useState<TableKind>('containers');
  const [text, setText] = useState('');
  const [orders, setOrders] = useState<Partial<Record<TableKind, Order>>>({});
  useOfferedActs(acts);
  if (!view) return null;
  const isShown = (of: TableKind): boolean => {
    if (of === 'annotations') return sketch.notes.length + sketch.groups.length > 0;
    return (of !== 'services' && of !== 'tasks') || view.clusters !== undefined;
  };
  const shown = tables.filter((table) => isShown(table.kind));
  return (
    <CanvasMenu toMap={nowhere}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the rows within take the focus; their keys bubble up to here. */}
      <div className="table-view" onKeyDown={onMapKey}>
        <Root className="tables" value={kind} onValueChange={(value) => setKind(value as TableKind)}>
          <div className="table-head">
            <List className="table-tabs" aria-label={t('table.label')}>
              {shown.map((table) => (
                <Trigger key={table.kind} value={table.kind}>
                  {t(`table.${table.kind}`)}
                  <small>{arrange(table.rows(view, sketch, picture), text, undefined).length}</small>
                </Trigger>
              ))}
            </List>
            <label className="table-find">
              <Search aria-hidden />
              <input
                id={FIELD}
                type="search"
                aria-label={t('table.find')}
                placeholder={t('table.find')}
                value={text}
                spellCheck={false}
                onChange={(event) => setText(event.target.value)}
              />
            </label>
            <IconButton label={t('table.toMap')} shortcut={keyOf('map.map')} onClick={toTheMap}>
              <MapIcon aria-hidden />
            </IconButton>
          </div>
          {shown.map((table) => (
            <Content key={table.kind} value={table.kind} className="table-body" tabIndex={-1}>
              <ThingTable
                title={t(`table.${table.kind}`)}
                columns={table.columns.map((column) => t(column))}
                rows={arrange(table.rows(view, sketch, picture), text, orders[table.kind])}
                order={orders[table.kind]}
                setOrder={(order) => setOrders({ ...orders, [table.kind]: order })}
              />
            </Content>
          ))}
        </Root>
        <NetworkChoice />
      </div>
    </CanvasMenu>
  );
}
