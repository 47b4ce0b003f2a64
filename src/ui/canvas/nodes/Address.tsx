import type { DeviceView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { mainAddress } from '../describe.ts';

/** A device's address; the length of its prefix is shown from near by. */
export function Address({ device }: { readonly device: DeviceView }) {
  const [address, prefix] = mainAddress(device)?.split('/') ?? [];
  return (
    <span className="address">
      {address ?? t('canvas.noAddress')}
      {prefix !== undefined && <span className="prefix">/{prefix}</span>}
    </span>
  );
}
