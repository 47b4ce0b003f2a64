import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, type LabPage, test } from './lab.ts';

const MOD = 'Control';

/** The text of the file in front, as the editor shows it. */
const editorOf = (lab: LabPage) => lab.page.getByRole('textbox', { name: /^Text of / });

async function openFiles(lab: LabPage): Promise<void> {
  await lab.page.getByRole('tab', { name: 'Files' }).click();
}

/** Puts a whole new text into the editor, by keyboard. */
async function write(lab: LabPage, text: string): Promise<void> {
  await editorOf(lab).click();
  await lab.page.keyboard.press(`${MOD}+a`);
  await lab.page.keyboard.insertText(text);
}

const compose = (ports: string, more = '') =>
  `name: shop\nservices:\n  web:\n    image: nginx\n    ports:\n      - "${ports}"\n${more}`;

test('a compose file is written in the page, and the world follows it', async ({ lab, page }) => {
  await lab.open();
  await openFiles(lab);
  await page.getByRole('button', { name: /Web server and cache/ }).click();
  await write(lab, compose('8080:80'));
  await page.getByRole('button', { name: 'docker compose up -d' }).click();
  await lab.expectTerminal(
    /root@node1:~# docker compose up -d\n[\s\S]*Container shop-web-1\s+Started[\s\S]*root@node1:~# $/,
  );
  await expect(lab.thing(/^Container shop-web-1, running, 172\.18\.0\.2/)).toBeVisible();
  await expect(lab.thing(/^Network shop_default/)).toBeVisible();

  await openFiles(lab);
  await write(lab, compose('9090:80', '  cache:\n    image: redis\n    scale: 2\n'));
  await page.keyboard.press(`${MOD}+Enter`);
  await expect(lab.thing(/^Container shop-cache-2, running/)).toBeVisible();
  await expect(lab.thing(/^Container shop-web-1, running/)).toBeVisible();
  await lab.expectTerminal(/root@node1:~# $/);
  await lab.run('docker port shop-web-1');
  await lab.expectTerminal(/80\/tcp -> 0\.0\.0\.0:9090/);
});

test('problems show at their lines while one types, and a save is seen by the terminal', async ({ lab, page }) => {
  await lab.open();
  await openFiles(lab);
  await page.getByRole('button', { name: /Web server and cache/ }).click();
  await write(lab, `${compose('8080:80')}    imag: x\n`);
  await expect(page.getByRole('button', { name: /line 7, .*additional properties 'imag' not allowed/ })).toBeVisible();
  await write(lab, compose('8080:80'));
  await expect(page.getByText('No problem found')).toBeVisible();
  await page.keyboard.press(`${MOD}+s`);
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await page.getByRole('tab', { name: /node1/ }).click();
  await lab.run('head -1 compose.yaml');
  await lab.expectTerminal(/^.*\nname: shop\n/);
});

test('a file that a command changes is reloaded, or kept', async ({ lab, page }) => {
  await lab.open();
  await lab.run('echo one > notes.txt');
  await openFiles(lab);
  await page.getByRole('button', { name: 'notes.txt', exact: true }).click();
  await expect(editorOf(lab)).toContainText('one');

  await page.getByRole('tab', { name: /node1/ }).click();
  await lab.run('echo two > notes.txt');
  await openFiles(lab);
  await expect(editorOf(lab)).toContainText('two');
  await write(lab, 'mine');

  await page.getByRole('tab', { name: /node1/ }).click();
  await lab.run('echo three > notes.txt');
  await openFiles(lab);
  await expect(page.getByRole('alert')).toContainText('This file was changed on node1 meanwhile.');
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(editorOf(lab)).toContainText('three');
});

test('nano and vi in the terminal change the file that the editor shows', async ({ lab, page }) => {
  await lab.open();
  await lab.type('nano notes.txt');
  await lab.expectTerminal(/^ {2}GNU nano 7\.2 +notes\.txt/);
  await page.keyboard.type('by nano');
  await page.keyboard.press('Control+o');
  await lab.expectTerminal(/File Name to Write: notes\.txt/);
  await page.keyboard.press('Enter');
  await lab.expectTerminal(/\[ Wrote 1 line \]/);
  await page.keyboard.press('Control+x');
  await lab.expectTerminal(/root@node1:~# $/);
  await openFiles(lab);
  await page.getByRole('button', { name: 'notes.txt', exact: true }).click();
  await expect(editorOf(lab)).toContainText('by nano');

  await page.getByRole('tab', { name: /node1/ }).click();
  await lab.type('vi notes.txt');
  await lab.expectTerminal(/"notes\.txt" 1L, 8B/);
  await page.keyboard.type('A and vi');
  await page.keyboard.press('Escape');
  await page.keyboard.type(':wq');
  await page.keyboard.press('Enter');
  await lab.expectTerminal(/root@node1:~# $/);
  await openFiles(lab);
  await expect(editorOf(lab)).toContainText('by nano and vi');
});

test('a saved file is there after a reload of the page', async ({ lab, page }) => {
  await lab.open();
  await openFiles(lab);
  await page.getByRole('button', { name: /Three of a kind/ }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await page.waitForTimeout(1500);
  await page.reload();
  await openFiles(lab);
  await expect(editorOf(lab)).toContainText('name: fleet');
});

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds no serious violation in the file editor, ${scheme}`, async ({ lab, page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await lab.open();
    await openFiles(lab);
    await page.getByRole('button', { name: /Two networks/ }).click();
    await write(lab, `# a comment\n${compose('8080:80')}    imag: x\n`);
    await expect(page.getByRole('button', { name: /line 8/ })).toBeVisible();
    await page.keyboard.press(`${MOD}+f`);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
    expect(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
  });
}

test('a new file is named, and its directory made with it', async ({ lab, page }) => {
  await lab.open();
  await page.getByRole('button', { name: 'Open the file editor' }).click();
  await page.getByRole('button', { name: /Two networks/ }).click();
  await page.getByRole('button', { name: 'New file', exact: true }).click();
  await page.getByRole('menuitem', { name: /Three of a kind/ }).click();
  await expect(page.getByLabel('Path of the new file')).toHaveValue('/root/scale/compose.yaml');
  await page.keyboard.press('Enter');
  await expect(editorOf(lab)).toContainText('name: fleet');
  await page.getByRole('button', { name: 'docker compose up -d' }).click();
  await lab.expectTerminal(/root@node1:~# cd \/root\/scale && docker compose up -d\n/);
  await expect(lab.thing(/^Container fleet-web-3, running/)).toBeVisible();
});

test('the editor is no keyboard trap', async ({ lab, page }) => {
  await lab.open();
  await openFiles(lab);
  await page.getByRole('button', { name: /Two networks/ }).click();
  await editorOf(lab).click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.cm-editor') === null)).toBe(true);
});

test('a capture that a command has written is downloaded byte by byte, not opened as text', async ({ lab, page }) => {
  await lab.open();
  await lab.type('tcpdump -i lo -c 2 -w ping.pcap & sleep 1; ping -c 1 127.0.0.1; wait');
  await lab.expectTerminal(/2 packets captured[\s\S]*rtt min[\s\S]*root@node1:~# $/);
  await openFiles(lab);
  await page.getByRole('button', { name: 'ping.pcap', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'This file is not text' })).toContainText('Wireshark');

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download ping.pcap' }).last().click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('ping.pcap');
  const bytes = await readFile(await file.path());
  expect(bytes.readUInt32LE(0)).toBe(0xa1b2c3d4);
  const frames: number[] = [];
  for (let at = 24; at < bytes.length; at += 16 + bytes.readUInt32LE(at + 8)) frames.push(bytes.readUInt32LE(at + 8));
  expect(frames).toEqual([98, 98]);

  const { violations } = await new AxeBuilder({ page }).include('.files').analyze();
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual(
    [],
  );
});

test('a file that is gone says so instead of a download; one is there by keyboard', async ({ lab, page }) => {
  await lab.open();
  await lab.run('echo one > notes.txt');
  await openFiles(lab);
  await page.getByRole('button', { name: 'notes.txt', exact: true }).click();
  const row = page.getByRole('button', { name: 'Download notes.txt', exact: true });
  const saved = page.waitForEvent('download');
  await row.press('Enter');
  expect(await readFile(await (await saved).path(), 'utf8')).toBe('one\n');

  await page.getByRole('tab', { name: /node1/ }).click();
  await lab.run('rm notes.txt');
  await openFiles(lab);
  await page.getByRole('button', { name: 'Download notes.txt as it is on node1' }).click();
  await expect(page.getByText('/root/notes.txt: No such file or directory')).toBeVisible();
});
