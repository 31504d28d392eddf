import { AxeBuilder } from '@axe-core/playwright';
import { Job } from '@manifold/shared/protocol/job';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, patience } from '../browser.ts';
import { post } from '../client.ts';
import { Stack } from '../stack.ts';

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

/** What went wrong in a page: errors, and what the console calls one, such as a breach of the content policy. */
const faults = new WeakMap<Page, string[]>();

/** A page in a browser of its own, as another person has it. */
async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: stack.url, viewport: { width: 1280, height: 800 }, ...options });
  contexts.push(context);
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const seen: string[] = [];
  faults.set(page, seen);
  page.on('pageerror', (error) => seen.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && seen.push(message.text()));
  await page.goto(path);
  return page;
}

interface Settings {
  digit: string;
  steps: number;
  seed: number;
  prints: number;
}

async function develop(page: Page, { digit, steps, seed, prints }: Settings): Promise<void> {
  await page.getByRole('button', { name: 'Develop' }).waitFor();
  for (const chosen of await page.locator('.digits button[aria-pressed=true]').all()) await chosen.click();
  await page.getByRole('button', { name: digit, exact: true }).click();
  await setNumbers(page, { steps, seed, prints });
  await page.getByRole('button', { name: 'Develop' }).click();
}

async function setNumbers(page: Page, { steps, seed, prints }: Omit<Settings, 'digit'>): Promise<void> {
  await page.getByRole('spinbutton', { name: 'Steps' }).fill(String(steps));
  await page.getByRole('spinbutton', { name: 'Seed' }).fill(String(seed));
  await page.getByRole('spinbutton', { name: 'Prints' }).fill(String(prints));
}

/** A browser writes a canvas to a file when it has nothing else to do, which can be long after the stroke. */
function writePicturesLate(page: Page, ms: number): Promise<void> {
  return page.evaluate((late) => {
    const { toBlob } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.toBlob = function (...all) {
      setTimeout(() => toBlob.apply(this, all), late);
    };
  }, ms);
}

/** Chooses a radio button of a group. */
async function pick(page: Page, group: string, option: string): Promise<void> {
  await page.getByRole('group', { name: group }).getByRole('radio', { name: option }).check();
}

function link(page: Page) {
  return page.getByRole('link', { name: 'Open the print' });
}

