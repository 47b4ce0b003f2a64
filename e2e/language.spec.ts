// The page in another language and in other looks, and what it tells those who do not see it.
import type { Page } from '@playwright/test';
import { expect, test } from './lab.ts';

const told = (page: Page) => page.locator('output[aria-live="polite"]').last();

test('speaks German when asked, and English again, while the lab goes on', async ({ lab, page }) => {
  await lab.open('./?lang=de&scenario=docker-networking-basics');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('heading', { name: 'Der Befehl docker network' })).toBeVisible();
  await lab.type('docker network ls');
  await lab.expectTerminal(/NETWORK ID/);

  await page.getByRole('button', { name: 'Einstellungen' }).click();
  await page.getByLabel('Sprache').selectOption('English');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'The docker network command' })).toBeVisible();
  await lab.expectTerminal(/docker network ls\n+NETWORK ID/);
  expect(new URL(page.url()).searchParams.get('lang')).toBeNull();

  await page.reload();
  await expect(page.getByRole('button', { name: 'Settings' })).toBeVisible();
});

test('has high contrast and stillness to choose, and remembers them', async ({ lab, page }) => {
  await lab.open();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('group', { name: 'Contrast' }).getByText('High').click();
  await page.getByRole('group', { name: 'Motion' }).getByText('Less', { exact: true }).click();
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-contrast', 'high');
  await page.reload();
  await expect(root).toHaveAttribute('data-contrast', 'high');
  await expect(root).toHaveAttribute('data-motion', 'less');
});

test('tells what happens, and where time has gone', async ({ lab, page }) => {
  await lab.open();
  await lab.type('docker run -d --name web nginx');
  await expect(told(page)).toContainText('Container web runs on node1.');
  await lab.type('ping -c 1 -W 1 10.9.9.9');
  await expect(told(page)).toContainText(/dropped at/);
  await page.getByRole('button', { name: /^Undo/ }).first().click();
  await expect(told(page)).toContainText('in the past');
});

test('large type finds its room', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 640, height: 360 } });
  const page = await context.newPage();
  await page.goto('./');
  await expect(page.getByRole('button', { name: 'Settings' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(640);
  await context.close();
});
