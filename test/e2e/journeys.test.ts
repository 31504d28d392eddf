import { Job } from '@manifold/shared/protocol/job';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { post } from '../client.ts';
import { visit } from './pages.ts';

const visited = visit();
/** Two digits that were developed before. */
let jobs: Job[];
beforeAll(async () => {
  jobs = [await developed('3'), await developed('8')];
});

function developed(prompt: string): Promise<Job> {
  return done({ technique: 'sample', prompt });
}

async function done(technique: object): Promise<Job> {
  const asked = { ...technique, bundle: 'mnist-class', steps: 4, seed: 1 };
  return Job.parse(await (await post(visited.stack, asked, { Prefer: 'wait=60' })).json());
}

/** A page of a browser that developed the first digit lately. */
function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const recent = [{ id: jobs[0]!.resultId, caption: 'a three', count: 1, image: '/favicon.svg' }];
  const localStorage = [{ name: 'manifold.history', value: JSON.stringify(recent) }];
  const storageState = { cookies: [], origins: [{ origin: visited.stack.url, localStorage }] };
  return visited.open(path, { storageState, ...options });
}

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true };

function steps(page: Page) {
  return page.getByRole('spinbutton', { name: 'Steps' });
}

async function lookAtPrint(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'a three' }).click();
  await page.getByRole('heading', { name: 'A three' }).waitFor();
}

