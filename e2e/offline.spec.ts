import { expect, test } from './lab.ts';

test('opens without a network once it has been loaded, with its lab and its scenarios', async ({
  lab,
  page,
  context,
}) => {
  await lab.open();
  await lab.run('docker network create kept');
  // The copy is made once the page has the line to itself.
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller === null)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    return registration.active?.state;
  });
  await page.waitForTimeout(800);
  await context.setOffline(true);
  await page.reload();
  await lab.expectTerminal(/docker network create kept\n[0-9a-f]{64}\n.*root@node1:~# $/s);
  await page.getByRole('tab', { name: 'Guide' }).click();
  await page.locator('.left').getByRole('button').first().click();
  await expect(page.getByRole('button', { name: /^Lab menu: (?!Sandbox)/ })).toBeVisible();
  await page.getByRole('tab', { name: 'Files' }).first().click();
  await expect(page.getByRole('region', { name: 'Files' }).or(page.locator('.files')).first()).toBeVisible();
});

test('can be installed', async ({ page }) => {
  await page.goto('./');
  const address = await page.locator('link[rel=manifest]').getAttribute('href');
  const manifest = await page.evaluate(async (path) => (await fetch(path ?? '')).json(), address);
  expect(manifest).toMatchObject({ name: expect.any(String), start_url: './', display: 'standalone' });
  for (const { src } of manifest.icons) {
    expect(await page.evaluate(async (path) => (await fetch(path)).ok, src), src).toBe(true);
  }
});
