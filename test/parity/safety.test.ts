import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, readBundle } from '../../gpu-runner/bundle/bundle.ts';
import { readNumbers, readSafetensors, writeSafetensors } from '../../gpu-runner/bundle/safetensors.ts';
import { decode } from '../../gpu-runner/pipeline/input/decode.ts';
import { openPipeline } from '../../gpu-runner/pipeline/pipeline.ts';
import { toBitmap } from '../../gpu-runner/pipeline/safety/bitmap.ts';
import { clipInput } from '../../gpu-runner/pipeline/safety/clip-input.ts';
import { guardOf } from '../../gpu-runner/pipeline/safety/guard.ts';
import { watermarked } from '../../gpu-runner/pipeline/safety/watermark.ts';
import { recipeFor, run } from '../../gpu-runner/pipeline/testing.ts';
import { splitRows } from '../../gpu-runner/tensor/rows.ts';
import { golden } from './golden.ts';

const directory = join(golden, 'guard');

const scratch = mkdtempSync(join(tmpdir(), 'safety-'));
const whole = join(scratch, 'guarded');
let bundle: Bundle;
beforeAll(async () => {
  cpSync(join(golden, 'pipelines', 'stage1'), whole, { recursive: true });
  const index = { ...indexOf(whole), ...indexOf(join(directory, 'bundle')) };
  cpSync(join(directory, 'bundle'), whole, { recursive: true });
  writeFileSync(join(whole, 'model_index.json'), JSON.stringify(index));
  bundle = await readBundle(whole);
});
afterAll(() => rmSync(scratch, { recursive: true }));

function indexOf(place: string): object {
  return JSON.parse(readFileSync(join(place, 'model_index.json'), 'utf8'));
}

describe("CLIP's preprocessing is that of transformers", () => {
  it('for pictures of any size, to the last bit', async () => {
    const features = await readNumbers(join(directory, 'features.safetensors'));
    const sizes = Object.keys(features).filter((name) => !name.endsWith('.bytes'));
    for (const size of sizes) {
      const [height, width] = size.split('x').map(Number) as [number, number];
      const data = Uint8Array.from(features[`${size}.bytes`]!.data);
      const answer = clipInput({ width, height, channels: 3, data }, bundle.safety!.checker!.extractor);
      expect(answer, size).toEqual(features[size]);
    }
    expect(sizes).toHaveLength(4);
  });
});

describe('a bundle that is not whole is refused by name', () => {
  const changed = async (file: string, change: object) => {
    const path = join(scratch, 'changed');
    cpSync(whole, path, { recursive: true });
    writeFileSync(
      join(path, file),
      JSON.stringify({ ...JSON.parse(readFileSync(join(path, file), 'utf8')), ...change }),
    );
    return readBundle(path);
  };

  it('where the checker is wanted and not there', async () => {
    const change = { safety_checker: [null, null], requires_safety_checker: true };
    await expect(changed('model_index.json', change)).rejects.toThrow('/safety_checker: is not there, but required');
  });

  it('where pictures would be prepared in another way', async () => {
    const file = 'feature_extractor/preprocessor_config.json';
    await expect(changed(file, { resample: 2 })).rejects.toThrow('/resample: must be 3');
    await expect(changed(file, { resample: 3, crop_size: 24 })).rejects.toThrow(
      '/crop_size: must be 28, the image_size',
    );
    await expect(changed(file, { do_center_crop: false })).rejects.toThrow('/do_center_crop');
  });
});

describe('pictures leave as from the pipelines of diffusers', () => {
  it('flagged, black and marked, to the byte', async () => {
    const { pictures } = await readNumbers(join(directory, 'pictures.safetensors'));
    const { bytes: expected } = await readNumbers(join(directory, 'expected.safetensors'));
    const guard = await guardOf(bundle, { threads: 1 });
    const guarded = await guard.pass(pictures!);
    await guard.net?.close();
    expect(guarded.flags).toEqual([undefined, 'unsafe', 'watermarked']);
    const bitmaps = splitRows(guarded.pictures, 1).map((picture) => toBitmap(picture, [-1, 1]));
    const wanted = splitRows(expected!, 1).map((picture) => toBitmap(picture, [0, 255]));
    expect(bitmaps).toEqual(wanted);
  });

  it('with the mark at the size of stage 2', async () => {
    const wanted = { role: 'start', size: 256, channels: 3, fit: 'crop' } as const;
    const { pixels } = await decode(readFileSync(join(directory, 'watermarked-256.png')), wanted);
    const expected = { width: 256, height: 256, channels: 3, data: Uint8Array.from(pixels) };
    const plain = { ...expected, data: expected.data.map((_, i) => [30, 200, 120][i % 3]!) };
    const { watermark } = bundle.safety!;
    const mark = { width: 62, height: 62, channels: 4, data: Uint8Array.from(watermark!.data) };
    expect(watermarked(plain, mark)).toEqual(expected);
  });

  /** The bundle with this bias of the checker's answer. */
  const biased = async (name: string, bias: number) => {
    const place = join(scratch, name);
    cpSync(whole, place, { recursive: true });
    const weights = join(place, 'safety_checker', 'model.safetensors');
    const { tensors } = await readSafetensors(weights);
    tensors['p_head.bias']!.data.fill(bias);
    await writeSafetensors(weights, tensors);
    return openPipeline(place, { threads: 1 });
  };

  it('not at all where the checker answers what is no number', async () => {
    const pipeline = await biased('broken', Number.NaN);
    const running = run(pipeline, recipeFor(pipeline, { prompt: 'a dog', steps: 2 }));
    await expect(running).rejects.toThrow("the safety checker's answer is not finite");
    await pipeline.close();
  });

  it('black, previews and all, where the checker flags them, and the run says so', async () => {
    const pipeline = await biased('strict', 100);
    const recipe = recipeFor(pipeline, { prompt: 'a dog', count: 2, steps: 3 });
    const { pictures, flags, steps } = await run(pipeline, recipe);
    await pipeline.close();
    expect(flags).toEqual(['unsafe', 'unsafe']);
    expect(steps).toHaveLength(3);
    for (const { data } of [pictures, ...steps.flatMap(({ x0, xt }) => [x0, xt])])
      expect(new Set(data)).toEqual(new Set([-1]));
  });

  it('without a mark where they are too small for it', () => {
    const tiny = { width: 16, height: 16, channels: 3, data: new Uint8Array(768) };
    expect(watermarked(tiny, { width: 1, height: 1, channels: 4, data: Uint8Array.of(1, 2, 3, 255) })).toBe(tiny);
  });
});
