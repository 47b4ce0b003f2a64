import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './lab.ts';

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds no serious violation, ${scheme}`, async ({ lab, page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await lab.open();
    await lab.run('docker run -d --name c1 busybox sleep 3000');
    await lab.thing(/^Container c1/).click();
    await page.waitForTimeout(500);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
    expect(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
  });
}

test('the terminal is no keyboard trap', async ({ lab, page }) => {
  await lab.open();
  await lab.screen.click();
  await page.keyboard.press('Control+Shift+Escape');
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.xterm') === null)).toBe(true);
});
