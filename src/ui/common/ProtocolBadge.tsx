import { Ban } from 'lucide-react';
import type { Protocol } from '../../sim/trace/record.ts';
import { t } from './messages.ts';
import { protocolLetter, protocolToken } from './protocol.ts';

/** The packet glyph, small: colour and letter; a drop is a sign of its own. */
export function ProtocolBadge({ protocol, dropped }: { readonly protocol: Protocol; readonly dropped: boolean }) {
  const colour = dropped ? '--proto-drop' : protocolToken(protocol);
  const label = dropped ? t('record.droppedPacket', { protocol }) : protocol;
  return (
    <span className="protocol-badge" style={{ background: `var(${colour})` }} role="img" aria-label={label}>
      {dropped ? <Ban aria-hidden /> : protocolLetter[protocol]}
    </span>
  );
}
