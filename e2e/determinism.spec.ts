import { tenMinuteLab } from '../bench/replay.ts';
import { Lab } from '../src/session/lab.ts';
import type {} from '../src/ui/lab/console.ts';
import { expect, test } from './lab.ts';

test('the same lab has the same fingerprint in Node and in Chromium', async ({ lab, page }) => {
  const file = tenMinuteLab();
  const inNode = new Lab(file);
  inNode.replay(() => false);

  await lab.open();
  const inChromium = await page.evaluate((given) => window.hoplab?.fingerprintOf(given), file);
  expect(inChromium).toBe(inNode.world.fingerprint());
});
