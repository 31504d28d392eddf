import { setTimeout } from 'node:timers/promises';
import { digestOf } from '@manifold/shared/image/digest';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { runsOf } from '@manifold/shared/recipe/study';
import { Technique } from '@manifold/shared/recipe/technique';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBundle } from '../../bundle/random-bundle.fixture.ts';
import { lowPass } from '../../diffusion/filter/low-pass.ts';
import { psnrOf } from '../../diffusion/metric/psnr.ts';
import { ssim as ssimOf } from '../../diffusion/metric/ssim.ts';
import { splitRows } from '../../tensor/rows.ts';
import { tensor } from '../../tensor/tensor.ts';
import { type Drawn, drawRecipe } from '../draw-recipe.ts';
import { encodeStudySheet } from '../encode.ts';
import { InputError } from '../input/input-error.ts';
import { openPipeline, type Pipeline, type Step } from '../pipeline.ts';
import { greyLevels, run } from '../testing.ts';

let pipeline: Pipeline;
let [image, dark] = ['', ''];
const inputs = new Map<string, Uint8Array>();

beforeAll(async () => {
  pipeline = await openPipeline(await randomBundle(), { threads: 1 });
  image = await pictureOf((i) => (i * 37) % 256);
  dark = await pictureOf((i) => (Math.abs((i % 28) - 14) < 2 ? 255 : 0));
});
afterAll(() => pipeline.close());

/** The digest of an input picture with these levels. */
async function pictureOf(level: (i: number) => number): Promise<string> {
  const bytes = Uint8Array.from({ length: 28 * 28 }, (_, i) => level(i));
  const raw = { width: 28, height: 28, channels: 1 } as const;
  const file = new Uint8Array(await sharp(bytes, { raw }).toColourspace('b-w').png().toBuffer());
  const digest = await digestOf(file);
  inputs.set(digest, file);
  return digest;
}

function recipeOf(technique: object): Recipe {
  const asked = Technique.parse({ bundle: pipeline.manifest.name, seed: 1, ...technique });
  const prepared = prepareTechnique(asked, pipeline.manifest, () => 0);
  if (!prepared.ok) throw new Error(prepared.faults[0]!.detail);
  return prepared.recipe;
}

async function drawn(
  recipe: Recipe,
  signal = new AbortController().signal,
  by = pipeline,
): Promise<Drawn & { steps: Step[] }> {
  const steps: Step[] = [];
  const drawing = drawRecipe(by, recipe, signal, inputs);
  for (let next = await drawing.next(); ; next = await drawing.next()) {
    if (next.done) return { ...next.value, steps };
    steps.push(next.value);
  }
}

/** x_T of a run, [count, C, S, S]. */
const startOf = async (recipe: Recipe) => (await run(pipeline, recipe)).steps[0]!.xt;

const labels = ({ rows }: Drawn) => rows!.map((row) => row.map(({ label }) => label));