/** The addresses of the finished pictures in sight. */
function picturesOf(page: Page): Promise<string[]> {
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
async function untilForming(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Cancel' }).waitFor();
  await page.locator('figure[data-phase=developing]').first().waitFor();
  const before = await canvasOf(page);
  await expect.poll(() => canvasOf(page)).not.toBe(before);
}

const slow: Settings = { digit: '3', steps: 300, seed: 5, prints: 16 };

/** The studio on digits; without a bundle it opens on one that draws from words. */
const digits = '/?bundle=mnist-class';

/** A white seven on black, as a drawing program would save it. */
async function drawnSeven(): Promise<Buffer> {
  const context = await browser.newContext({ viewport: { width: 280, height: 280 } });
  contexts.push(context);
  const page = await context.newPage();
  const strokes = '<path d="M60 60 H220 L120 240" stroke="white" stroke-width="28" fill="none"/>';
  await page.setContent(`<body style="margin:0;background:black"><svg width="280" height="280">${strokes}</svg>`);
  return page.screenshot();
}

/** Chooses it as the picture of a form. */
async function giveSeven(page: Page): Promise<void> {
  const file = { name: 'seven.png', mimeType: 'image/png', buffer: await drawnSeven() };
  await page.getByLabel('Picture', { exact: true }).setInputFiles(file);
}

describe('a technique with a form', () => {
  it('inpaints what is painted over, with the pointer and by keyboard', async () => {
    const page = await open('/make/inpaint');
    await writePicturesLate(page, 1000);
    await page.getByRole('button', { name: /Develop/ }).click();
    await page.getByText('Choose a picture.').first().waitFor();
    await giveSeven(page);
    const brush = page.getByRole('application', { name: /Mask/ });
    await brush.scrollIntoViewIfNeeded();
    const box = (await brush.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.6);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.8, { steps: 4 });
    await page.mouse.up();
    const mask = page.getByRole('group', { name: /Mask from a file/ }).getByText('280 × 280');
    await mask.waitFor();
    await giveSeven(page);
    await mask.waitFor({ state: 'detached' });
    await brush.focus();
    for (const key of ['ArrowUp', 'Space', 'Shift+ArrowLeft']) await page.keyboard.press(key);
    await page.getByText('More settings').click();
    await page.getByRole('spinbutton', { name: 'Steps', exact: true }).fill('5');
    const asked: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && asked.push(new URL(request.url()).pathname));
    await page.getByRole('button', { name: /Develop/ }).evaluate((button: HTMLElement) => {
      for (let press = 0; press < 2; press++) button.click();
    });
    await link(page).waitFor();
    expect(asked).toEqual(['/v1/images', '/v1/images', '/v1/jobs']);
    expect(page.url()).toMatch(/\/make\/inpaint\?job=/);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await page.reload();
    await link(page).waitFor();
    expect(faults.get(page)).toEqual([]);
  });

  it('keeps picture, mask and words while the print is looked at, and a second finger paints nothing', async () => {
    const page = await open('/make/inpaint');
    await giveSeven(page);
    const brush = page.getByRole('application', { name: /Mask/ });
    await brush.locator('canvas').dispatchEvent('pointerdown', { pointerId: 2, isPrimary: false, button: 0 });
    await brush.focus();
    await page.keyboard.press('Space');
    const mask = page.getByRole('group', { name: /Mask from a file/ }).getByText('280 × 280');
    await mask.waitFor();
    const painted = () => brush.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const before = await painted();
    await page.getByText('More settings').click();
    const steps = page.getByRole('spinbutton', { name: 'Steps', exact: true });
    await steps.fill('0');
    await page.getByText('More settings').click();
    await page.getByRole('button', { name: /Develop/ }).click();
    await expect.poll(() => steps.evaluate((field) => field === document.activeElement)).toBe(true);
    await steps.fill('5');
    await page.getByRole('button', { name: /Develop/ }).click();
    await link(page).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goBack();
    await mask.waitFor();
    await expect.poll(painted).toBe(before);
    await page.getByText('More settings').click();
    expect(await page.getByRole('spinbutton', { name: 'Steps', exact: true }).inputValue()).toBe('5');
    expect(faults.get(page)).toEqual([]);
  });

  it('asks again for what was cancelled before a reload', async () => {
    const page = await open('/make/edit');
    await page.getByLabel('Model').selectOption('mnist-class');
    await giveSeven(page);
    await page.getByText('More settings').click();
    await page.getByRole('spinbutton', { name: 'Prints', exact: true }).fill('2');
    const again = page.getByRole('button', { name: 'Try again' });
    // Or a fast one would be done before.
    await stack.runner.paused(async () => {
      await page.getByRole('button', { name: /Develop/ }).click();
      await page.waitForURL(/job=/);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await again.waitFor();
    });
    const address = page.url();
    await page.reload();
    await again.click();
    await page.waitForURL((url) => url.href !== address);
    await link(page).waitFor();
    expect(faults.get(page)).toEqual([]);
  });

  it('cancels an upload by keyboard, which leaves the form as it was, to be sent anew', async () => {
    const page = await open('/make/noise');
    await page.getByLabel('Model').selectOption('mnist-class');
    await giveSeven(page);
    await page.route('**/v1/images', () => {}, { times: 1 });
    const stopped = page.waitForEvent('requestfailed');
    await page.getByRole('button', { name: /Develop/ }).click();
    await page.getByRole('status').getByText('Uploading the picture.').waitFor();
    await page.getByRole('button', { name: 'Cancel upload' }).press('Enter');
    await page.getByRole('status').getByText('The upload was cancelled.').waitFor();
    expect((await stopped).failure()?.errorText).toBe('net::ERR_ABORTED');
    const picture = page.getByLabel('Picture', { exact: true });
    expect(await picture.evaluate((input) => input === document.activeElement)).toBe(true);
    await page.getByText('280 × 280').waitFor();
    await page.getByText('Nothing is developed yet.').waitFor();
    await page.route('**/v1/images', () => {}, { times: 1 });
    await page.getByRole('button', { name: /Develop/ }).click();
    await page.getByText('The upload was cancelled.').waitFor({ state: 'detached' });
    await giveSeven(page);
    await page.getByRole('alert').getByText('The picture was changed, so the upload was stopped').waitFor();
    await page.getByRole('button', { name: /Develop/ }).click();
    await link(page).waitFor();
    expect(faults.get(page)).toEqual([]);
  });

  it('studies a picture: all of the panels, and each with its figures on the page of the result', async () => {
    const page = await open('/make/noise');
    await page.getByLabel('Model').selectOption('mnist-class');
    await giveSeven(page);
    await page.getByRole('button', { name: /Develop/ }).click();
    await link(page).waitFor();
    expect(await picturesOf(page)).toHaveLength(4);
    await link(page).click();
    const figures = page.getByRole('region', { name: 'Downloads' });
    await figures.getByText(/^t = 75, [\d.]+ dB, SSIM -?[\d.]+$/).waitFor();
    expect(await figures.getByText('original').count()).toBe(1);
    await figures.getByRole('link', { name: 'Download the sheet with labels' }).waitFor();
    expect(faults.get(page)).toEqual([]);
  });

  it('makes an anagram of any view, whose result shows what each prompt sees', async () => {
    const page = await open('/?technique=anagram&bundle=mnist-class');
    await pick(page, 'Upright', '2');
    await page.getByRole('link', { name: 'All settings' }).click();
    expect(await page.getByLabel('Prompt 1', { exact: true }).inputValue()).toBe('2');
    await page.getByLabel('View 1', { exact: true }).selectOption('jigsaw');
    await page.getByText('More settings').click();
    await page.getByRole('spinbutton', { name: 'Steps', exact: true }).fill('4');
    await page.getByRole('button', { name: /Develop/ }).click();
    await link(page).waitFor();
    await link(page).click();
    await page.getByRole('link', { name: 'Download what each prompt sees' }).waitFor();
    expect(faults.get(page)).toEqual([]);
  });

  it('offers the models that can do it, and says what a model cannot do', async () => {
    const upscaling = await open('/make/upscale');
    await upscaling.getByRole('button', { name: /Develop/ }).waitFor();
    expect(await upscaling.getByLabel('Model').count()).toBe(0);
    const page = await open('/make/noise');
    await page.getByLabel('Model').selectOption('mnist-class');
    await giveSeven(page);
    await page.getByText('More settings').click();
    const times = page.getByRole('group', { name: 'Timestep t' });
    const add = times.getByRole('button', { name: 'Add one' });
    await add.click();
    await times.getByRole('button', { name: 'Remove' }).press('Enter');
    expect(await add.evaluate((button) => button === document.activeElement)).toBe(true);
    await add.click();
    await times.getByRole('spinbutton').fill('300');
    await page.getByRole('button', { name: /Develop/ }).click();
    await page.getByText(/was trained on timesteps 0 to 299/).waitFor();
  });

  it('says what is wrong with a file that is no picture, wherever it is dropped', async () => {
    const page = await open('/make/edit');
    const heading = page.getByRole('heading', { level: 1 });
    await heading.waitFor();
    expect(await page.title()).toBe('Edit a picture · Manifold');
    const dataTransfer = await page.evaluateHandle(() => {
      const carried = new DataTransfer();
      carried.items.add(new File([], 'empty.png'));
      return carried;
    });
    await heading.dispatchEvent('drop', { dataTransfer });
    await page.getByRole('alert').filter({ hasText: 'The file' }).waitFor();
    const file = {
      name: 'a.png',
      mimeType: 'image/png',
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    };
    await page.getByLabel('Picture', { exact: true }).setInputFiles(file);
    await page.getByRole('alert').filter({ hasText: 'is an SVG drawing; save it as PNG, JPEG or WebP.' }).waitFor();
  });
});

