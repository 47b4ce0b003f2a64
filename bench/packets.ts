// What a thousand packets on their way cost the page that shows three hundred containers: the same page with and without them, in one run.
import type { CDPSession, Page } from '@playwright/test';
import type { LabFile } from '../src/session/protocol.ts';
import { threeHosts } from '../src/sim/scenario/worlds.ts';
import { median } from './measure.ts';
import { openScreen } from './screen.ts';
import type { Bench, Row } from './table.ts';

const HOSTS = 6;
const CONTAINERS = 300;
const PACKETS = 1000;
/** On screen a packet takes so long; so many are sent at once that as many are always on their way. */
const FLIGHT_MS = 1000;
const BATCH_MS = 100;
const WINDOW_MS = 4000;
const HERTZ = 60;
const ROUNDS = 5;
const KEYS = 24;
const QUIET_MS = 2500;

const modules = {
  connection: '/src/ui/lab/connection.ts',
  lab: '/src/ui/store/lab.ts',
  hops: '/src/ui/store/hops.ts',
  arrangement: '/src/ui/canvas/arrangement.ts',
  record: '/src/sim/trace/record.ts',
};

function bigLab(): LabFile {
  const hosts = Array.from({ length: HOSTS }, (_, i) => ({
    ...threeHosts.hosts[0],
    name: `node${i + 1}`,
    nics: [{ name: 'eth0', address: `192.168.99.${101 + i}/24`, cable: 'switch1' }],
  }));
  const setup = Array.from({ length: CONTAINERS }, (_, i) => ({
    host: `node${1 + (i % HOSTS)}`,
    run: `docker run -d --name c${i} busybox sleep 100000`,
  }));
  return { format: 'hoplab', version: 1, seed: 1, world: { ...threeHosts, hosts }, setup, inputs: [], time: 0 };
}

/** How many containers the picture shows. */
const containersOn = (page: Page): Promise<number> =>
  page.evaluate(async (path) => {
    const { useArrangement } = await import(path);
    const boxes: readonly { readonly id: string }[] = useArrangement.getState().picture?.boxes ?? [];
    return boxes.filter(({ id }) => id.startsWith('container:')).length;
  }, modules.arrangement);

const recordsSeen = (page: Page): Promise<number> =>
  page.evaluate(async (path) => {
    const { useLab } = await import(path);
    return useLab.getState().records.next;
  }, modules.lab);

async function openBigLab(page: Page): Promise<void> {
  await page.evaluate(
    async ([lab, at]) => {
      const { openLab } = await import(at.connection);
      openLab(lab, undefined);
    },
    [bigLab(), modules] as const,
  );
  while ((await containersOn(page)) < CONTAINERS) await page.waitForTimeout(500);
  // New containers announce themselves: that must have been shown.
  for (let [before, now] = [-1, 0]; before !== now; before = now, now = await recordsSeen(page))
    await page.waitForTimeout(QUIET_MS);
}

/** Sends packets of all sorts over all wires, both ways, until they are stopped. */
async function startPackets(page: Page): Promise<void> {
  await page.evaluate(
    async ([packets, flight, batch, at]) => {
      const [{ publishHops }, { useArrangement }, record] = await Promise.all(
        [at.hops, at.arrangement, at.record].map((path) => import(path)),
      );
      const wires: readonly { from: { uid: number }; to: { uid: number } }[] = useArrangement.getState().picture.wires;
      const { hopColumn, HOP_COLUMNS, protocols, packetSigns } = record;
      const each = Math.round((packets * batch) / flight);
      let sent = 0;
      const timer = setInterval(() => {
        const hops = new Float64Array(each * HOP_COLUMNS);
        for (let i = 0; i < each; i++, sent++) {
          const wire = wires[(sent * 7) % wires.length];
          if (!wire) continue;
          const row = i * HOP_COLUMNS;
          const ends = sent % 2 === 0 ? [wire.from.uid, wire.to.uid] : [wire.to.uid, wire.from.uid];
          hops[row + hopColumn.from] = ends[0] ?? 0;
          hops[row + hopColumn.to] = ends[1] ?? 0;
          hops[row + hopColumn.journey] = 1_000_000 + sent;
          hops[row + hopColumn.protocol] = sent % protocols.length;
          hops[row + hopColumn.sign] = sent % packetSigns.length;
        }
        publishHops(hops, flight);
      }, batch);
      Object.assign(window, { stopPackets: () => clearInterval(timer) });
    },
    [PACKETS, FLIGHT_MS, BATCH_MS, modules] as const,
  );
  await page.waitForTimeout(2 * FLIGHT_MS);
}