describe('a study', () => {
  it('draws what each panel would draw alone, row by row, each sample in a row of its own', async () => {
    const recipe = recipeOf({ technique: 'steps', prompt: '7', steps: [2, 3], count: 2 });
    const study = await drawn(recipe);
    expect(labels(study)).toEqual([
      ['2 steps', '3 steps'],
      ['2 steps', '3 steps'],
    ]);
    const [two, three] = await Promise.all(runsOf(recipe).map((one) => run(pipeline, one)));
    const pictures = splitRows(study.pictures, 1);
    const alone = [0, 1].flatMap((sample) => [two!, three!].map((one) => splitRows(one.pictures, 1)[sample]!));
    pictures.forEach((picture, i) => {
      expect(greyLevels(picture, alone[i]!)).toBeLessThanOrEqual(1);
    });
    expect(study.steps.map(({ step, of }) => [step, of])).toEqual([1, 2, 3, 4, 5].map((step) => [step, 5]));
  });

  it('begins with the same noise in however many steps: that of a sample in the usual number', async () => {
    const { defaults } = pipeline.manifest;
    const steps = [2, 3, defaults.steps];
    const panels = runsOf(recipeOf({ technique: 'steps', prompt: '7', steps, count: 2 }));
    const starts = await Promise.all(panels.map(startOf));
    const sample = await startOf(recipeOf({ technique: 'sample', prompt: '7', count: 2 }));
    expect(starts).toEqual(steps.map(() => sample));
    expect(await startOf(recipeOf({ technique: 'sample', prompt: '7', steps: 3, count: 2 }))).not.toEqual(sample);
  });

  it.each([
    { technique: 'steps', prompt: '7', steps: [2, 3], count: 2 },
    { technique: 'guidance', prompt: '7', guidance: [1, 2, 3, 4, 5, 6, 7], steps: 2, count: 2 },
    { technique: 'iterative', start: 7, every: 1, prompt: '7', count: 2 },
  ])('shows while it is drawn what each picture will be, where it will be: %o', async (asked) => {
    const recipe = recipeOf({ ...asked, ...(asked.technique === 'iterative' && { image }) });
    const { steps, pictures } = await drawn(recipe);
    const { x0, places } = steps.at(-1)!;
    const shown = splitRows(x0, 1);
    const ends = places!.map((place) => splitRows(pictures, 1)[place]!);
    expect(new Set(places).size).toBe(shown.length);
    shown.forEach((picture, i) => {
      expect(greyLevels(picture, ends[i]!)).toBeLessThanOrEqual(1);
    });
  });

  it('measures its panels against the original, which has no figures', async () => {
    const study = await drawn(recipeOf({ technique: 'compare', image, t: [30, 200], sigma: [0.5, 1, 4], prompt: '7' }));
    expect(labels(study)[0]!.slice(0, 2)).toEqual(['original', 't = 30']);
    const [original, ...others] = splitRows(study.pictures, 1).slice(0, 5);
    expect(study.rows![0]![0]).toEqual({ label: 'original' });
    const clamped = (picture: typeof original) => ({
      ...picture!,
      data: picture!.data.map((value) => Math.min(Math.max(value, 0), 1)),
    });
    others.forEach((picture, i) => {
      const { psnr, ssim } = study.rows![0]![i + 1]!;
      expect(psnr).toBeCloseTo(psnrOf(clamped(picture), clamped(original)), 1);
      expect(ssim).toBeCloseTo(ssimOf(clamped(picture), clamped(original)), 2);
    });
    expect(study.rows![0]![1]!.psnr).toBeGreaterThan(study.rows![1]![1]!.psnr!);
  });

  it('takes the blur with the best PSNR, and says its sigma', async () => {
    const blurs = (sigma: number[]) => drawn(recipeOf({ technique: 'blur', image, t: [100], sigma, kernel: 33 }));
    const each = await Promise.all([0.5, 2, 8].map((sigma) => blurs([sigma])));
    const psnrs = each.map(({ rows }) => rows![0]![2]!.psnr!);
    const best = (await blurs([0.5, 2, 8])).rows![0]![2]!;
    expect(best.psnr).toBe(Math.max(...psnrs));
    expect(best.label).toBe(`t = 100, sigma ${[0.5, 2, 8][psnrs.indexOf(best.psnr!)]}`);
  });

  it('takes the best of what is shown, where noise is dark and clamped', async () => {
    const blurs = (asked: object) => drawn(recipeOf({ technique: 'blur', image: dark, t: [225], ...asked }));
    const { sigma } = Technique.parse({ technique: 'blur', image: dark }) as { sigma: number[] };
    const each = await Promise.all(sigma.map((one) => blurs({ sigma: [one] })));
    const psnrs = each.map(({ rows }) => rows![0]![2]!.psnr!);
    expect((await blurs({})).rows![0]![2]!.psnr).toBe(Math.max(...psnrs));
  });

  it('gives other work a turn between two blurs, and ends between two when it is cancelled', async () => {
    const recipe = recipeOf({ technique: 'blur', image, t: [100, 200], sigma: Array(32).fill(2) });
    // From here on the picture is decoded, and nothing but the blurs takes a turn.
    await drawn(recipe);
    let [turns, over] = [0, false];
    const other = () => {
      turns++;
      if (!over) setImmediate(other);
    };
    other();
    await drawn(recipe);
    over = true;
    expect(turns).toBeGreaterThanOrEqual(32);
    const controller = new AbortController();
    const cancelled = expect(drawn(recipe, controller.signal)).rejects.toThrow('enough');
    setImmediate(() => controller.abort(new Error('enough')));
    await cancelled;
  });

  it('makes one batch a step of all its panels, however slowly its steps are taken', async () => {
    const batches: number[] = [];
    const counted = await openPipeline(await randomBundle(), { threads: 1, onBatch: (rows) => batches.push(rows) });
    const recipe = recipeOf({ technique: 'guidance', prompt: '7', guidance: [1, 2, 3, 4, 5], steps: 8 });
    for await (const _ of drawRecipe(counted, recipe, new AbortController().signal)) await setTimeout(20);
    await counted.close();
    expect(batches).toEqual(Array(8).fill(9));
  });

  it('gives other work a turn between two figures, and ends between two when it is cancelled', async () => {
    const t = Array.from({ length: 15 }, (_, i) => 10 * (i + 1));
    const recipe = recipeOf({ technique: 'noise', image, t, count: 4 });
    // From here on the picture is decoded, and nothing but the figures takes a turn for each panel.
    const study = await drawn(recipe);
    let [turns, over] = [0, false];
    const other = () => {
      turns++;
      if (!over) setImmediate(other);
    };
    other();
    expect(await drawn(recipe)).toEqual(study);
    over = true;
    expect(turns).toBeGreaterThanOrEqual(64);
    const controller = new AbortController();
    const cancelled = expect(drawn(recipe, controller.signal)).rejects.toThrow('enough');
    setImmediate(() => controller.abort(new Error('enough')));
    await cancelled;
  });

  it('blurs before pictures are guarded, and shows what has passed', async () => {
    const asked = recipeOf({ technique: 'blur', image: dark, t: [225], sigma: [2] });
    const clamped = (value: number) => Math.min(Math.max(value, 0), 1);
    const abreast: Pipeline['abreast'] = (...all) => {
      const start = pipeline.abreast(...all);
      return async function* (...run) {
        const { pictures, flags } = yield* start(...run);
        return { pictures: tensor(pictures.dims, pictures.data.map(clamped)), flags };
      };
    };
    const { pictures } = await drawn(asked, new AbortController().signal, { ...pipeline, abreast });
    const { pictures: noised } = await run(pipeline, runsOf(asked)[0]!, inputs);
    expect(splitRows(pictures, 1)[2]!.data).toEqual(lowPass(2)(noised).data.map(clamped));
  });

  it('shows the noisy pictures between steps', async () => {
    const recipe = recipeOf({ technique: 'iterative', image, start: 29, every: 2, prompt: '7' });
    const study = await drawn(recipe);
    expect(labels(study)).toEqual([['original', 't = 36', 't = 18', 'denoised']]);
    const { steps, pictures } = await run(pipeline, runsOf(recipe)[0]!, inputs);
    const [, first, second, end] = splitRows(study.pictures, 1);
    expect([first, second, end]).toEqual([steps[0]!.xt, steps[2]!.xt, pictures]);
  });

  it('ends with the reason of its signal, and with the error of a picture', async () => {
    const controller = new AbortController();
    const running = drawRecipe(pipeline, recipeOf({ technique: 'guidance', prompt: '7' }), controller.signal);
    await running.next();
    const reason = new Error('enough');
    controller.abort(reason);
    const toItsEnd = async () => {
      while (!(await running.next()).done);
    };
    await expect(toItsEnd()).rejects.toBe(reason);
    const unknown = recipeOf({ technique: 'noise', image: 'ab'.repeat(32) });
    await expect(drawn(unknown)).rejects.toBeInstanceOf(InputError);
  });

  it('has a sheet with its pictures magnified and something written below', async () => {
    const recipe = recipeOf({ technique: 'noise', image, t: [100] });
    const { pictures, rows } = await drawn(recipe);
    const { png, width } = await encodeStudySheet(pictures, rows!, [0, 1], recipe);
    const pixels = await sharp(png).toColourspace('b-w').raw().toBuffer();
    const [gap, scale] = [12, 9];
    const at = (x: number, y: number) => pixels[y * width + x];
    expect(width).toBe(2 * (28 * scale + gap) + gap);
    const shown = Array.from({ length: 28 }, (_, x) => at(gap + x * scale + 4, gap + 4));
    expect(shown).toEqual(Array.from({ length: 28 }, (_, x) => (x * 37) % 256));
    const line = Array.from({ length: 14 * 252 }, (_, i) => at(gap + (i % 252), gap + 252 + 4 + Math.floor(i / 252)));
    expect([line.includes(0), line.includes(255)]).toEqual([true, true]);
    expect(at(0, 0)).toBe(255);
  });
});