/** What has the focus, in a word. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { tagName, textContent } = document.activeElement!;
    return `${tagName} ${tagName === 'BODY' ? '' : textContent?.trim()}`.trim();
  });
}

describe('the way from page to page', () => {
  it('leads by keyboard to the heading of a page, and within the studio stays on the rail', async () => {
    const page = await open('/');
    await page.getByRole('button', { name: 'Develop' }).waitFor();
    expect(await focused(page)).toBe('BODY');
    await page.getByRole('link', { name: 'Anagram' }).press('Enter');
    await page.getByRole('heading', { name: 'Visual anagram' }).waitFor();
    expect(await focused(page)).toMatch(/^A .*Anagram$/);
    await page.getByRole('link', { name: 'Guidance' }).press('Enter');
    await expect.poll(() => focused(page)).toBe('H1 Guidance scales');
    await page.getByRole('link', { name: 'a three' }).press('Enter');
    await expect.poll(() => focused(page)).toBe('H1 A three');
    await page.goBack();
    await expect.poll(() => focused(page)).toBe('H1 Guidance scales');
  });

  it('begins with a way past the rail', async () => {
    const page = await open('/');
    await page.getByRole('button', { name: 'Develop' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('BUTTON Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe('Prints');
  });

  it('leaves the rail where it was scrolled to', async () => {
    const page = await open('/', phone);
    const rail = page.locator('.rail');
    await page.getByRole('link', { name: 'Compare' }).click();
    await page.getByRole('heading', { name: 'Side by side' }).waitFor();
    await expect.poll(() => rail.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(100);
    await page.goto('/make/compare');
    await expect.poll(() => rail.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(100);
  });

  it('clears what was printed lately, on a phone as well', async () => {
    const page = await open('/', phone);
    await page.getByRole('button', { name: 'clear recent prints' }).click();
    await page.getByRole('link', { name: 'a three' }).waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).not.toBe('BODY');
  });
});

describe('the settings of the studio', () => {
  it('stay after a look at a print, and are those of a link again when it is followed again', async () => {
    const page = await open(`/r/${jobs[0]!.resultId}`);
    const remix = page.getByRole('button', { name: 'Remix' });
    await remix.click();
    await steps(page).fill('20');
    await page.getByRole('link', { name: 'Hybrid', exact: true }).click();
    await page.getByRole('group', { name: 'From afar' }).waitFor();
    await page.goBack();
    await page.getByText('one job each').waitFor();
    expect(await steps(page).inputValue()).toBe('20');
    await lookAtPrint(page);
    await page.goBack();
    expect(await steps(page).inputValue()).toBe('20');
    await lookAtPrint(page);
    await remix.click();
    expect(await steps(page).inputValue()).toBe('4');
  });

  it('stay those of the model that was picked on the page of another', async () => {
    const page = await open('/?bundle=mnist-class');
    const model = page.getByLabel('Model');
    await model.focus();
    await model.selectOption('if-tiny');
    const prompt = page.getByRole('textbox', { name: 'Prompt' });
    await prompt.waitFor();
    expect(await model.evaluate((field) => field === document.activeElement)).toBe(true);
    await prompt.fill('a dog in the snow');
    await lookAtPrint(page);
    await page.goBack();
    expect(await prompt.inputValue()).toBe('a dog in the snow');
    expect(await model.inputValue()).toBe('if-tiny');
  });
});

describe('the link of a job', () => {
  it('asks for the job once, and sets the studio as it was', async () => {
    const page = await open('/r/0');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`/job/${jobs[1]!.id}`);
    await page.getByRole('link', { name: 'Open the print' }).waitFor();
    expect(asked.filter((path) => path === `/v1/jobs/${jobs[1]!.id}`)).toHaveLength(1);
    expect(await steps(page).inputValue()).toBe('4');
    expect(await page.getByRole('button', { name: '8', exact: true }).getAttribute('aria-pressed')).toBe('true');
  });

  it('leaves what was set before the answer came', async () => {
    const page = await open('/r/0');
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/v1/jobs/*', (route) => answered.then(() => route.continue()));
    await page.goto(`/job/${jobs.map(({ id }) => id).join()}`);
    await steps(page).fill('33');
    answer();
    await page.getByRole('link', { name: 'Open the print' }).nth(1).waitFor();
    expect(await steps(page).inputValue()).toBe('33');
  });
});

it('says of a print that could not be fetched that it was not, and of its film, and fetches both when it is told to', async () => {
  const page = await open('/r/0');
  await page.route('**/v1/images/*', (route) => route.abort());
  await page.goto(`/r/${jobs[0]!.resultId}`);
  const again = page.getByRole('button', { name: 'Fetch again' });
  await page.getByRole('img', { name: 'a three, not fetched' }).waitFor();
  await page.getByText('The film was not fetched.').waitFor();
  expect(await page.getByRole('button', { name: 'Replay' }).count()).toBe(0);
  await page.unroute('**/v1/images/*');
  while ((await again.count()) > 0) await again.first().click();
  await page.getByRole('img', { name: 'a three', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Replay' }).waitFor();
});

it('finds out from a print that the server is gone, and fetches it once that is back, with the focus beside it', async () => {
  const page = await open('/');
  await page.getByRole('button', { name: 'Develop' }).waitFor();
  for (const gone of ['**/v1/images/*', '**/v1/bundles']) await page.route(gone, (route) => route.abort());
  await lookAtPrint(page);
  await page.getByRole('status').getByText('a three, not fetched').waitFor();
  await page.getByText('offline', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Fetch again' }).first().focus();
  await page.unrouteAll();
  // A browser whose own line comes back waits no longer.
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.getByRole('img', { name: 'a three', exact: true }).waitFor();
  expect(await focused(page)).toMatch(/^FIGURE/);
});

it('fetches both readings of a print again, and its contact sheet, with one button', async () => {
  const page = await open('/r/0');
  const pair = { technique: 'anagram', prompt: ['6', '9'], view: ['rotate-180'], count: 2 };
  const { resultId } = await done(pair);
  await page.route('**/v1/images/*', (route) => route.abort());
  await page.goto(`/r/${resultId}`);
  const prints = page.getByRole('region', { name: 'Prints' });
  const missing = prints.getByRole('img', { name: 'not fetched' });
  await expect.poll(() => missing.count()).toBe(4);
  await page.unroute('**/v1/images/*');
  await prints.getByRole('button', { name: 'Fetch again' }).click();
  const seen = () =>
    prints
      .locator('img')
      .evaluateAll((all) => all.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length);
  await expect.poll(seen).toBe(3);
  expect(await missing.count()).toBe(0);
});

it('gives the film of a single print to take away', async () => {
  const page = await open(`/r/${jobs[0]!.resultId}`);
  const downloads = page.getByRole('region', { name: 'Downloads' });
  await downloads.getByRole('link', { name: 'Download the film' }).waitFor();
  expect(await downloads.getByRole('img').count()).toBe(0);
});
