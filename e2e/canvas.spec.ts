import { expect, test } from './lab.ts';

test('dragging an image onto the host types and runs its command', async ({ lab, page }) => {
  await lab.open();
  await page.locator('li.card', { hasText: 'nginx' }).dragTo(lab.thing(/^Host node1/).locator('.host-title'));
  await lab.expectTerminal(/docker run -d --name \S+ nginx/);
  await expect(lab.thing(/^Container .*, running/)).toBeVisible();
});

test('dragging an image onto a network, and a line from a container to another network', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker network create web');
  await page.locator('li.card', { hasText: 'redis' }).dragTo(lab.thing(/^Network web/));
  await lab.expectTerminal(/docker run -d --name \S+ --network web redis/);
  await expect(lab.thing(/^Container c1, running, 172\.18\.0\.2/)).toBeVisible();

  const handle = page.getByTitle('Drag to a network to connect c1');
  await lab.thing(/^Container c1/).hover();
  await lab.drag(handle, lab.thing(/^Network bridge/));
  await lab.expectTerminal(/docker network connect bridge c1/);
  await expect(lab.thing(/^Container c1, running, .*172\.17\.0\.2/)).toBeVisible();
});

test('by keyboard: delete a container, and its command is typed', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  await lab.thing(/^Container c1/).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Delete');
  await lab.expectTerminal(/docker rm -f c1/);
  await expect(lab.thing(/^Container c1/)).toHaveCount(0);
});

test("a command's own error is what a refused gesture shows", async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker network create web');
  await lab.run('docker run -d --name c1 --network web busybox sleep 3000');
  await lab.thing(/^Network web/).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Delete');
  await lab.expectTerminal(/network web has active endpoints \(name:"c1"/);
});

test('the inspector shows what the real tools print', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  await lab.thing(/^Container c1/).click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector).toContainText('inet 172.17.0.2/16 brd 172.17.255.255 scope global eth0');
  await expect(inspector).toContainText('default via 172.17.0.1 dev eth0');
});

test('a packet in the list opens with its layers and bytes', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  await lab.run('ping -c 1 172.17.0.2');
  await page.getByRole('tab', { name: 'Packets' }).click();
  await page
    .getByRole('row', { name: /Echo request/ })
    .first()
    .click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector).toContainText('Internet Control Message Protocol');
  await expect(inspector).toContainText('Ethernet II');
});
