// A browser with the app in it, for what only a browser shows; its modules are served one by one, so that a benchmark can call them.
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';

const PORT = 4179;

export interface Screen {
  readonly page: Page;
  close(): Promise<void>;
}

/** Whether there is a browser: named by HOPLAB_BROWSER, or Playwright's own. */
async function launch(): Promise<Browser | undefined> {
  const executablePath = process.env.HOPLAB_BROWSER;
  try {
    return await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  } catch {
    return undefined;
  }
}

function serve(): Promise<ViteDevServer> {
  const root = process.cwd();
  return createServer({
    root,
    configFile: fileURLToPath(new URL('vite.config.ts', `file://${root}/`)),
    cacheDir: 'node_modules/.cache/hoplab-bench',
    logLevel: 'error',
    server: { port: PORT, hmr: false, watch: null },
  });
}

/** Opens the app; undefined where no browser is found. */
export async function openScreen(): Promise<Screen | undefined> {
  const browser = await launch();
  if (!browser) return undefined;
  const server = await (await serve()).listen();
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  await page.goto(`http://localhost:${PORT}/`);
  await page.locator('.xterm-screen').first().waitFor({ timeout: 120_000 });
  return {
    page,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}
