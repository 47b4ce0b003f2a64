// The list of packets: filtered, completed, grouped, walked by keyboard; captures from a device's menu.

import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, type LabPage, test } from './lab.ts';

const PCAPNG = '0a0d0d0a';

async function openList(lab: LabPage, page: Page): Promise<void> {
  await lab.open();
  await lab.run('docker run -d --name web nginx');
  await lab.run('curl -s 172.17.0.2 -o /dev/null');
  await lab.run('ping -c 1 172.17.0.2');
  await page.getByRole('tab', { name: 'Packets' }).click();
  await expect(page.getByRole('row', { name: /Echo request/ }).first()).toBeVisible();
}

test('a filter is completed, mended and applied, and marks what its packets have crossed', async ({ lab, page }) => {
  await openList(lab, page);
  const box = page.getByRole('combobox', { name: /Filter the packets/ });
  await box.fill('tcp.p');
  await expect(page.getByRole('option', { name: /tcp\.port/ })).toBeVisible();
  await box.press('ArrowDown');
  await box.press('Enter');
  await expect(box).toHaveValue('tcp.port ');
  await box.pressSequentially('== 80 and htpp');
  await box.press('Escape');
  await page.getByRole('button', { name: 'Use http' }).click();
  await expect(box).toHaveValue('tcp.port == 80 and http');
  await box.press('Escape');
  await expect(page.getByText('2 records', { exact: true })).toBeVisible();
  await expect(page.locator('.chip[data-crossed]').first()).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await box.press('Escape');
  await expect(page.getByRole('row', { name: /Echo request/ }).first()).toBeVisible();
});

test('the list is walked and grouped by keyboard', async ({ lab, page }) => {
  await openList(lab, page);
  const current = page.locator('.record-row.current');
  await page
    .getByRole('row', { name: /Echo request/ })
    .first()
    .click();
  await page.keyboard.press('Home');
  await expect(current).toBeFocused();
  await page.keyboard.press('m');
  await expect(current.getByRole('img', { name: 'marked' })).toBeVisible();
  await page.keyboard.press('End');
  await expect(current).toBeFocused();
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('Packet');
  await page.getByRole('button', { name: 'Columns, groups and export' }).click();
  await page.getByRole('menuitemradio', { name: 'By cause' }).click();
  await page.getByRole('button', { name: 'Columns, groups and export' }).click();
  await page.getByRole('menuitem', { name: 'Fold all groups', exact: true }).click();
  const command = page.getByRole('row', { name: /curl -s 172\.17\.0\.2/ });
  await expect(command).toHaveAttribute('aria-expanded', 'false');
  await command.click();
  await expect(command).toHaveAttribute('aria-expanded', 'true');
  const { violations } = await new AxeBuilder({ page }).include('.records').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('a device is captured on, and what has passed it is a file', async ({ lab, page }) => {
  await openList(lab, page);
  const chip = page.locator('.chip-interface').first();
  await chip.click({ button: 'right' });
  const saved = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /Save what passed here/ }).click();
  const bytes = await readFile(await (await saved).path());
  expect(bytes.subarray(0, 4).toString('hex')).toBe(PCAPNG);
  expect(bytes.length).toBeGreaterThan(500);
  await chip.click({ button: 'right' });
  await page.getByRole('menuitem', { name: /Capture here with tcpdump/ }).click();
  await expect(chip.locator('.capture-badge')).toBeVisible();
});
