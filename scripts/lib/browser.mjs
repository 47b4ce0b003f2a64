// Finds a Chrome or Chromium for the browser tests, or installs one, and says what it does.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macApps = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A browser that is there already: HOPLAB_BROWSER, Playwright's own, or the system's. */
export function findBrowser() {
  const asked = process.env.HOPLAB_BROWSER;
  if (asked) return asked;
  const own = chromium.executablePath();
  if (own && existsSync(own)) return own;
  const places = (process.env.PATH ?? '').split(delimiter).flatMap((dir) => names.map((name) => join(dir, name)));
  return [...places, ...macApps].find(isExecutable);
}

function run(command, args) {
  console.log(`  $ ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit', timeout: 300_000 }).status === 0;
}

/** The path of a browser; installs one when there is none. Throws with what to do when that fails too. */
export function ensureBrowser() {
  const found = findBrowser();
  if (found) {
    console.log(`Browser tests use ${found}`);
    return found;
  }
  console.log("No Chrome or Chromium found. Trying Playwright's own …");
  run('npx', ['playwright', 'install', 'chromium']);
  let installed = findBrowser();
  if (!installed && process.platform === 'linux') {
    console.log("That did not work. Trying the distribution's package …");
    const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
    const apt = (...args) => {
      const [command, ...rest] = [...sudo, 'apt-get', ...args];
      return run(command, rest);
    };
    if (existsSync('/usr/bin/apt-get')) apt('update') && apt('install', '-y', '--no-install-recommends', 'chromium');
    installed = findBrowser();
  }
  if (!installed) {
    throw new Error(
      'No browser. Install Chrome or Chromium, or set HOPLAB_BROWSER to the path of one, and run the tests again.',
    );
  }
  console.log(`Browser tests use ${installed}`);
  return installed;
}