describe('the studio', () => {
  it('develops a digit from noise and gives a link that anyone can open, with its recipe, to remix', async () => {
    const page = await open(digits);
    await develop(page, { digit: '7', steps: 200, seed: 1, prints: 4 });
    await untilForming(page);
    await link(page).waitFor();
    const address = (await link(page).getAttribute('href'))!;
    expect(address).toMatch(/^\/r\/[0-9a-f]{64}$/);
    const mine = await picturesOf(page);
    expect(new Set(mine).size).toBe(4);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(800);
    const replay = page.getByRole('button', { name: 'Replay' });
    await replay.click();
    await page.getByRole('slider', { name: 'Step of the film' }).press('Home');
    expect(await replay.count()).toBe(1);

    const other = await open(address);
    await other.locator('main img').first().waitFor();
    expect(await picturesOf(other)).toEqual(mine);
    expect(await other.locator('main').textContent()).toContain(address.slice('/r/'.length));
    await other.getByRole('button', { name: 'Remix' }).click();
    await other.getByRole('button', { name: 'Develop' }).waitFor();
    expect(await other.getByRole('spinbutton', { name: 'Seed' }).inputValue()).toBe('1');
    expect(await other.getByRole('spinbutton', { name: 'Steps' }).inputValue()).toBe('200');
    expect(await other.getByRole('button', { name: '7', exact: true }).getAttribute('aria-pressed')).toBe('true');
    expect([...faults.get(page)!, ...faults.get(other)!]).toEqual([]);
  });

  it('draws from words that the model proposes, and goes on with digits on a page of digits', async () => {
    const page = await open('/');
    const prompt = page.getByRole('textbox', { name: 'Prompt' });
    const before = await prompt.inputValue();
    await page.getByRole('button', { name: 'Another idea, prompt' }).click();
    const idea = await prompt.inputValue();
    expect(idea).not.toBe(before);
    await setNumbers(page, { steps: 4, seed: 1, prints: 1 });
    await page.getByRole('button', { name: 'Develop' }).click();
    await link(page).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.goto((await link(page).getAttribute('href'))!);
    await page.getByRole('button', { name: 'Remix' }).click();
    expect(await prompt.inputValue()).toBe(idea);

    await page.goto(digits);
    await develop(page, { digit: '4', steps: 4, seed: 1, prints: 1 });
    await link(page).waitFor();
    await page.reload();
    await page.locator('.digits').waitFor();
    expect(await page.getByRole('button', { name: '4', exact: true }).getAttribute('aria-pressed')).toBe('true');
    expect(faults.get(page)).toEqual([]);
  });

  it('develops again and again, and with another model, without losing a run', async () => {
    const page = await open(digits);
    const addresses = new Set<string>();
    for (const seed of [1, 2, 3]) {
      await develop(page, { digit: '7', steps: 4, seed, prints: 1 });
      await expect.poll(() => addresses.has(page.url()) || !page.url().includes('/job/')).toBe(false);
      addresses.add(page.url());
      await link(page).waitFor();
      expect(await page.getByRole('spinbutton', { name: 'Seed' }).inputValue()).toBe(String(seed));
    }
    const model = page.getByLabel('Model');
    await model.selectOption('if-tiny');
    await page.getByRole('textbox', { name: 'Prompt' }).waitFor();
    expect(await model.inputValue()).toBe('if-tiny');
    await page.goto('/?bundle=if-tiny&steps=9&upscale=true');
    await page.getByRole('textbox', { name: 'Prompt' }).waitFor();
    await model.selectOption('mnist-class');
    await page.locator('.digits').waitFor();
    expect(await page.getByRole('spinbutton', { name: 'Steps' }).inputValue()).not.toBe('9');
    expect(await page.getByText(/Enlarge/).count()).toBe(0);
    expect(faults.get(page)).toEqual([]);
  });

  it('leaves a print as large as it is when a model of other pictures is chosen', async () => {
    const page = await open(`${digits}&steps=4&seed=3`);
    await page.getByRole('button', { name: 'Develop' }).click();
    await link(page).waitFor();
    const width = () => page.locator('.picture').evaluate((picture) => picture.getBoundingClientRect().width);
    const before = await width();
    await page.getByLabel('Model').selectOption('if-tiny');
    await page.getByRole('textbox', { name: 'Prompt' }).waitFor();
    expect(await width()).toBe(before);
  });

  it('says that an address asks for a model that is not there', async () => {
    const page = await open('/?bundle=gone&technique=sample&prompt=7');
    await page.getByText('This address asks for a model that the studio does not have.').waitFor();
    await page.getByRole('link', { name: 'Studio' }).click();
    await page.getByText('Nothing is developed yet.').waitFor();
  });

  it('leaves the page of a job that is not there', async () => {
    const page = await open('/job/0199d2f4-0000-7000-8000-000000000000');
    await page.getByRole('heading', { name: 'No job has this name' }).waitFor();
    await page.getByRole('link', { name: 'Open the studio' }).click();
    await page.getByRole('button', { name: 'Develop' }).waitFor();
  });

  it('survives a reload in the middle of a job', async () => {
    const page = await open(digits);
    await develop(page, { ...slow, steps: 200, seed: 6, prints: 4 });
    await untilForming(page);
    await stack.runner.paused(async () => {
      await page.reload();
      await page.getByRole('button', { name: 'Cancel' }).waitFor();
    });
    await link(page).waitFor();
    expect(await picturesOf(page)).toHaveLength(4);
    expect(faults.get(page)).toEqual([]);
  });

  it('cancels', async () => {
    const page = await open(digits);
    await develop(page, slow);
    await untilForming(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('figure[data-phase=cancelled]').first().waitFor();
    expect(await link(page).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Try again' }).isVisible()).toBe(true);
  });

  it('says beside the field what cannot be asked for', async () => {
    const page = await open(digits);
    await develop(page, { digit: '7', steps: 0, seed: 1, prints: 99 });
    await page.locator('[aria-invalid=true]').first().waitFor();
    expect(await page.locator('[aria-invalid=true]').count()).toBe(2);
    expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
  });

  it('answers an unknown print with a page that says so, and 404', async () => {
    const page = await open('/');
    const reply = await page.goto(`/r/${'0'.repeat(64)}`);
    expect(reply?.status()).toBe(404);
    await page.getByRole('heading', { name: 'No print has this name' }).waitFor();
  });
});

describe.each(['dark', 'light'] as const)('in a %s room', (colorScheme) => {
  it('has no serious fault of accessibility', async () => {
    const page = await open(digits, { colorScheme, reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Develop' }).waitFor();
    const toggle = page.getByRole('button', { name: 'Lightbox theme' });
    const isLight = (await toggle.getAttribute('aria-pressed')) === 'true';
    if (isLight !== (colorScheme === 'light')) await toggle.click();
    await develop(page, { digit: '2', steps: 10, seed: 2, prints: 2 });
    await link(page).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.goto((await link(page).getAttribute('href'))!);
    await page.locator('main img').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });
});

it('fits a narrow screen without scrolling sideways', async () => {
  const page = await open(digits, { viewport: { width: 390, height: 844 }, hasTouch: true });
  await page.getByRole('button', { name: 'Develop' }).waitFor();
  expect(await sideways(page)).toBe(0);
  await page.locator('.fold').click();
  await develop(page, { digit: '2', steps: 10, seed: 2, prints: 16 });
  await link(page).waitFor();
  expect(await sideways(page)).toBe(0);
});

it('fits enlarged prints of one long word onto the narrowest screen, smooth between their pixels', async () => {
  const prompt = 'cat'.repeat(150);
  const asked = { technique: 'sample', bundle: 'if-tiny', prompt, steps: 2, upscale: true, upscaleSteps: 1 };
  const reply = await post(stack, { ...asked, count: 2, seed: 1 }, { Prefer: 'wait=60' });
  const { resultId } = Job.parse(await reply.json());
  const page = await open(`/r/${resultId}`, { viewport: { width: 320, height: 640 }, hasTouch: true });
  await page.locator('.picture[data-smooth] img').first().waitFor();
  await page.getByText(`longer than the model reads, and reading stopped here: “${'cat'.repeat(26)}`).waitFor();
  expect(await sideways(page)).toBe(0);
  const title = (await page.getByRole('heading', { level: 1 }).boundingBox())!;
  expect([title.height > 100, title.height < 160]).toEqual([true, true]);
});

describe('an anagram', () => {
  it('is developed, turned over, opened from its link, remixed and found again after a reload', async () => {
    const page = await open(digits);
    await page.getByRole('link', { name: 'Anagram' }).click();
    await page.getByRole('heading', { name: 'Visual anagram' }).waitFor();
    await pick(page, 'Upright', '2');
    await pick(page, 'Turned', '5');
    await pick(page, 'View', 'flipped');
    await setNumbers(page, { steps: 10, seed: 3, prints: 2 });
    await page.getByRole('button', { name: 'Develop' }).click();
    await link(page).waitFor();
    expect(await captionsOf(page)).toEqual(['a two', 'a five']);
    await page.getByRole('button', { name: 'turn it over' }).click();
    expect(await captionsOf(page)).toEqual(['a five', 'a two']);

    await page.reload();
    await link(page).waitFor();
    expect(await captionsOf(page)).toEqual(['a two', 'a five']);
    expect(await page.getByRole('group', { name: 'View' }).getByRole('radio', { name: 'flipped' }).isChecked()).toBe(
      true,
    );

    const other = await open((await link(page).getAttribute('href'))!);
    await other.getByRole('heading', { name: 'A two, flipped a five' }).waitFor();
    await other.getByRole('button', { name: 'Remix' }).click();
    await other.getByRole('heading', { name: 'Visual anagram' }).waitFor();
    expect(await other.getByRole('group', { name: 'Turned' }).getByRole('radio', { name: '5' }).isChecked()).toBe(true);
    expect([...faults.get(page)!, ...faults.get(other)!]).toEqual([]);
  });

  it.each(['anagram', 'hybrid'])('has no serious fault of accessibility as %s', async (technique) => {
    const page = await open(`${digits}&technique=${technique}&steps=4&seed=1&count=3`);
    await page.getByRole('button', { name: 'Develop' }).click();
    await link(page).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('forms in both readings at once', async () => {
    const page = await open(`${digits}&technique=anagram&steps=300&seed=7&count=2`);
    const second = page.locator('figure canvas').nth(1);
    const seen = () => second.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    await page.getByRole('button', { name: 'Develop' }).click();
    const before = await seen();
    await expect.poll(seen).not.toBe(before);
    const upright = await captionsOf(page);
    await page.getByRole('button', { name: 'turn it over' }).click();
    const turned = await seen();
    await expect.poll(seen).not.toBe(turned);
    expect(await captionsOf(page)).toEqual(upright.toReversed());
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('figure[data-phase=cancelled]').first().waitFor();
  });

  it('shows its second reading as the first in the view, pixel for pixel', async () => {
    const page = await open(`${digits}&technique=anagram&view=rotate-180&steps=4&seed=1`, { reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Develop' }).click();
    await link(page).waitFor();
    await page.locator('figure img').first().waitFor();
    await expect.poll(() => page.evaluate(isTurned)).toBe(true);
  });
});

/** Run in the page: whether the second print's canvas is the finished picture turned by half a turn. */
function isTurned(): boolean {
  const image = document.querySelector<HTMLImageElement>('figure img')!;
  const canvas = document.querySelectorAll<HTMLCanvasElement>('figure canvas')[1]!;
  const upright = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')!;
  upright.drawImage(image, 0, 0);
  const pixels = (context: OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D) => [
    ...new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer),
  ];
  return pixels(upright).reverse().join() === pixels(canvas.getContext('2d')!).join();
}

function captionsOf(page: Page): Promise<string[]> {
  return page.locator('figcaption em').allTextContents();
}

/** How many pixels wider than the screen the page is. */
function sideways(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
}

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
  );
}
