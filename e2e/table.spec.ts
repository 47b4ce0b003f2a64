import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './lab.ts';

test('by keyboard alone: the lab as tables, sorted, searched, and acted upon', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker network create front; docker run -d --name web nginx; docker run -d --name db redis');
  await lab.thing(/^Container web/).focus();
  await page.keyboard.press('t');
  const table = page.getByRole('table', { name: 'Containers' });
  await expect(table.getByRole('row')).toHaveCount(3);

  await table.getByRole('columnheader', { name: 'Image' }).getByRole('button').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(table.getByRole('columnheader', { name: 'Image' })).toHaveAttribute('aria-sort', 'descending');
  await expect(table.getByRole('row').nth(1)).toContainText('redis');

  await page.keyboard.press('/');
  await page.keyboard.type('nginx');
  await expect(table.getByRole('row')).toHaveCount(2);
  await table.getByRole('button', { name: 'web', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('container of image nginx');

  await page.keyboard.press('l');
  await page.getByRole('menuitem', { name: 'front' }).press('Enter');
  await lab.expectTerminal(/docker network connect front web/);
  await table.getByRole('button', { name: 'web', exact: true }).focus();
  await page.keyboard.press('Delete');
  await lab.expectTerminal(/docker rm -f web/);
  await expect(table).toContainText('Nothing here');

  await page.getByRole('tab', { name: /Containers/ }).focus();
  await page.keyboard.press('g');
  await expect(lab.thing(/^Container db, running/)).toBeVisible();
});

test('a row has the menu that its box has', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name web nginx');
  await page.getByRole('button', { name: 'Show as tables' }).click();
  await page.getByRole('button', { name: 'Actions for web' }).click();
  await page.getByRole('menuitem', { name: 'Pause' }).click();
  await lab.expectTerminal(/docker pause web/);
  await expect(page.getByRole('row', { name: /web/ })).toContainText('paused');
});

test('axe finds no serious violation in the tables', async ({ lab, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await lab.open();
  await lab.run('docker run -d --name web nginx');
  await page.getByRole('button', { name: 'Show as tables' }).click();
  await page.getByRole('button', { name: 'web', exact: true }).click();
  const { violations } = await new AxeBuilder({ page }).include('.table-view').analyze();
  const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
  expect(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
});
