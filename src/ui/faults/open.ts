// Which dialog about faults is open.
import { create } from 'zustand';
import type { CableView } from '../../session/protocol.ts';

export type FaultDialog =
  /** What is broken, and what can be blocked: of a machine, if it was asked for there. */
  | { readonly kind: 'faults'; readonly machine: string | undefined }
  | { readonly kind: 'vlans'; readonly cable: CableView };

interface FaultDialogState {
  readonly dialog: FaultDialog | undefined;
  show(dialog: FaultDialog | undefined): void;
}

export const useFaultDialog = create<FaultDialogState>()((set) => ({
  dialog: undefined,
  show: (dialog) => set({ dialog }),
}));
