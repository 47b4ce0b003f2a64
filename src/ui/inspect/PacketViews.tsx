import './packet.css';
import { Lock, LockOpen } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { FieldChange } from '../../session/protocol.ts';
import type { FieldView, LayerView, PacketView } from '../../sim/trace/record.ts';
import { t } from '../common/messages.ts';
import { Bytes } from './Bytes.tsx';
import { envelopes, inTheClear, isSealed } from './envelopes.ts';
import { FieldDiagram } from './FieldDiagram.tsx';
import { fieldAt, neighbourOf } from './field-order.ts';
import { PacketTree } from './PacketTree.tsx';
import { Section } from './Section.tsx';

/** What each field was before, for those that have changed. */
function changedFields({ layers }: PacketView, changes: readonly FieldChange[]): ReadonlyMap<FieldView, string> {
  const found = new Map<FieldView, string>();
  for (const { layer, key, label, before, after } of changes) {
    const there = layers.filter(({ name }) => name === layer).flatMap(({ fields }) => fields);
    const field = there.find((one) => one.key === key && one.label === label && one.value === after);
    if (field !== undefined && before !== undefined) found.set(field, before);
  }
  return found;
}

interface EnvelopeProps {
  readonly lists: readonly (readonly LayerView[])[];
  readonly tree: (layers: readonly LayerView[]) => ReactNode;
  readonly opened: boolean;
  readonly setOpened: (opened: boolean) => void;
}

/** An envelope's layers, and the envelope within. */
function Envelope({ lists, tree, opened, setOpened }: EnvelopeProps) {
  const [own = [], ...inner] = lists;
  const sealed = isSealed(own.at(-1));
  return (
    <>
      {tree(own)}
      {sealed && (
        <div className="seal">
          <p>{t('packet.sealed')}</p>
          {inner.length > 0 && (
            <button type="button" className="small-button" aria-expanded={opened} onClick={() => setOpened(!opened)}>
              {opened ? <LockOpen aria-hidden /> : <Lock aria-hidden />}
              {opened ? t('packet.close') : t('packet.open')}
            </button>
          )}
        </div>
      )}
      {inner.length > 0 && (!sealed || opened) && (
        <div className={sealed ? 'envelope opened' : 'envelope'}>
          <p className="envelope-name">{sealed ? t('packet.letter') : t('packet.envelope')}</p>
          <Envelope lists={inner} tree={tree} opened={opened} setOpened={setOpened} />
        </div>
      )}
    </>
  );
}

/** The layer that a diagram begins with: the one that has changed, or the first that is no frame. */
function firstLayer(layers: readonly LayerView[], changed: ReadonlyMap<FieldView, string>): LayerView | undefined {
  const touched = layers.find(({ fields }) => fields.some((field) => changed.has(field)));
  return touched ?? layers[1] ?? layers[0];
}

interface PacketViewsProps {
  readonly packet: PacketView;
  readonly changes: readonly FieldChange[];
}

/** A packet as a tree, as a diagram and as bytes; a field that is pointed at in one is marked in all. */
export function PacketViews({ packet: known, changes }: PacketViewsProps) {
  // A record's packet stays as it was, so its fields may be told apart by identity.
  const [packet] = useState(known);
  const [marked, mark] = useState<FieldView | undefined>(undefined);
  const [chosen, choose] = useState<string | undefined>(undefined);
  const [opened, setOpened] = useState(false);
  const changed = useMemo(() => changedFields(packet, changes), [packet, changes]);
  const layers = opened ? packet.layers : inTheClear(packet.layers);
  const select = (field: FieldView | undefined) => {
    mark(field);
    const around = layers.find(({ fields }) => field !== undefined && fields.includes(field));
    if (around !== undefined) choose(`${around.offset} ${around.name}`);
  };
  const layer = layers.find(({ offset, name }) => `${offset} ${name}` === chosen) ?? firstLayer(layers, changed);
  const step = (by: 1 | -1) => select(neighbourOf(layers, marked ?? layer?.fields[0], by));
  return (
    <>
      <Section title={t('record.layers')}>
        <Envelope
          lists={envelopes(packet.layers)}
          opened={opened}
          setOpened={setOpened}
          tree={(list) => <PacketTree layers={list} marked={marked} changed={changed} mark={select} />}
        />
      </Section>
      {layer !== undefined && (
        <Section title={t('packet.diagram')}>
          <select
            className="diagram-layer"
            aria-label={t('packet.layer')}
            value={`${layer.offset} ${layer.name}`}
            onChange={(event) => {
              mark(undefined);
              choose(event.target.value);
            }}
          >
            {layers.map(({ offset, name }) => (
              <option key={`${offset} ${name}`} value={`${offset} ${name}`}>
                {name}
              </option>
            ))}
          </select>
          <FieldDiagram layer={layer} marked={marked} changed={new Set(changed.keys())} mark={select} step={step} />
        </Section>
      )}
      <Section title={t('record.bytes', { count: packet.bytes.length })}>
        <Bytes bytes={packet.bytes} marked={marked} markByte={(at) => select(fieldAt(layers, at))} step={step} />
      </Section>
    </>
  );
}