async function stopPackets(page: Page): Promise<void> {
  await page.evaluate(() => (window as unknown as { stopPackets(): void }).stopPackets());
  await page.waitForTimeout(2 * FLIGHT_MS);
}

interface Figures {
  /** CPU milliseconds of the main thread, for each frame that a screen of 60 Hz shows. */
  readonly mainMs: number;
  readonly pageFps: number;
  readonly workerFps: number;
}

/** Frames in a while, on the page or in a worker. */
const countFrames = (milliseconds: number): Promise<number> =>
  new Promise((resolve) => {
    const start = performance.now();
    let frames = 0;
    const count = () => {
      frames++;
      const passed = performance.now() - start;
      if (passed < milliseconds) requestAnimationFrame(count);
      else resolve((frames * 1000) / passed);
    };
    requestAnimationFrame(count);
  });

/** Of the main thread, in CPU seconds: what else the machine does falls on none of them. */
async function taskSeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find((one) => one.name === 'TaskDuration')?.value ?? 0;
}

async function look(page: Page, cdp: CDPSession): Promise<Figures> {
  const painter = page.workers().find((worker) => worker.url().includes('packets.worker'));
  if (!painter) throw new Error('packets are not painted by a worker here');
  const before = await taskSeconds(cdp);
  const workerFps = await painter.evaluate(countFrames, WINDOW_MS);
  const mainMs = (1000 * (await taskSeconds(cdp)) - 1000 * before) / ((WINDOW_MS * HERTZ) / 1000);
  return { mainMs, workerFps, pageFps: await page.evaluate(countFrames, WINDOW_MS / 2) };
}

/** Milliseconds from each key to its letter on the terminal. */
async function typing(page: Page): Promise<readonly number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    let pressed = 0;
    const rows = document.querySelector('.xterm-rows');
    const shown = () => rows?.textContent?.match(/x+/g)?.join('').length ?? 0;
    let letters = shown();
    addEventListener('keydown', () => (pressed = performance.now()), true);
    new MutationObserver(() => {
      if (shown() <= letters) return;
      letters = shown();
      times.push(performance.now() - pressed);
    }).observe(rows ?? document.body, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { typingTimes: times });
  });
  await page.locator('.xterm-screen').first().click();
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.press('x');
    await page.waitForTimeout(180);
  }
  return page.evaluate(() => (window as unknown as { typingTimes: readonly number[] }).typingTimes);
}

const worst = (values: readonly number[]) => Math.max(0, ...values).toFixed(1);

export const packets: Bench = {
  name: 'screen',
  title: `Packets on screen: ${CONTAINERS} containers, ${PACKETS} packets on their way, in a browser`,
  async run(): Promise<Row[]> {
    const screen = await openScreen();
    if (!screen) return [{ page: 'no browser found: name one in HOPLAB_BROWSER' }];
    const { page } = screen;
    try {
      await openBigLab(page);
      const cdp = await page.context().newCDPSession(page);
      await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
      const without: Figures[] = [];
      const during: Figures[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        without.push(await look(page, cdp));
        await startPackets(page);
        during.push(await look(page, cdp));
        await stopPackets(page);
      }
      const quiet = await typing(page);
      await startPackets(page);
      const busy = await typing(page);
      const row = (name: string, figures: readonly Figures[], keys: readonly number[]): Row => ({
        page: name,
        'main thread ms a frame': median(figures.map(({ mainMs }) => mainMs)).toFixed(2),
        'painter fps': median(figures.map(({ workerFps }) => workerFps)).toFixed(1),
        'page fps': median(figures.map(({ pageFps }) => pageFps)).toFixed(1),
        'key to letter ms': median(keys).toFixed(1),
        worst: worst(keys),
        keys: keys.length,
      });
      const on = median(during.map(({ mainMs }, i) => mainMs - (without[i]?.mainMs ?? 0)));
      const ratio = median(during.map(({ workerFps }, i) => workerFps / (without[i]?.workerFps ?? 1)));
      return [
        row('without packets', without, quiet),
        row('with packets', during, busy),
        {
          page: 'packets alone',
          'main thread ms a frame': on.toFixed(2),
          'painter fps': `${(100 * ratio).toFixed(0)} %`,
        },
      ];
    } finally {
      await screen.close();
    }
  },
};
