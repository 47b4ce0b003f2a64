// Names that Debian 12's kernel and tools report of themselves.
// Source: uname(1) on Debian 12.12 (linux-image-6.1.0-56-amd64).
// Not modelled: other architectures.
import { KERNEL_RELEASE } from '../../host/procfs.ts';

export const uname = {
  system: 'Linux',
  release: KERNEL_RELEASE,
  version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.158-1 (2025-11-09)',
  machine: 'x86_64',
  operatingSystem: 'GNU/Linux',
} as const;

/** Processors of a simulated host. */
export const PROCESSORS = 2;

export const SECOND = 1_000_000;
