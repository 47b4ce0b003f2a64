import { expect, test } from './lab.ts';

const speedMenu = /^Speed: /;

test('a click on a packet opens it in the inspector', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  await page.getByRole('button', { name: 'Pause' }).click();
  await lab.type('ping -c 1 172.17.0.2');
  await page.getByRole('button', { name: 'Step to the next hop' }).click();
  const places: { readonly x: number; readonly y: number }[] = [];
  // Once it stands still it has landed.
  await expect
    .poll(
      async () => {
        const { painted, x, y } = await lab.packets();
        const before = places.at(-1);
        if (painted > 0) places.push({ x, y });
        return painted > 0 && before?.x === x && before.y === y;
      },
      { intervals: [200] },
    )
    .toBe(true);
  const map = await page.locator('.packet-layer').boundingBox();
  const at = places.at(-1);
  if (!map || !at) throw new Error('the map must be visible');
  await page.mouse.click(map.x + at.x, map.y + at.y, { delay: 60 });
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('Ethernet II');
});

test('packets move true to scale where that is chosen, and the world goes on', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  await page.getByRole('button', { name: speedMenu }).click();
  await page.getByRole('menuitemradio', { name: /^True to scale/ }).click();
  await lab.type('clear; ping -c 1 172.17.0.2');
  const places = new Set<string>();
  await expect
    .poll(
      async () => {
        const { painted, x, y } = await lab.packets();
        if (painted > 0) places.add(`${Math.round(x / 8)},${Math.round(y / 8)}`);
        return places.size;
      },
      { intervals: [30] },
    )
    .toBeGreaterThan(2);
  await lab.expectTerminal(/1 packets transmitted, 1 received/);
});

test('drops at one place are one marker: it opens to the list, is not there before its time, and is put away', async ({
  lab,
  page,
}) => {
  await lab.open();
  await lab.run('docker network create apart');
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  await lab.type('clear; docker run --rm --network apart busybox ping -c 3 -W 1 172.17.0.2');
  await lab.expectTerminal(/3 packets transmitted, 0 packets received/);
  const marker = page.getByRole('button', { name: 'Show 3 packets: a firewall rule forbids it' });
  await marker.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: /Echo request/ })).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menuitem')).toHaveCount(0);

  await page.getByRole('button', { name: 'Back to the start' }).click();
  await expect(page.locator('.drop-mark')).toHaveCount(0);
  await page.getByRole('button', { name: 'Forward to now' }).click();
  await lab.type('clear; docker run --rm --network apart busybox ping -c 2 -W 1 172.17.0.2');
  await lab.expectTerminal(/2 packets transmitted, 0 packets received/);
  await expect(page.locator('.drop-mark')).toHaveCount(1);
  await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
  await expect(page.locator('.drop-mark')).toHaveCount(0);
});

test('without a canvas for other threads packets are painted all the same', async ({ lab, page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(HTMLCanvasElement.prototype, 'transferControlToOffscreen'));
  await lab.open();
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  await lab.type('ping -c 1 172.17.0.2');
  await expect.poll(async () => (await lab.packets()).painted, { intervals: [50] }).toBeGreaterThan(0);
});
