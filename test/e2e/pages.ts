import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchBrowser, patience } from '../browser.ts';
import { Stack } from '../stack.ts';

/** What went wrong in a page: errors, and what the console calls one, such as a breach of the content policy. */
export const faults = new WeakMap<Page, string[]>();

/** What the tests of a file are in a browser with. */
interface Visit {
  /** There once they run. */
  readonly stack: Stack;
  /** A page in a browser of its own, as another person has it; it is closed after the test. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
}

/** Starts a stack and a browser for the tests of the file that calls this, and stops them after the last. */
export function visit(): Visit {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    [stack, browser] = await Promise.all([Stack.start(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await stack.stop();
  });
  let contexts: BrowserContext[] = [];
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
  });
  return {
    get stack() {
      return stack;
    },
    async open(path, options = {}) {
      const shown = { baseURL: stack.url, viewport: { width: 1280, height: 800 } };
      const context = await browser.newContext({ ...shown, ...options });
      contexts.push(context);
      context.setDefaultTimeout(patience);
      const page = await context.newPage();
      watch(page);
      await page.goto(path);
      return page;
    },
  };
}

function watch(page: Page): void {
  const seen: string[] = [];
  faults.set(page, seen);
  page.on('pageerror', (error) => seen.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && seen.push(message.text()));
}

/** The studio on digits; without a bundle it opens on one that draws from words. */
export const digits = '/?bundle=mnist-class';

export interface Settings {
  digit: string;
  steps: number;
  seed: number;
  prints: number;
}

/** Takes long enough to be met midway. */
export const slow: Settings = { digit: '3', steps: 300, seed: 5, prints: 16 };

/** Asks the studio for prints of a digit. */
export async function develop(page: Page, { digit, steps, seed, prints }: Settings): Promise<void> {
  await page.getByRole('button', { name: 'Develop' }).waitFor();
  for (const chosen of await page.locator('.digits button[aria-pressed=true]').all()) await chosen.click();
  await page.getByRole('button', { name: digit, exact: true }).click();
  await setNumbers(page, { steps, seed, prints });
  await page.getByRole('button', { name: 'Develop' }).click();
}

export async function setNumbers(page: Page, { steps, seed, prints }: Omit<Settings, 'digit'>): Promise<void> {
  await page.getByRole('spinbutton', { name: 'Steps' }).fill(String(steps));
  await page.getByRole('spinbutton', { name: 'Seed' }).fill(String(seed));
  await page.getByRole('spinbutton', { name: 'Prints' }).fill(String(prints));
}

/** Chooses a radio button of a group. */
export async function pick(page: Page, group: string, option: string): Promise<void> {
  await page.getByRole('group', { name: group }).getByRole('radio', { name: option }).check();
}

export function link(page: Page) {
  return page.getByRole('link', { name: 'Open the print' });
}

/** The addresses of the finished pictures in sight. */
export function picturesOf(page: Page): Promise<string[]> {
  return page.locator('figure img').evaluateAll((images) => images.map((image) => (image as HTMLImageElement).src));
}

/** The first preview canvas, as what it shows. */
function canvasOf(page: Page): Promise<string> {
  return page
    .locator('.picture canvas')
    .first()
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

/** Waits until a job is being worked on: a digit's canvas shows other than it did. */
export async function untilForming(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Cancel' }).waitFor();
  await page.locator('figure[data-phase=developing]').first().waitFor();
  const before = await canvasOf(page);
  await expect.poll(() => canvasOf(page)).not.toBe(before);
}

export async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
  );
}
