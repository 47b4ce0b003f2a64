// How the page feels: commands by a few letters, keys that stay where they belong, one part at a time on a phone.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './lab.ts';

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual(
    [],
  );
}

test('a command is found by a few letters, and done', async ({ lab, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await lab.open();
  await lab.run('docker run -d --name web nginx');
  // A terminal keeps its keys: Ctrl+K is the shell's.
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+Shift+Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.type('stop web');
  await expect(page.getByRole('option', { name: /^Stop web/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await lab.expectTerminal(/docker stop web\nweb\n/);

  await page.keyboard.press('Control+Shift+Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  await page.keyboard.type('docker run');
  await page.getByRole('option', { name: /^docker run -d --name web nginx/ }).click();
  await lab.expectTerminal(/# docker run -d --name web nginx$/);
});

test('single keys act on the map, not in a field, and can be turned off', async ({ lab, page }) => {
  await lab.open();
  await lab.thing(/^Host node1/).focus();
  await page.keyboard.press('t');
  await expect(page.getByRole('tab', { name: /^Containers/ })).toBeVisible();
  await page.getByRole('searchbox').fill('g');
  await expect(page.getByRole('tab', { name: /^Containers/ })).toBeVisible();
  await page.getByRole('button', { name: 'Show the map' }).click();
  await expect(lab.thing(/^Host node1/)).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  await page.keyboard.type('this sheet');
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: 'Single keys act' }).uncheck();
  await page.keyboard.press('Escape');
  await lab.thing(/^Host node1/).focus();
  await page.keyboard.press('t');
  await expect(lab.thing(/^Host node1/)).toBeVisible();
});

test('what was taken away can be had back', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name web nginx');
  await lab.thing(/^Container web/).focus();
  await page.keyboard.press('Delete');
  await expect(lab.thing(/^Container web/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(lab.thing(/^Container web/)).toBeVisible();
});

test('a room sees large type and a caption', async ({ lab, page }) => {
  await lab.open();
  await page.getByRole('button', { name: /^Show to a room/ }).click();
  await lab.type('ping -c1 127.0.0.1');
  await expect(page.getByRole('region', { name: 'Caption' })).toContainText(/ICMP|Echo/);
  const small = await page.locator('.toolbar, .timeline, .terminal-tabs').evaluateAll((parts) =>
    parts
      .flatMap((part) => [...part.querySelectorAll('*')])
      .filter((element) => element.textContent?.trim() && element.children.length === 0 && element.checkVisibility())
      .map((element) => Number.parseFloat(getComputedStyle(element).fontSize))
      .filter((size) => size > 0 && size < 17),
  );
  expect(small).toEqual([]);
  await expectAccessible(page);
});

test('the visual language shows each colour with its contrast', async ({ page }) => {
  await page.goto('./?page=style');
  const sheet = page.getByRole('dialog', { name: 'Visual language' });
  await expect(sheet.getByRole('row', { name: /--text #.* \d+\.\d : 1/ })).toBeVisible();
  await expect(sheet).not.toContainText('NaN');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('one watches, runs what the guide offers, reads and scrubs', async ({ page }) => {
    await page.goto('./?scenario=docker-networking-basics');
    await page.getByRole('button', { name: 'Map', exact: true }).tap();
    await page.locator('.phone-offered').getByRole('button', { name: 'docker network' }).tap();
    await page.getByRole('button', { name: 'Terminal', exact: true }).tap();
    await expect(page.locator('.xterm-rows:visible')).toContainText('Manage networks');
    await expect(page.getByRole('toolbar', { name: 'Keys for the terminal' })).toBeVisible();
    await page.getByRole('button', { name: 'Guide', exact: true }).tap();
    await expect(page.getByText('Goals of this step')).toBeVisible();
    await expect(page.getByRole('slider', { name: 'Moment of the lab' })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expectAccessible(page);
  });
});
