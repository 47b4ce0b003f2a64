import { expect, test } from './lab.ts';

test('a reload finds the same world, with its terminal', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name keeper busybox sleep 3000');
  await lab.run('docker network create web');
  await page.waitForTimeout(1500);
  await page.reload();
  await lab.expectTerminal(/docker network create web\n[0-9a-f]{64}\n.*root@node1:~# $/s);
  await expect(lab.thing(/^Container keeper, running/)).toBeVisible();
  await expect(lab.thing(/^Network web/)).toBeVisible();
  await lab.run('docker ps --format "{{.Names}} {{.State}}"');
  await lab.expectTerminal(/keeper running/);
});

test('theme and reload', async ({ lab, page }) => {
  await lab.open();
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await page.reload();
  await lab.expectTerminal(/root@node1:~# $/);
  await expect(page.getByRole('button', { name: 'Light theme' })).toBeVisible();
});
