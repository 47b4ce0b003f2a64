import { expect, test } from 'vitest';
import { capabilities, changedCapabilities } from './capabilities.ts';

const none = { CapabilityAdd: [], CapabilityDrop: [] };

test('adding wins over dropping, names are written in one way', () => {
  expect(capabilities(['net_admin', 'CAP_SYS_TIME'], ['NET_ADMIN', 'chown'])).toEqual({
    CapabilityAdd: ['CAP_NET_ADMIN', 'CAP_SYS_TIME'],
    CapabilityDrop: ['CAP_CHOWN'],
  });
  expect(capabilities(['all', 'chown'], [])).toEqual({ CapabilityAdd: ['ALL'], CapabilityDrop: [] });
});

test.each([
  [
    'what was dropped and is added is neither',
    ['chown'],
    [],
    { CapabilityAdd: [], CapabilityDrop: ['CAP_CHOWN'] },
    none,
  ],
  [
    'what was added and is dropped is neither',
    [],
    ['chown'],
    { CapabilityAdd: ['CAP_CHOWN'], CapabilityDrop: [] },
    none,
  ],
  [
    'RESET begins from nothing',
    ['RESET', 'net_raw'],
    [],
    { CapabilityAdd: ['CAP_CHOWN'], CapabilityDrop: ['CAP_KILL'] },
    { CapabilityAdd: ['CAP_NET_RAW'], CapabilityDrop: ['CAP_KILL'] },
  ],
])('an update: %s', (_name, add, drop, before, after) => {
  expect(changedCapabilities(before, add, drop)).toEqual(after);
});
