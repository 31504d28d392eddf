import { execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { hold, letGo } from '../infra/hold.mjs';
import { cache } from '../infra/paths.ts';

/** What Chromium is started with, so that it stays quiet and runs where there is neither a sandbox nor a GPU. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** How long a page of it may take for one thing on a busy machine, in ms. */
export const patience = 120_000;

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where macOS keeps it, to which no PATH leads. */
const places = ['', homedir()].flatMap((owner) => [
  `${owner}/Applications/Google Chrome.app/Contents/MacOS/Google Chrome`,
  `${owner}/Applications/Chromium.app/Contents/MacOS/Chromium`,
]);

/** The one that CHROMIUM names, else the machine's own if it has one that starts, else the one among the dependencies. */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM;
  if (named) return chromium.launch({ executablePath: named, args });
  return (await launchInstalled()) ?? launchPackaged();
}

/** Nothing where there is none, or only a stub that tells how to install it, as on Ubuntu. */
async function launchInstalled(): Promise<Browser | undefined> {
  const installed = installedChromium();
  if (installed === undefined) return undefined;
  return chromium.launch({ executablePath: installed, args }).catch(() => undefined);
}

async function launchPackaged(): Promise<Browser> {
  const { executablePath, env } = await packagedChromium();
  return chromium.launch({ executablePath, args, env });
}

function installedChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const named = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...named, ...places].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What a process of its own says once the browser of the package is unpacked, which asks for settings of the whole process. */
const unpacking = `
import packaged from ${JSON.stringify(import.meta.resolve('@sparticuz/chromium'))};
const executablePath = await packaged.executablePath();
console.log(JSON.stringify({ executablePath, libraries: process.env.LD_LIBRARY_PATH }));
`;

/**
 * The package was made for a machine without libraries of its own: told that it is on one, it unpacks NSS and fonts beside
 * the browser, all in the folder for temporary files, and names the libraries' folder for the loader. Its fonts are looked for
 * elsewhere; a browser that finds none at all fails to load those of a page too.
 */
async function packagedChromium(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const folder = join(cache, 'browser');
  mkdirSync(folder, { recursive: true });
  const { executablePath, libraries } = await unpackedOnce(folder);
  const fonts = join(folder, 'fonts.conf');
  writeFileSync(fonts, fontsIn(folder));
  const env = { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: fonts };
  return { executablePath, env: env as Record<string, string> };
}

/** One process at a time: the next takes what is there for whole. */
async function unpackedOnce(folder: string): Promise<{ executablePath: string; libraries: string }> {
  const lock = join(folder, 'lock');
  while (hold(lock) !== undefined) await sleep(100);
  try {
    const own = { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
    const env = { ...process.env, ...own };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', unpacking], { env });
    return JSON.parse(stdout);
  } finally {
    letGo(lock);
  }
}

/** The machine's fonts, where it has any, and those unpacked. */
function fontsIn(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}
