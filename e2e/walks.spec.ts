// Whole walks through the app, each as one person would go: by mouse alone, by keyboard alone, by terminal alone,
// in search of a fault, and through time to somebody else's browser.
import type { Locator, Page } from '@playwright/test';
import { expect, LabPage, test } from './lab.ts';

const FAR = 120;

/** Presses Tab until the thing has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, thing: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(thing).toBeVisible();
  for (let presses = 0; presses < FAR; presses++) {
    if (await thing.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${thing} is not within ${FAR} presses of ${key}`);
}

const inspector = (page: Page): Locator => page.getByRole('region', { name: 'Inspector' });
const branchMenu = (page: Page): Locator => page.getByRole('button', { name: /^Branch: / });
const clockOf = (page: Page): Locator => page.getByLabel('Virtual time since the lab began');

test('by mouse alone: a network, two containers on it, one stopped and started, one removed and back', async ({
  lab,
  page,
}) => {
  await lab.open();
  await page.getByRole('button', { name: 'Create a bridge network' }).click();
  const network = lab.thing(/^Network net1/);
  await page.locator('li.card', { hasText: 'nginx' }).dragTo(network);
  const first = lab.thing(/^Container c1, running, .*172\.18\.0\.2/);
  await expect(first).toBeVisible();
  await page.locator('li.card', { hasText: 'redis' }).dragTo(network);
  const second = lab.thing(/^Container c2, running, .*172\.18\.0\.3/);
  await expect(second).toBeVisible();

  await first.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Stop' }).click();
  const stopped = lab.thing(/^Container c1, exited/);
  await expect(stopped).toBeVisible();
  await stopped.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Start' }).click();
  await expect(first).toBeVisible();

  await second.click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Remove/ }).click();
  await expect(lab.thing(/^Container c2/)).toHaveCount(0);
  await page.getByRole('button', { name: /^Undo: docker rm/ }).click();
  await expect(second).toBeVisible();
});

test('by keyboard alone: out of the terminal, a network and a container made, joined, read, removed and back', async ({
  lab,
  page,
}) => {
  await lab.open();
  await page.keyboard.press('Control+Shift+Escape');
  await tabTo(page, page.getByRole('button', { name: 'Create a bridge network' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(lab.thing(/^Network net1/)).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Run a container from nginx' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  const container = lab.thing(/^Container c1, running/);
  await tabTo(page, container);
  await page.keyboard.press('l');
  await page.getByRole('menuitem', { name: 'net1' }).press('Enter');
  await expect(lab.thing(/^Container c1, running, .*172\.18\.0\.2/)).toBeVisible();

  await tabTo(page, container);
  await page.keyboard.press('Enter');
  await expect(inspector(page)).toContainText('container of image nginx');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Pause' }).press('Enter');
  await tabTo(page, lab.thing(/^Container c1, paused/));
  await page.keyboard.press('Delete');
  await expect(lab.thing(/^Container c1/)).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(lab.thing(/^Container c1, paused/)).toBeVisible();
});

test('by terminal alone: two networks, names, a published port, a file, and what is there in the end', async ({
  lab,
  page,
}) => {
  await lab.open();
  const run = async (command: string, answer: RegExp): Promise<void> => {
    await page.keyboard.press('Control+l');
    await page.keyboard.type(`${command}\n`);
    await lab.expectTerminal(new RegExp(`${answer.source}[\\s\\S]*root@node1:~# $`));
  };
  await run('docker network create shop', /\n[0-9a-f]{64}\n/);
  await run('docker run -d --name web --network shop -p 8080:80 nginx', /\n[0-9a-f]{64}\n/);
  await run('docker run --rm --network shop busybox wget -qO- web | grep title', /<title>Welcome to nginx!<\/title>/);
  await run('curl -s 192.168.99.101:8080 | grep title', /<title>Welcome to nginx!<\/title>/);
  await run(
    "printf 'services:\\n  db:\\n    image: redis\\n' > compose.yml; docker compose up -d --quiet-pull",
    /Started/,
  );
  await run('docker ps --format "{{.Names}} {{.Status}}"', /root-db-1 Up .*\nweb Up/);
  await expect(lab.thing(/^Container root-db-1, running/)).toBeVisible();
});

test('broken by a typo, found on the map and in the inspector, mended', async ({ lab, page }) => {
  await lab.open();
  const ask = 'clear; docker run --rm busybox ping -c 1 -W 1 192.168.99.1';
  await lab.type(ask);
  await lab.expectTerminal(/1 packets received/);

  // 172.18.0.0/16 was meant.
  await lab.run('iptables -I DOCKER-USER -d 172.17.0.0/16 -j DROP');
  await lab.type(ask);
  await lab.expectTerminal(/0 packets received[\s\S]*root@node1:~# $/);
  await page.getByRole('button', { name: 'Show the packet: a firewall rule forbids it' }).click();
  await expect(inspector(page)).toContainText('table filter, chain DOCKER-USER, rule 1');
  await expect(inspector(page)).toContainText('iptables -I DOCKER-USER -d 172.17.0.0/16 -j DROP');
  await expect(inspector(page)).toContainText('What would let it through');
  await inspector(page).getByRole('button', { name: 'Show it in its table' }).click();
  await expect(inspector(page).locator('.live .decided')).toContainText('172.17.0.0/16');

  await lab.run('iptables -D DOCKER-USER -d 172.17.0.0/16 -j DROP');
  await lab.type(ask);
  await lab.expectTerminal(/1 packets received/);
});

test('back in time, another way from there, a link, and the same moment in a browser that was never here', async ({
  lab,
  page,
  browser,
}) => {
  await lab.open();
  await lab.run('docker run -d --name web nginx');
  await lab.run('docker rm -f web');
  await page.getByRole('button', { name: 'Undo: docker rm -f web' }).click();
  await expect(page.locator('.time-ago')).toBeVisible();
  await lab.run('docker network create blue');
  await expect(branchMenu(page)).toHaveAccessibleName('Branch: docker network create blue');
  await page.getByRole('button', { name: 'Pause' }).click();
  await lab.thing(/^Container web/).click();
  const text = await lab.terminalText();

  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('radio', { name: 'This moment' }).check();
  const link = await page.getByLabel('Link to this lab').inputValue();
  await page.keyboard.press('Escape');
  const time = await clockOf(page).textContent();

  const there = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const other = new LabPage(await there.newPage());
  await other.page.goto(link);
  await expect(clockOf(other.page)).toHaveText(time ?? '');
  await expect(other.thing(/^Container web, running/)).toBeVisible();
  await expect(other.page.getByRole('heading', { name: 'web', exact: true })).toBeVisible();
  await expect.poll(() => other.terminalText()).toBe(text);
  await expect(branchMenu(other.page)).toHaveAccessibleName('Branch: docker network create blue');
  await branchMenu(other.page).click();
  await other.page.getByRole('button', { name: 'Go to Main' }).click();
  await expect(other.thing(/^Container web/)).toHaveCount(0);
  await there.close();
});
