import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Input } from '../src/session/protocol.ts';
import { oneHost } from '../src/sim/scenario/worlds.ts';
import { fragmentOf } from '../src/ui/share/link.ts';
import { expect, test } from './lab.ts';

async function menu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: /^Lab menu/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function linkTo(page: Page, what: 'The lab' | 'This moment'): Promise<string> {
  await menu(page, 'Share …');
  await page.getByRole('radio', { name: what }).check();
  const link = await page.getByLabel('Link to this lab').inputValue();
  await page.keyboard.press('Escape');
  return link;
}

/** The names in My labs, the latest first. */
async function kept(page: Page): Promise<readonly string[]> {
  await menu(page, 'My labs …');
  await page.getByRole('dialog').waitFor();
  const names = await page.locator('.lab-open strong').allInnerTexts();
  await page.keyboard.press('Escape');
  return names;
}

test('several labs by name: rename, duplicate, delete, undo, open', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker network create first');
  await page.waitForTimeout(700);
  await menu(page, 'My labs …');
  await page.getByRole('button', { name: 'Rename “Sandbox”' }).click();
  await page.getByLabel('New name for “Sandbox”').fill('Bridges');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Open “Bridges”' })).toBeVisible();
  await page.keyboard.press('Escape');
  await menu(page, 'New lab');
  await page.getByRole('button', { name: 'Start a new lab' }).click();
  await lab.expectTerminal(/^root@node1:~# $/);
  await menu(page, 'My labs …');
  await page.getByRole('button', { name: 'Duplicate “Bridges”' }).click();
  await expect(page.getByRole('button', { name: 'Open “Bridges, copy”' })).toBeVisible();
  await page.getByRole('button', { name: 'Delete “Bridges”' }).click();
  await expect(page.getByRole('button', { name: 'Open “Bridges”', exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Open “Bridges”', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Open “Bridges, copy”' }).click();
  await expect(lab.thing(/^Network first/)).toBeVisible();
  expect([...(await kept(page))].sort()).toEqual(['Bridges', 'Bridges, copy']);
});

test('a link opens as a copy in a browser that has never been here, at the same moment', async ({
  lab,
  page,
  browser,
}) => {
  await lab.open();
  await lab.run('docker run -d --name web nginx');
  await lab.thing(/^Container web/).click();
  const link = await linkTo(page, 'This moment');
  expect(link.length).toBeLessThan(8000);
  const fingerprint = (address: Page) => address.locator('.react-flow__node').allInnerTexts();
  const there = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
  await there.goto(link);
  await expect(there.getByRole('region', { name: 'A lab from a link' })).toBeVisible();
  await expect(there.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect(there.getByRole('heading', { name: 'web', exact: true })).toBeVisible();
  await expect.poll(() => fingerprint(there)).toEqual(await fingerprint(page));
  expect(await kept(there)).toEqual([]);
  await there.getByRole('button', { name: 'Keep it in My labs' }).click();
  expect(await kept(there)).toEqual(['Sandbox']);
  expect(there.url()).not.toContain('#lab');
  await there.context().close();
});

test('a link that is opened beside a lab asks first, and the lab stays', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker network create mine');
  const link = await linkTo(page, 'The lab');
  await lab.run('docker network create later');
  await page.waitForTimeout(700);
  await page.evaluate((hash) => location.assign(hash), new URL(link).hash);
  await page.getByRole('button', { name: 'Stay here' }).click();
  await expect(lab.thing(/^Network later/)).toBeVisible();
  await page.evaluate((hash) => location.assign(hash), new URL(link).hash);
  await page.getByRole('button', { name: 'Open it' }).click();
  await expect(page.getByRole('region', { name: 'A lab from a link' })).toBeVisible();
  await expect(lab.thing(/^Network mine/)).toBeVisible();
  await expect(lab.thing(/^Network later/)).toHaveCount(0);
  expect(await kept(page)).toEqual(['Sandbox']);
});

test('hostile links: told of, never run, never a blank page, kept labs untouched', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker network create precious');
  const link = await linkTo(page, 'The lab');
  await page.waitForTimeout(700);
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const hash = new URL(link).hash;
  const hostile: readonly (readonly [string, RegExp])[] = [
    ['#lab=', /no lab in it/],
    ['#lab=9.AAAA', /newer Hoplab/],
    ['#lab=1.<img src=x onerror=alert(1)>', /missing or was changed/],
    [hash.slice(0, hash.length / 2), /missing or was changed/],
    [`${hash.slice(0, 40)}AAAA${hash.slice(44)}`, /missing or was changed/],
    [`#lab=1.${'A'.repeat(5_000_001)}`, /more than the 5 MB/],
  ];
  for (const [fragment, message] of hostile) {
    await page.evaluate((address) => location.assign(address), fragment);
    await expect(page.getByText(message).last()).toBeVisible();
    await expect(lab.thing(/^Network precious/)).toBeVisible();
    await page.getByRole('button', { name: 'Close toast' }).first().click();
  }
  await page.goto(`./${hostile[4]?.[0]}`);
  await page.reload();
  await lab.expectTerminal(/root@node1:~# $/);
  await expect(lab.thing(/^Network precious/)).toBeVisible();
  expect(await kept(page)).toEqual(['Sandbox']);
  expect(dialogs).toEqual([]);
});

test('pictures carry the lab', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker network create drawn');
  for (const format of ['PNG', 'SVG']) {
    await menu(page, 'Share …');
    await page.getByRole('tab', { name: 'Picture' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Download as ${format}` }).click(),
    ]);
    await page.keyboard.press('Escape');
    const path = await file.path();
    await menu(page, 'New lab');
    await page.getByRole('button', { name: 'Start a new lab' }).click();
    await expect(lab.thing(/^Network drawn/)).toHaveCount(0);
    await page.locator('input[type=file]').first().setInputFiles(path);
    await expect(lab.thing(/^Network drawn/)).toBeVisible();
  }
});

test('the lab for real hosts, as a zip', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name web -p 8080:80 nginx');
  await menu(page, 'Build it for real …');
  await page.getByText('node1/setup.sh').click();
  await expect(page.getByText('docker run --detach --name web --publish 8080:80 nginx')).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download all as a zip' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('Sandbox.zip');
});

test('the one lab that the first version kept is there', async ({ lab, page }) => {
  const body = '<link rel="icon" href="data:,">';
  await page.route('**/elsewhere', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto('./elsewhere');
  await page.evaluate(
    (world) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('hoplab', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('labs');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const inputs = [
            { at: 0, kind: 'tty.open', tty: 'node1', host: 'node1', columns: 80, rows: 24 },
            { at: 1_000_000, kind: 'tty.data', tty: 'node1', text: 'docker network create old\r' },
          ];
          const lab = { format: 'hoplab', version: 1, seed: 1, world, inputs, time: 5_000_000 };
          const written = request.result.transaction('labs', 'readwrite');
          written.objectStore('labs').put(lab, 'current');
          written.oncomplete = () => {
            request.result.close();
            resolve();
          };
        };
      }),
    oneHost,
  );
  await page.goto('./');
  await lab.expectTerminal(/docker network create old\n[0-9a-f]{64}/);
  await expect(lab.thing(/^Network old/)).toBeVisible();
  expect(await kept(page)).toEqual(['Sandbox']);
});

test('without storage the app works and says so', async ({ lab, page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
  });
  await lab.open();
  await expect(page.getByText('Nothing will be remembered')).toBeVisible();
  await lab.run('docker network create here');
  expect(await kept(page)).toEqual([]);
  await menu(page, 'New lab');
  await page.getByRole('button', { name: 'Start a new lab' }).click();
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await expect(lab.thing(/^Network here/)).toBeVisible();
});

test('a lab that would be replayed for hours can be left', async ({ lab, page }) => {
  const inputs: readonly Input[] = [
    { at: 0, kind: 'tty.open', tty: 'node1', host: 'node1', columns: 80, rows: 24 },
    {
      at: 1_000_000,
      kind: 'tty.data',
      tty: 'node1',
      text: 'while :; do :; done & while :; do ping -c 1 127.0.0.1; done\r',
    },
  ];
  const hours = { format: 'hoplab', version: 1, seed: 1, world: oneHost, inputs, time: 86_000_000_000 } as const;
  await page.goto(`./${fragmentOf(hours)}`);
  await page.getByRole('button', { name: 'Start a new lab instead' }).click();
  await expect(page.getByText('The lab of the link was left')).toBeVisible();
  await lab.expectTerminal(/^root@node1:~# $/);
});

test('axe finds nothing serious in the dialogs', async ({ lab, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await lab.open();
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  for (const item of ['My labs …', 'Share …', 'Build it for real …']) {
    await menu(page, item);
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(400);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
    expect(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
    await page.keyboard.press('Escape');
  }
});
