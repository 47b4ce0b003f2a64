import { expect, test } from './lab.ts';

test('by keyboard alone: find, note, group, fold, undo, and all of it is there after a reload', async ({
  lab,
  page,
}) => {
  await lab.open();
  await lab.run('docker run -d --name web nginx; docker run -d --name db redis');
  await lab.thing(/^Container web/).focus();

  await page.keyboard.press('/');
  await page.getByRole('combobox', { name: 'Find on the map' }).fill('172.17.0.3');
  await expect(page.getByRole('option').first()).toContainText('db');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('container of image redis');

  await lab.thing(/^Container web/).focus();
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Text of the note' }).fill('The web tier');
  await page.keyboard.press('Control+Enter');
  await expect(lab.thing(/^Note: The web tier/)).toBeVisible();

  await lab.thing(/^Container web/).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+g');
  await page.getByRole('textbox', { name: 'Name of the group' }).fill('Everything');
  await page.keyboard.press('Enter');
  await expect(lab.thing(/^Group Everything/)).toBeAttached();

  await lab.thing(/^Container web/).focus();
  await page.keyboard.press('Control+z');
  await expect(lab.thing(/^Group Everything/)).toHaveCount(0);
  await page.keyboard.press('Control+y');
  await expect(lab.thing(/^Group Everything/)).toBeAttached();

  await page.getByRole('button', { name: 'Fold node1' }).press('Enter');
  await expect(lab.thing(/^Container web/)).toHaveCount(0);
  await page.waitForTimeout(1000);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Unfold node1' })).toBeVisible({ timeout: 30_000 });
  await expect(lab.thing(/^Note: The web tier/)).toBeVisible();
});

test('by mouse alone: several boxes are chosen, put in line, and taken away', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name web nginx; docker run -d --name db redis');
  await lab
    .thing(/^Container web/)
    .locator('.container-image')
    .click();
  await lab
    .thing(/^Container db/)
    .locator('.container-image')
    .click({ modifiers: ['Shift'] });
  const bar = page.getByRole('toolbar', { name: 'What is chosen' });
  await expect(bar).toContainText('2 chosen');
  const left = async (name: RegExp) => (await lab.thing(name).boundingBox())?.x ?? 0;
  const apart = async () => Math.abs((await left(/^Container web/)) - (await left(/^Container db/)));
  expect(await apart()).toBeGreaterThan(50);
  await bar.getByRole('button', { name: 'Align left edges' }).click();
  await expect.poll(apart).toBeLessThan(1);
  await page.getByRole('button', { name: 'Undo a change of the layout' }).click();
  await expect.poll(apart).toBeGreaterThan(50);
  await bar.getByRole('button', { name: 'Remove' }).click();
  await lab.expectTerminal(/docker rm -f (web db|db web)/);
  await expect(lab.thing(/^Container/)).toHaveCount(0);
});

test('a copy types the command that makes it', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker network create front; docker run -d --name web --network front -e A=1 -p 8080:80 nginx');
  await lab.thing(/^Container web/).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+d');
  await lab.expectTerminal(/docker run -d --name c1 --network front --publish 80 --env A=1 nginx/);
  await expect(lab.thing(/^Container c1, running, 172\.18\.0\.3/)).toBeVisible();
});

test('a word in the terminal points to what it names, and a click selects it', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name web nginx');
  await lab.type('clear');
  await lab.expectTerminal(/^root@node1:~# $/);
  await lab.type('echo web');
  await lab.expectTerminal(/\nweb\n/);
  const answer = await lab.screen.locator('.xterm-rows > div').nth(1).boundingBox();
  if (!answer) throw new Error('the terminal has a second row');
  const word = { x: answer.x + 8, y: answer.y + answer.height / 2 };
  await page.mouse.move(word.x + 200, word.y);
  await page.mouse.move(word.x, word.y);
  await expect(page.locator('.ring-hovered')).toBeVisible();
  await page.mouse.click(word.x, word.y);
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('container of image nginx');
});

test('close by, the kernel shows its hooks and tables, and a packet lights them', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name web nginx');
  const hook = page.locator('.hook[data-hook="OUTPUT"]');
  await expect(hook).toBeVisible();
  const seen = async () => Number((await hook.getAttribute('title'))?.match(/(\d+) packets/)?.[1]);
  const before = await seen();
  await lab.run('ping -c 1 172.17.0.2');
  await expect.poll(seen).toBeGreaterThan(before);
  await expect(async () => {
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect(page.locator('.line-table').first()).toBeAttached({ timeout: 600 });
  }).toPass();
  await expect(page.locator('.line-table').first()).toContainText('default via 192.168.99.1 dev eth0');
});
