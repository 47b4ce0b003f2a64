// Every view of the app, looked at by axe with the rules of WCAG 2.2 AA, in the looks that it can have.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, type LabPage, test } from './lab.ts';

/** But `region`: menus and tips hang outside of all landmarks, where they cover what is beneath. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface View {
  readonly name: string;
  /** It has colours that no other view has. */
  readonly colours?: true;
  /** What is new there, if it is not the whole page. */
  readonly within?: string;
  readonly go: (page: Page, lab: LabPage) => Promise<void>;
}

const DIALOG = '[role="dialog"]';

const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click();

const ofLabMenu = (name: string): View => ({
  name,
  within: DIALOG,
  go: async (page) => {
    await press(page, /^Lab menu/);
    await page.getByRole('menuitem', { name }).click();
    await page.getByRole('dialog').waitFor();
  },
});

/** What there is to see, each with the way there from the view before it; Esc closes what had opened. */
const views: readonly View[] = [
  { name: 'the map with a drop', colours: true, go: (page) => page.locator('.drop-mark').first().waitFor() },
  { name: 'the inspector of a container', within: '.inspector', go: (_, lab) => lab.thing(/^Container web/).click() },
  {
    name: 'a menu of the map',
    within: '[role="menu"]',
    go: (_, lab) => lab.thing(/^Container web/).click({ button: 'right' }),
  },
  {
    name: 'the packets',
    colours: true,
    within: '.bottom',
    go: (page) => page.getByRole('tab', { name: 'Packets' }).click(),
  },
  {
    name: 'the inspector of a drop',
    colours: true,
    within: '.inspector',
    go: async (page) => {
      await press(page, 'Drops');
      await page.locator('.record-row').last().click();
      await page.getByText('What would let it through').waitFor();
    },
  },
  { name: 'the tables', colours: true, within: '.table-view', go: (page) => press(page, 'Show as tables') },
  { name: 'the guide', within: '.left', go: (page) => page.getByRole('tab', { name: 'Guide' }).click() },
  { name: 'the branches', within: '.branch-panel', go: (page) => press(page, /^Branch: /) },
  { name: 'the commands', within: DIALOG, go: (page) => press(page, /^Commands/) },
  { name: 'the settings', within: DIALOG, go: (page) => press(page, 'Settings') },
  { name: 'the keys', colours: true, within: DIALOG, go: (page) => press(page, 'Keys and help') },
  { name: 'what is simulated', within: DIALOG, go: (page) => press(page, 'What is simulated') },
  ...['New lab', 'My labs …', 'Share …', 'Build it for real …'].map(ofLabMenu),
  {
    name: 'the start of time',
    colours: true,
    go: (page) => page.getByRole('slider', { name: 'Moment of the lab' }).press('Home'),
  },
];

async function violations(page: Page, within: string, rules?: readonly string[]): Promise<string[]> {
  await page.locator(within).first().waitFor();
  // The page has no frames from elsewhere: axe need not open another page for each look.
  const axe = new AxeBuilder({ page }).setLegacyMode().include(within);
  const found = await (rules ? axe.withRules([...rules]) : axe.withTags(RULES).disableRules('region')).analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** Visits views one after the other, and tells what is wrong in each. */
async function visit(lab: LabPage, which: readonly View[], rules?: readonly string[]): Promise<readonly string[]> {
  const { page } = lab;
  await lab.open();
  await lab.run('docker run -d --name web -p 8080:80 nginx');
  await lab.run('ping -c 1 -t 1 10.7.7.7');
  const wrong: string[] = [];
  for (const { name, within = 'html', go } of which) {
    await go(page, lab);
    for (const one of await violations(page, within, rules)) wrong.push(`${name}: ${one}`);
    await page.keyboard.press('Escape');
  }
  return wrong;
}

test('nothing that axe finds is wrong in any view', async ({ lab, page }) => {
  test.setTimeout(180_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await visit(lab, views)).toEqual([]);
});

for (const [looks, media] of [
  ['dark', { colorScheme: 'dark' }],
  ['high contrast', { contrast: 'more' }],
] as const) {
  const coloured = views.filter(({ colours }) => colours);
  test(`all colours are legible, ${looks}`, async ({ lab, page }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
    expect(await visit(lab, coloured, ['color-contrast'])).toEqual([]);
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('nothing is wrong in any part, nor wider than the screen', async ({ page }) => {
    await page.goto('./');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    const parts = page.getByRole('navigation', { name: 'Parts of the page' });
    for (const part of ['Map', 'Guide', 'Terminal', 'Packets', 'Details']) {
      await parts.getByRole('button', { name: part }).click();
      expect(await violations(page, 'html'), part).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), part).toBe(true);
    }
  });
});

test('the terminal is no keyboard trap', async ({ lab, page }) => {
  await lab.open();
  await lab.screen.click();
  await page.keyboard.press('Control+Shift+Escape');
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.xterm') === null)).toBe(true);
});
