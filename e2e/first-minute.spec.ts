import { expect, test } from './lab.ts';

test('a command makes a container appear, a ping makes packets move', async ({ lab }) => {
  await lab.open();
  await expect(lab.thing(/^Host node1/)).toBeVisible();
  await expect(lab.thing(/^Network bridge, driver bridge, bridge docker0/)).toBeVisible();

  await lab.run('docker run -dt --name c1 ubuntu sleep infinity');
  await expect(lab.thing(/^Container c1, running, 172\.17\.0\.2/)).toBeVisible();

  await lab.type('clear; ping -c 2 172.17.0.2');
  await expect.poll(async () => (await lab.packets()).painted, { intervals: [50] }).toBeGreaterThan(0);
  const places = new Set<string>();
  await expect
    .poll(
      async () => {
        const { painted, x, y } = await lab.packets();
        if (painted > 0) places.add(`${Math.round(x / 10)},${Math.round(y / 10)}`);
        return places.size;
      },
      { intervals: [50] },
    )
    .toBeGreaterThan(3);
  await lab.expectTerminal(/2 packets transmitted, 2 received, 0% packet loss/);
});

test('the guided scenario: its commands are clicked, its steps are checked', async ({ lab, page }) => {
  await lab.open();
  await page.getByRole('tab', { name: 'Guide' }).click();
  await page.getByRole('button', { name: /Docker networking basics/ }).click();
  await lab.expectTerminal(/root@node1:~# $/);
  await page.getByRole('button', { name: /docker network$/ }).click();
  await lab.expectTerminal(/Remove one or more networks[\s\S]*root@node1:~# $/);
  await expect(page.getByLabel('Done:').first()).toBeAttached();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.getByRole('heading', { name: /The networks that are always there/ })).toBeVisible();
});

test('pause holds the world, a step moves it by one hop', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  const clock = page.getByLabel('Virtual time since the lab began');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  // The frame that was under way when the button was pressed may still come in; after it, nothing moves.
  let stopped = await clock.textContent();
  await expect
    .poll(
      async () => {
        const before = stopped;
        stopped = await clock.textContent();
        return stopped === before;
      },
      { intervals: [200] },
    )
    .toBe(true);
  await lab.type('ping -c 1 172.17.0.2');
  await page.waitForTimeout(500);
  expect(await clock.textContent()).toBe(stopped);
  await page.getByRole('button', { name: 'Step to the next hop' }).click();
  await expect.poll(async () => (await lab.packets()).painted, { intervals: [30] }).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Play' }).click();
  await lab.expectTerminal(/1 packets transmitted, 1 received/);
});

test('a shell in a container, and back', async ({ lab }) => {
  await lab.open();
  await lab.run('docker run -d --name c1 busybox sleep 3000');
  await lab.type('clear; docker exec -it c1 sh');
  await lab.expectTerminal(/\/ # ?$/);
  await lab.type('hostname; exit 7');
  await lab.expectTerminal(/[0-9a-f]{12}\n.*root@node1:~# $/s);
  await lab.type('echo status=$?');
  await lab.expectTerminal(/status=7/);
});

test('Ctrl-C stops a ping, with its statistics', async ({ lab, page }) => {
  await lab.open();
  await lab.type('ping 127.0.0.1');
  await lab.expectTerminal(/icmp_seq=2/);
  await page.keyboard.press('Control+c');
  await lab.expectTerminal(/\^C[\s\S]*packets transmitted[\s\S]*root@node1:~# $/);
});

test('publish a port, fetch the page through it, and read which rule dropped a packet', async ({ lab, page }) => {
  await lab.open();
  await lab.run('docker run -d --name web -p 8080:80 nginx');
  await page.getByRole('button', { name: 'Speed: 1×' }).click();
  await page.getByRole('menuitemradio', { name: '4×' }).click();
  await lab.type('clear; curl -s localhost:8080 | grep title');
  await lab.expectTerminal(/<title>Welcome to nginx!<\/title>/);

  await lab.run('docker network create apart');
  await lab.type('clear; docker run --rm --network apart busybox ping -c 1 -W 1 172.17.0.2');
  await lab.expectTerminal(/1 packets transmitted, 0 packets received, 100% packet loss/);
  await page.getByRole('tab', { name: 'Packets' }).click();
  await page.getByText('Drops', { exact: true }).click();
  await page
    .getByRole('row', { name: /Echo request/ })
    .last()
    .click();
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('table raw, chain PREROUTING, rule 1');
});
