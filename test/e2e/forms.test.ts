import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { faults, link, pick, picturesOf, visit } from './pages.ts';

const visited = visit();
const { open } = visited;

/** A browser writes a canvas to a file when it has nothing else to do, which can be long after the stroke. */
function writePicturesLate(page: Page, ms: number): Promise<void> {
  return page.evaluate((late) => {
    const { toBlob } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.toBlob = function (...all) {
      setTimeout(() => toBlob.apply(this, all), late);
    };
  }, ms);
}

/** A white seven on black, as a drawing program would save it. */
async function drawnSeven(): Promise<Buffer> {
  const page = await open('about:blank', { viewport: { width: 280, height: 280 } });
  const strokes = '<path d="M60 60 H220 L120 240" stroke="white" stroke-width="28" fill="none"/>';
  await page.setContent(`<body style="margin:0;background:black"><svg width="280" height="280">${strokes}</svg>`);
  return page.screenshot();
}

/** Chooses it as the picture of a form. */
async function giveSeven(page: Page): Promise<void> {
  await givePicture(page, { name: 'seven.png', mimeType: 'image/png', buffer: await drawnSeven() });
}

/** A drawing, named as if it were a picture. */
const noPicture = {
  name: 'a.png',
  mimeType: 'image/png',
  buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
};

async function givePicture(page: Page, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  const choice = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Picture Choose a file' }).click();
  await (await choice).setFiles(file);
}

describe('a technique with a form', () => {
  it('inpaints what is painted over, with the pointer and by keyboard', async () => {
    const page = await open('/make/inpaint');
    await writePicturesLate(page, 1000);
    await page.getByRole('button', { name: /Develop/ }).click();
    await page.getByText('Choose a picture.').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await giveSeven(page);
    await page.getByText('seven.png, 280 × 280').waitFor();
    const brush = page.getByRole('application', { name: /Mask/ });
    await brush.scrollIntoViewIfNeeded();
    const box = (await brush.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.6);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.8, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(0, 0);
    expect(await brush.locator('.brush-cursor').isHidden()).toBe(true);
    const mask = page.getByRole('group', { name: /Mask from a file/ }).getByText('280 × 280');
    await mask.waitFor();
    const kept = page.getByRole('alert').getByText('The picture that was there stays.');
    await givePicture(page, noPicture);
    await kept.waitFor();
    await page.getByText('seven.png, 280 × 280').waitFor();
    await mask.waitFor();
    await giveSeven(page);
    await mask.waitFor({ state: 'detached' });
    await kept.waitFor({ state: 'detached' });
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
    await visited.stack.runner.paused(async () => {
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
    const picture = page.getByRole('button', { name: 'Picture Choose a file' });
    expect(await picture.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.getByText('280 × 280').waitFor();
    await page.getByText('Nothing is developed yet.').waitFor();
    await page.route('**/v1/images', () => {}, { times: 1 });
    await page.getByRole('button', { name: /Develop/ }).click();
    await page.getByText('The upload was cancelled.').waitFor({ state: 'detached' });
    await giveSeven(page);
    await page.getByRole('alert').getByText('The upload was stopped, since the picture was being changed').waitFor();
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
    await givePicture(page, noPicture);
    await page.getByRole('alert').filter({ hasText: 'is an SVG drawing; save it as PNG, JPEG or WebP.' }).waitFor();
  });
});
