import type { Page } from '@playwright/test';
import { expect, test } from './lab.ts';

/** Presses the line of time, at a share of its length. */
async function pressLine(page: Page, share: number): Promise<void> {
  const box = await page.locator('.time-track').boundingBox();
  if (box === null) throw new Error('the line of time must be visible');
  await page.mouse.click(box.x + share * box.width, box.y + box.height / 2);
}

const branchMenu = (page: Page) => page.getByRole('button', { name: /^Branch: / });

test('back in time the container is gone and the terminal is as it was; forward it is there again', async ({
  lab,
  page,
}) => {
  await lab.open();
  await page.waitForTimeout(1500);
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  await expect(lab.thing(/^Container c1, running/)).toBeVisible();
  const text = await lab.terminalText();

  await pressLine(page, 0.2);
  await expect(page.locator('.time-ago')).toBeVisible();
  await expect(lab.thing(/^Container c1/)).toHaveCount(0);
  await lab.expectTerminal(/^root@node1:~# $/);

  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(lab.thing(/^Container c1, running/)).toBeVisible();
  await expect.poll(() => lab.terminalText()).toBe(text);
  await lab.run('docker ps -q | wc -l');
  await lab.expectTerminal(/\n1\n/);
});

test('undo and redo are jumps; typing in the past forks, and both branches outlive a reload', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  await lab.run('docker ps');
  await page.getByRole('button', { name: 'Undo: docker run -d --name c1 busybox sleep 3000' }).click();
  await expect(lab.thing(/^Container c1/)).toHaveCount(0);
  await page.getByRole('button', { name: /^Redo: docker run/ }).click();
  await expect(lab.thing(/^Container c1, running/)).toBeVisible();
  await page.locator('.brand h1').click();
  await page.keyboard.press('Control+z');
  await expect(lab.thing(/^Container c1/)).toHaveCount(0);

  await lab.run('docker network create blue');
  await expect(lab.thing(/^Network blue/)).toBeVisible();
  await expect(branchMenu(page)).toHaveAccessibleName('Branch: docker network create blue');
  await page.waitForTimeout(1500);
  await page.reload();
  await lab.expectTerminal(/docker network create blue\n[0-9a-f]{64}\nroot@node1:~# $/);
  await expect(lab.thing(/^Network blue/)).toBeVisible();

  await branchMenu(page).click();
  await page.getByRole('button', { name: 'Compare Main with where you are' }).click();
  await expect(page.getByRole('row', { name: /^Container c1/ })).toContainText('busybox, running');
  await expect(page.getByRole('row', { name: /^Network blue/ })).toContainText('not there');
  await page.getByRole('button', { name: 'Close', exact: true }).click();

  await branchMenu(page).click();
  await page.getByRole('button', { name: 'Go to Main' }).click();
  await expect(lab.thing(/^Container c1, running/)).toBeVisible();
  await expect(lab.thing(/^Network blue/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Close docker network create blue' }).click();
  await expect(page.getByRole('button', { name: /^Close / })).toHaveCount(1);
});

test('steps go back and forth from hop to hop, by keys, and packets move', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  await lab.run('ping -c 1 172.17.0.2');
  const clock = page.getByLabel('Virtual time since the lab began');
  const line = page.getByRole('slider', { name: 'Moment of the lab' });
  await line.focus();
  await page.keyboard.press(',');
  await expect(page.locator('.time-ago')).toBeVisible();
  const last = await clock.textContent();
  await page.keyboard.press(',');
  await expect.poll(() => clock.textContent()).not.toBe(last);
  const before = await clock.textContent();
  await page.keyboard.press('.');
  await expect.poll(() => clock.textContent()).toBe(last);
  await page.keyboard.press(',');
  await expect.poll(() => clock.textContent()).toBe(before);
  expect((await lab.packets()).painted).toBeGreaterThan(0);

  await page.keyboard.press('ArrowLeft');
  await expect(line).not.toHaveAttribute('aria-valuetext', /now/);
  await page.keyboard.press('Home');
  await expect(line).toHaveAttribute('aria-valuenow', '0');
  await page.keyboard.press('End');
  await expect(line).toHaveAttribute('aria-valuetext', /now/);
});

test('a bookmark is kept, and leads back', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  await branchMenu(page).click();
  await page.getByRole('button', { name: 'Bookmark this moment' }).click();
  const bookmark = page.getByRole('button', { name: /^Go to Moment / });
  await expect(bookmark).toBeVisible();
  await page.keyboard.press('Escape');
  await lab.run('docker rm -f c1');
  await page.waitForTimeout(1000);
  await page.reload();
  await lab.expectTerminal(/docker rm -f c1\nc1\nroot@node1:~# $/);
  await branchMenu(page).click();
  await bookmark.click();
  await expect(lab.thing(/^Container c1, running/)).toBeVisible();
});
