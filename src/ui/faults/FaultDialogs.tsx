// The dialogs about faults, in one lazily loaded part.

import { t } from '../common/messages.ts';
import { Sheet } from '../help/Sheet.tsx';
import { useLab } from '../store/lab.ts';
import { BlockForm } from './BlockForm.tsx';
import { FaultList } from './FaultList.tsx';
import { type FaultDialog, useFaultDialog } from './open.ts';
import { VlanForm } from './VlanForm.tsx';

export default function FaultDialogs({ dialog }: { readonly dialog: FaultDialog }) {
  const view = useLab((lab) => lab.view);
  const close = () => useFaultDialog.getState().show(undefined);
  if (view === undefined) return null;
  if (dialog.kind === 'vlans') {
    const { cable } = dialog;
    const { nic, machine, port } = cable;
    return (
      <Sheet
        title={t('vlans.title', { port: port.name, switch: port.switch })}
        description={t('vlans.intro', { nic, machine })}
        onClose={close}
      >
        <VlanForm cable={cable} close={close} />
      </Sheet>
    );
  }
  return (
    <Sheet title={t('faults.title')} description={t('faults.intro')} onClose={close}>
      <FaultList view={view} />
      <BlockForm view={view} machine={dialog.machine} />
    </Sheet>
  );
}
