import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { protocols } from '../../sim/trace/record.ts';
import { t } from '../common/messages.ts';
import { ProtocolBadge } from '../common/ProtocolBadge.tsx';
import { rem } from '../common/rem.ts';
import { safeStorage } from '../common/storage.ts';

const KEY = 'hoplab.legend';
/** In a window narrower than this the legend would hide the map, and begins closed. */
const ROOMY = rem(93.75);

/** What the signs mean: packets move, wires stay. */
export function Legend() {
  const [open, setOpen] = useState(
    () => (safeStorage.getItem(KEY) ?? (innerWidth >= ROOMY ? 'open' : 'closed')) === 'open',
  );
  const toggle = () => {
    safeStorage.setItem(KEY, open ? 'closed' : 'open');
    setOpen(!open);
  };
  return (
    <section className="legend" aria-label={t('canvas.legend')}>
      <button type="button" className="legend-toggle" aria-expanded={open} onClick={toggle}>
        {t('canvas.legend')}
        <ChevronRight aria-hidden />
      </button>
      {open && <Signs />}
    </section>
  );
}

/** Every sign of the map, and what it stands for. */
export function Signs() {
  return (
    <div className="legend-body">
      <ul aria-label={t('canvas.legend.packets')}>
        {protocols.map((protocol) => (
          <li key={protocol}>
            <ProtocolBadge protocol={protocol} dropped={false} />
            {protocol === 'OTHER' ? t('canvas.legend.other') : protocol}
          </li>
        ))}
        <li>
          <span className="legend-tunnel">
            <ProtocolBadge protocol="ICMP" dropped={false} />
          </span>
          {t('canvas.legend.tunnel')}
        </li>
        <li>
          <span className="legend-layers" aria-hidden="true" />
          {t('canvas.legend.layers')}
        </li>
        <li>
          <ProtocolBadge protocol="OTHER" dropped />
          {t('canvas.legend.drop')}
        </li>
      </ul>
      <ul aria-label={t('canvas.legend.wires')}>
        <LegendWire look="veth" text={t('canvas.legend.veth')} />
        <LegendWire look="traffic" text={t('canvas.legend.traffic')} />
        <LegendWire look="cable" text={t('canvas.legend.cable')} />
        <LegendWire look="dead" text={t('canvas.legend.noLink')} />
      </ul>
    </div>
  );
}

function LegendWire({ look, text }: { readonly look: 'veth' | 'cable' | 'dead' | 'traffic'; readonly text: string }) {
  return (
    <li>
      <svg className={`legend-wire legend-${look}`} viewBox="0 0 26 8" aria-hidden="true" focusable="false">
        <path d="M2 4H24" />
      </svg>
      {text}
    </li>
  );
}
