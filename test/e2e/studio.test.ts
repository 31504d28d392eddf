import { Job } from '@manifold/shared/protocol/job';
import { problem } from '@manifold/shared/protocol/problem';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { post } from '../client.ts';
import {
  develop,
  digits,
  faults,
  link,
  pick,
  picturesOf,
  seriousFaults,
  setNumbers,
  slow,
  untilForming,
  visit,
} from './pages.ts';

const visited = visit();
const { open } = visited;

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
    await visited.stack.runner.paused(async () => {
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

  it('leaves to the hand on a film the print that it moves, though another fails, and no print half developed', async () => {
    const page = await open(`${digits}&prompt=3&prompt=8&steps=50&seed=1`);
    const { promise: moved, resolve: fail } = Promise.withResolvers<void>();
    await page.route('**/v1/jobs', async (route) => {
      if (route.request().postDataJSON().prompt === '3') return route.continue();
      await moved;
      return route.fulfill({ status: 500, json: problem('internal', 'it broke') });
    });
    await page.getByRole('button', { name: 'Develop' }).click();
    await link(page).waitFor();
    await page.getByRole('slider', { name: 'Step of the film' }).press('Home');
    fail();
    await page.locator('figure[data-phase=failed]').waitFor();
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByRole('button', { name: 'Show an eight in the film' }).click();
    await page.getByRole('heading', { name: 'An eight' }).waitFor();
    await page.locator('figure[data-phase=done] img').waitFor();
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
  const reply = await post(visited.stack, { ...asked, count: 2, seed: 1 }, { Prefer: 'wait=60' });
  const { resultId } = Job.parse(await reply.json());
  const page = await open(`/r/${resultId}`, { viewport: { width: 320, height: 640 }, hasTouch: true });
  await page.locator('.picture[data-smooth] img').first().waitFor();
  await page.getByText(`longer than the model reads, and reading stopped here: “${'cat'.repeat(26)}`).waitFor();
  expect(await sideways(page)).toBe(0);
  const title = (await page.getByRole('heading', { level: 1 }).boundingBox())!;
  expect([title.height > 100, title.height < 160]).toEqual([true, true]);
});

describe('on the narrowest phone', () => {
  const phone = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };

  it.each(['/?technique=hybrid&bundle=if-tiny', '/?technique=anagram&bundle=mnist-class', '/make/inpaint'])(
    'has controls that a finger finds, at %s',
    async (address) => {
      const page = await open(address, phone);
      await page.locator('.fold, .more-fields summary').click();
      expect(await page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(true);
      expect(await smallControls(page)).toEqual([]);
      expect(await sideways(page)).toBe(0);
    },
  );

  it('has the samples of a study one below the other, though its rows are broken', async () => {
    const guidance = [0, 1, 2, 3, 4, 5, 6];
    const asked = { technique: 'guidance', bundle: 'mnist-class', prompt: '7', steps: 2, guidance, count: 2, seed: 1 };
    const reply = await post(visited.stack, asked, { Prefer: 'wait=60' });
    const page = await open(`/r/${Job.parse(await reply.json()).resultId}`, phone);
    const places = page.locator('.pictures > *');
    await places.nth(13).waitFor();
    const lefts = await places.evaluateAll((all) => all.map((place) => place.getBoundingClientRect().left));
    expect(new Set(lefts).size).toBe(4);
    expect(lefts.slice(7)).toEqual(lefts.slice(0, 7));
  });
});

it('gives each technique a sign of its own', async () => {
  const page = await open(digits);
  const signs = page.locator('.rail .sign');
  await signs.first().waitFor();
  const drawn = await signs.evaluateAll((all) => all.map((sign) => sign.innerHTML));
  expect(drawn.length).toBeGreaterThan(15);
  expect(new Set(drawn).size).toBe(drawn.length);
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

/** What is less than 44 px wide or high of what is pressed or moved, with its size. */
function smallControls(page: Page): Promise<string[]> {
  const controls = page.locator('a, button, select, textarea, summary, label.check, input:not([type=checkbox])');
  return controls.evaluateAll((all) =>
    all.flatMap((control) => {
      const { width, height } = control.getBoundingClientRect();
      const isHidden = width * height <= 1 || getComputedStyle(control).clipPath !== 'none';
      return isHidden || (width >= 44 && height >= 44) ? [] : [`${control.outerHTML}: ${width} x ${height}`];
    }),
  );
}
