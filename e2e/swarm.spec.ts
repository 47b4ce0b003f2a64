import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, type LabPage, test } from './lab.ts';

/** Opens the guide on overlay networks and makes its swarm by its own commands. */
async function makeSwarm(lab: LabPage, page: Page): Promise<void> {
  await page.goto('./?scenario=overlay-networks');
  await lab.expectTerminal(/root@node1:~# $/);
  const commands = page.locator('.commands .command');
  await commands.nth(0).click();
  await lab.expectTerminal(/To add a manager to this swarm[\s\S]*root@node1:~# $/);
  await commands.nth(1).click();
  await lab.expectTerminal(/This node joined a swarm as a worker\.[\s\S]*root@node2:~# $/);
  await commands.nth(2).click();
  await lab.expectTerminal(/This node joined a swarm as a worker\.[\s\S]*root@node3:~# $/);
  await expect(page.locator('.checks li.met')).toHaveCount(3);
}

test('a guide makes a swarm: the band, the badges, the tokens filled in', async ({ lab, page }) => {
  await makeSwarm(lab, page);
  await expect(lab.thing(/^Host node1, .*leader/)).toBeVisible();
  await expect(lab.thing(/^Host node2, .*worker/)).toBeVisible();
  await expect(lab.thing(/^Swarm of 3 nodes, 1 of them managers/)).toBeVisible();
  await expect(lab.thing(/routing mesh/)).toBeVisible();
  await page.locator('.host-title').first().click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector).toContainText('MANAGER STATUS');
  await expect(inspector).toContainText('a leader begins its term');
});

test('background traffic is hidden until it is asked for', async ({ lab, page }) => {
  await makeSwarm(lab, page);
  await page.getByRole('tab', { name: 'Packets' }).click();
  const gossip = page.getByRole('row', { name: /7946/ });
  const list = page.getByRole('region', { name: 'Packets', exact: true });
  await expect(page.getByRole('row', { name: /ARP|who has/i }).first()).toBeVisible();
  await expect(gossip).toHaveCount(0);
  await list.getByRole('button', { name: /Background traffic: \d+ hidden/ }).click();
  await expect(gossip.first()).toBeVisible();
  await list.getByRole('button', { name: 'Background traffic: shown' }).click();
  await expect(gossip).toHaveCount(0);
});

test('a service is a chip, its tasks are containers, and the inspector says why', async ({ lab, page }) => {
  await makeSwarm(lab, page);
  await page.getByRole('tab', { name: 'node1', exact: true }).click();
  await lab.type('docker service create -d --name web --replicas 3 nginx');
  const chip = page.getByRole('button', { name: /^Service web, 3 of 3 tasks run/ });
  await expect(chip).toBeVisible({ timeout: 40_000 });
  await chip.click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector).toContainText('docker service ps web');
  await expect(inspector).toContainText('OF THIS SERVICE');
  await expect(page.locator('.container-box[data-of-selected]')).toHaveCount(3);
});

/** Starts a lab whose six hosts are in a swarm already. */
async function openFormedSwarm(lab: LabPage, page: Page): Promise<void> {
  await lab.open();
  await page.getByRole('button', { name: /Lab menu/ }).click();
  await page.getByRole('menuitem', { name: 'New lab' }).click();
  await page.getByLabel('A swarm of six, formed').check();
  await page.getByRole('button', { name: 'Start a new lab' }).click();
  await expect(lab.thing(/^Swarm of 6 nodes, 3 of them managers/)).toBeVisible();
}

test('tasks, networks and the swarm are selected in the band, by mouse and by keyboard', async ({ lab, page }) => {
  await openFormedSwarm(lab, page);
  await lab.type('docker service create -d --name web --replicas 3 nginx');
  const inspector = page.getByRole('region', { name: 'Inspector' });
  const task = page.getByRole('button', { name: /^Task web\.2, running/ });
  await expect(task).toBeVisible({ timeout: 40_000 });
  await task.click();
  await expect(inspector).toContainText('task of service web');
  await expect(inspector.getByRole('list', { name: 'Its life so far' })).toContainText('running: started');
  await page.getByRole('button', { name: /^Network ingress, overlay/ }).focus();
  await page.keyboard.press('Enter');
  await expect(inspector).toContainText('docker network inspect -v ingress');
  await lab.thing(/^Swarm of 6 nodes/).focus();
  await page.keyboard.press('Enter');
  await expect(inspector.getByRole('list', { name: 'Elections' })).toContainText('leads in term');
});

test('the leader is cut off: another is elected, and all is healed', async ({ lab, page }) => {
  await openFormedSwarm(lab, page);
  await page.getByRole('button', { name: /^Situations of the swarm/ }).click();
  await page.getByRole('menuitem', { name: /^Cut the leader off/ }).click();
  await expect(page.getByRole('button', { name: 'Show the fault' })).toBeVisible();
  await expect(page.locator('.rift').first()).toBeVisible();
  await expect(lab.thing(/^Host m[23], .*leader/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Heal everything' }).click();
  await expect(page.getByRole('button', { name: 'Show the fault' })).toHaveCount(0);
  await expect(page.locator('.rift')).toHaveCount(0);
});

test('a port is blocked by dialog, and mended there', async ({ lab, page }) => {
  await openFormedSwarm(lab, page);
  await page.getByRole('button', { name: /^Situations of the swarm/ }).click();
  await page.getByRole('menuitem', { name: /^Block traffic/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Faults of the network' });
  await dialog.getByRole('combobox', { name: 'One machine' }).selectOption('m2');
  await dialog.getByRole('combobox', { name: 'The other machine' }).selectOption('w1');
  await dialog.getByRole('combobox', { name: 'What' }).selectOption('gossip');
  await dialog.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(dialog).toContainText('Port 7946 is blocked between m2 and w1');
  const { violations } = await new AxeBuilder({ page }).include('[role="dialog"]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await dialog.getByRole('button', { name: /^Mend: Port 7946/ }).click();
  await expect(dialog).toContainText('Nothing is broken.');
});

test('a new lab begins with the world that one chooses', async ({ lab, page }) => {
  await lab.open();
  await page.getByRole('button', { name: /Lab menu/ }).click();
  await page.getByRole('menuitem', { name: 'New lab' }).click();
  await page.getByLabel('Two sites').check();
  await page.getByRole('button', { name: 'Start a new lab' }).click();
  await expect(lab.thing(/^Host b2/)).toBeVisible();
  await expect(page.getByRole('tab', { name: 'a1', exact: true })).toBeVisible();
});

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds no serious violation in a swarm, ${scheme}`, async ({ lab, page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await makeSwarm(lab, page);
    await page.locator('.host-title').first().click();
    await page.waitForTimeout(500);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
    expect(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
  });
}
