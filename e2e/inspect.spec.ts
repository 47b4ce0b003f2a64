import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './lab.ts';

async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

test('a translation says what came in, what decided, what else there was and what has changed', async ({
  lab,
  page,
}) => {
  await lab.open();
  await lab.run('docker run -d --name web -p 8080:80 nginx');
  await lab.run('docker exec web ping -c 1 192.168.99.1');
  await page.getByRole('tab', { name: 'Packets' }).click();
  await page
    .getByRole('row', { name: /Echo request/ })
    .first()
    .click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.locator('.journey button', { hasText: 'MASQUERADE' }).click();
  const stations = inspector.getByRole('list', { name: 'In, decision, out' });
  await expect(stations).toContainText('172.17.0.2');
  await expect(stations).toContainText('Source Address: 172.17.0.2 became 192.168.99.101');
  expect(await seriousViolations(page)).toEqual([]);

  // A field that is gone to by keyboard is marked in the diagram and in the bytes.
  const tree = inspector.getByRole('tree').first();
  await tree.getByRole('treeitem').first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(inspector.locator('.diagram-cell.marked')).toHaveCount(1);
  await expect(inspector.locator('.bytes b.marked')).not.toHaveCount(0);

  // From the decision to its line in the table as it stands now.
  await inspector.getByRole('button', { name: 'Show it in its table' }).click();
  await expect(inspector.locator('.live .decided')).toContainText('MASQUERADE');
});

test('predict mode asks before a decision, by keyboard, and goes on', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  await page.getByRole('button', { name: 'Ask me what will happen' }).click();
  await lab.type('ping -c 1 172.17.0.2');
  const card = page.getByRole('dialog', { name: /Which route of node1 will lead it to 172.17.0.2/ });
  // The container's own first words may be asked of before.
  const other = page.getByRole('dialog', { name: /^(?!Which route of node1 will lead it to 172\.17\.0\.2)/ });
  const skip = other.getByRole('button', { name: 'Skip' });
  await expect(async () => {
    if (await skip.isVisible()) await skip.click();
    await expect(card).toBeVisible({ timeout: 500 });
  }).toPass();
  expect(await seriousViolations(page)).toEqual([]);
  const choice = card.getByRole('button', { name: '172.17.0.0/16 dev docker0' });
  const number = await choice.getAttribute('aria-keyshortcuts');
  await page.keyboard.press(number ?? '1');
  await expect(card).toContainText('Right.');
  await expect(card).toContainText('1 of 1 right');
  await page.getByRole('button', { name: 'Do not ask me any more' }).first().click();
  await lab.expectTerminal(/1 packets transmitted, 1 received/);
});
