import { tenMinuteLab } from '../bench/replay.ts';
import { Lab } from '../src/session/lab.ts';
import type { Input, LabFile } from '../src/session/protocol.ts';
import { oneHost } from '../src/sim/scenario/worlds.ts';
import type {} from '../src/ui/lab/console.ts';
import { expect, test } from './lab.ts';

/** A compose file that is saved in the editor, brought up, changed and brought up again. */
function editedLab(): LabFile {
  const file = (at: number, scale: number): Input => ({
    at: at * 1_000_000,
    kind: 'file.write',
    host: 'node1',
    path: '/root/shop/compose.yaml',
    text: `services:\n  web:\n    image: nginx\n    scale: ${scale}\n`,
  });
  const line = (at: number, text: string): Input => ({
    at: at * 1_000_000,
    kind: 'tty.data',
    tty: 't1',
    text: `${text}\r`,
  });
  const inputs: Input[] = [
    { at: 0, kind: 'tty.open', tty: 't1', host: 'node1', columns: 100, rows: 30 },
    file(1, 1),
    line(2, 'cd shop && docker compose up -d'),
    file(10, 3),
    line(11, 'docker compose up -d'),
    line(20, 'cat compose.yaml; docker compose ps'),
  ];
  return { format: 'hoplab', version: 1, seed: 1, world: oneHost, inputs, time: 30_000_000 };
}

for (const [name, make] of [
  ['ten minutes of commands', tenMinuteLab],
  ['files from the editor', editedLab],
] as const) {
  test(`the same lab has the same fingerprint in Node and in Chromium: ${name}`, async ({ lab, page }) => {
    const file = make();
    const inNode = new Lab(file);
    inNode.replay(() => false);

    await lab.open();
    const inChromium = await page.evaluate((given) => window.hoplab?.fingerprintOf(given), file);
    expect(inChromium).toBe(inNode.world.fingerprint());
  });
}
