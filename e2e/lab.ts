// What every browser test starts with: the app, its terminal, its map, and a watch for console errors.
import { test as base, expect, type Locator, type Page } from '@playwright/test';

export class LabPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the app and waits for the prompt of its first terminal. */
  async open(address = './'): Promise<void> {
    await this.page.goto(address);
    await this.expectTerminal(/root@node1:~# $/);
  }

  get screen(): Locator {
    return this.page.locator('.xterm-screen:visible').first();
  }

  /** The text on the visible terminal, without trailing blanks of lines. */
  async terminalText(): Promise<string> {
    const rows = await this.screen.locator('.xterm-rows > div').allInnerTexts();
    return rows
      .map((row) => row.replaceAll('\u00a0', ' ').trimEnd())
      .join('\n')
      .trimEnd()
      .replace(/(root@[\w-]+:[^\n]*#)$/, '$1 ');
  }

  async expectTerminal(pattern: RegExp, timeout = 30_000): Promise<void> {
    await expect
      .poll(async () => (await this.screen.count()) > 0 && (await this.terminalText()), { timeout, intervals: [100] })
      .toMatch(pattern);
  }

  /** Types a command into the terminal, as a person does, and presses Enter. */
  async type(command: string): Promise<void> {
    await this.screen.click();
    await this.page.keyboard.type(command);
    await this.page.keyboard.press('Enter');
  }

  /** Types a command and waits until the prompt is back behind it. */
  async run(command: string, timeout = 30_000): Promise<void> {
    await this.type('clear');
    await this.expectTerminal(/^root@node1:~# $/);
    await this.type(command);
    await this.expectTerminal(/\n?root@node1:~# $/, timeout);
    await this.expectTerminal(
      new RegExp(`^root@node1:~# ${literally(command.slice(0, 40))}[\\s\\S]*root@node1:~# $`),
      timeout,
    );
  }

  /** A thing on the map, by its accessible name. */
  thing(name: RegExp): Locator {
    return this.page.locator('.react-flow__node').filter({ visible: true }).and(this.page.getByLabel(name)).first();
  }

  /** Drags from the middle of one thing to the middle of another, with the mouse. */
  async drag(from: Locator, to: Locator): Promise<void> {
    const [start, end] = [await from.boundingBox(), await to.boundingBox()];
    if (!start || !end) throw new Error('both ends of a drag must be visible');
    await this.page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 12 });
    await this.page.mouse.up();
  }

  /** How many pixels of the packet overlay are painted, and where their middle is. */
  async packets(): Promise<{ readonly painted: number; readonly x: number; readonly y: number }> {
    return this.page.locator('.packet-layer canvas').evaluate((canvas: HTMLCanvasElement) => {
      // Its pen is the painter's: what it shows can only be copied.
      const { width, height } = canvas;
      const copy = new OffscreenCanvas(Math.max(1, width), Math.max(1, height)).getContext('2d');
      copy?.drawImage(canvas, 0, 0);
      const data = copy?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
      let painted = 0;
      let x = 0;
      let y = 0;
      for (let i = 3; i < data.length; i += 4) {
        if (data[i] === 0) continue;
        painted++;
        x += ((i - 3) / 4) % width;
        y += Math.floor((i - 3) / 4 / width);
      }
      return { painted, x: x / Math.max(1, painted), y: y / Math.max(1, painted) };
    });
  }
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export const test = base.extend<{ lab: LabPage; consoleErrors: string[] }>({
  consoleErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(String(error)));
      await use(errors);
      expect(errors, 'errors and warnings on the console').toEqual([]);
    },
    { auto: true },
  ],
  lab: async ({ page }, use) => use(new LabPage(page)),
});

export { expect };
