import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '@manifold/shared/image/digest';
import { readText, recipeKeyword } from '@manifold/shared/image/png';
import { checkSuited } from '@manifold/shared/recipe/check-process';
import { fieldsOf } from '@manifold/shared/recipe/fields';
import { techniqueNames } from '@manifold/shared/recipe/technique';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeSafetensors } from '../bundle/safetensors.ts';
import { commandLine } from '../cli.fixture.ts';
import { tensor } from '../tensor/tensor.ts';
import { findBundle } from './find-bundle.ts';

const { scratch, start, ended, manifold } = await commandLine();

it.each(techniqueNames)('%s takes a bundle that can do it where none is named', async (technique) => {
  const field = fieldsOf(technique).find(({ name }) => name === 'bundle');
  const { manifest } = await findBundle(String(field?.default), new AbortController().signal);
  expect(checkSuited(technique, manifest)).toEqual([]);
});

describe('manifold sample', () => {
  it('leaves of an earlier result in the directory nothing, and of other files everything', async () => {
    const argv = '--bundle mnist-random --prompt 7 --steps 1 --seed 1 -o again';
    expect((await manifold(`sample ${argv} --count 3`)).code).toBe(0);
    await writeFile(join(scratch, 'again', '9.png'), 'of somebody else');
    expect((await manifold(`sample ${argv} --count 1`)).code).toBe(0);
    const files = ['0.png', '9.png', 'film.webp', 'result.json', 'sheet.png'];
    expect((await readdir(join(scratch, 'again'))).toSorted()).toEqual(files);
  });
});

describe('the place of the files', () => {
  const argv = 'sample --bundle mnist-random --prompt 7 --steps 1 --seed 1';

  it('is made with all that lies above it', async () => {
    expect((await manifold(`${argv} -o far/../deep/er/`)).code).toBe(0);
    expect(await readdir(join(scratch, 'deep/er'))).toContain('0.png');
  });

  it.skipIf(process.platform !== 'linux')('is refused where Node would try to make it for ever', async () => {
    const child = start(`${argv} -o /proc/nowhere/x`);
    const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
    const { code, stderr } = await ended(child);
    clearTimeout(late);
    const fault = 'manifold sample: --out: /proc/nowhere/x cannot be made a directory (ENOENT)\n';
    expect([code, stderr]).toEqual([2, expect.stringContaining(fault)]);
  });
});

describe('manifold anagram', () => {
  const sides = async (file: string) => {
    const { width, height } = await sharp(join(scratch, file)).metadata();
    return [width, height];
  };

  it('writes what each prompt sees beside the pictures', async () => {
    const argv =
      '--prompt 6 --prompt 9 --prompt 3 --view flip,jigsaw --permutation 4 --steps 2 --seed 1 --count 2 --json';
    const { code, stdout } = await manifold(`anagram --bundle mnist-random ${argv} -o anagram`);
    expect(code).toBe(0);
    const { recipe, seen } = JSON.parse(stdout);
    const leaf = (prompt: string) => ({ prompt, negative: '', guidance: 5 });
    const jigsaw = { permute: 'jigsaw', seed: 4 };
    expect(recipe.estimate).toEqual({
      mean: [leaf('6'), { view: 'flip', of: leaf('9') }, { view: jigsaw, of: leaf('3') }],
    });
    expect(await sides(`anagram/${seen.file}`)).toEqual([3 * 28, 2 * 28]);
  });

  it.each([
    ['--prompt 6', ['--prompt: must have at least 2 entries']],
    [
      '--prompt 6 --prompt x',
      ['--prompt (number 2): "x" is not a label of mnist-random; use one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9'],
    ],
    ['--prompt 6 --prompt 9 --prompt 1', ['--view: must be one for each prompt, or for each but the first']],
    [
      '--prompt 6 --prompt 9 --negative x',
      ['--negative: "x" is not a label of mnist-random; use one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9'],
    ],
    [
      '--prompt 6 --prompt 9 --view negate',
      ['--view: negate needs pixels about 0, and those of mnist-random go from 0 to 1; take another view'],
    ],
  ])('refuses "%s"', async (argv, faults) => {
    const { code, stderr } = await manifold(`anagram --bundle mnist-random ${argv}`);
    const lines = [...faults.map((fault) => `manifold anagram: ${fault}`), 'See manifold anagram --help', ''];
    expect({ code, lines: stderr.split('\n') }).toEqual({ code: 2, lines });
  });
});

describe('every technique', () => {
  it.each([
    'hybrid --low 3 --high 8 --sigma 4',
    'triple --low 3 --middle 1 --high 8 --sigma 1,3',
    'motion --moving 3 --still 8',
  ])('that divides the noise shows its parts: %s', async (argv) => {
    const { code, stdout } = await manifold(`${argv} --bundle mnist-random --steps 1 --seed 1 -o parts --json`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).seen).toEqual({ file: 'seen.png' });
  });

  it.each([
    'sample --prompt boat',
    'anagram --prompt boat --prompt goat --view negate',
    'hybrid --low boat --high goat',
    'colour --grey boat --colour goat',
  ])('draws from words, in colour: %s', async (argv) => {
    const { code, stdout } = await manifold(`${argv} --bundle if-random --steps 2 --seed 1 -o words --json`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).recipe.schedule).toEqual({
      timesteps: [999, 499],
      end: 'clean',
      clip: { ratio: 0.95, max: 1.5 },
    });
    const { channels, width } = await sharp(join(scratch, 'words/0.png')).metadata();
    expect([channels, width]).toEqual([3, 16]);
  });

  it('says what of a prompt is too long to be read', async () => {
    const word = 'goat'.repeat(20);
    const { code, stderr } = await manifold(`sample --prompt ${word} --bundle if-random --steps 1 -o long`);
    expect(code).toBe(0);
    expect(stderr).toContain(`of a prompt 76 tokens are read, and 5 left out: "${word}"\n`);
    const result = JSON.parse(await readFile(join(scratch, 'long/result.json'), 'utf8'));
    expect(result.unread).toEqual([{ read: 76, leftOut: 5, words: word }]);
  });

  it('takes noise from a file, and says what is wrong with it', async () => {
    const dims = [1, 1, 28, 28];
    const noise = { init: tensor(dims, new Float32Array(784)), steps: tensor([2, ...dims], new Float32Array(1568)) };
    await writeSafetensors(join(scratch, 'noise.safetensors'), noise);
    const argv = 'sample --bundle mnist-random --prompt 7 --seed 1 --noise noise.safetensors -o given';
    const drawn = await manifold(`${argv} --steps 2`);
    const digest = await digestOf(new Uint8Array(await readFile(join(scratch, 'noise.safetensors'))));
    expect([drawn.code, drawn.stdout.trimEnd().split('\n').at(-1)]).toEqual([0, `noise ${digest}`]);
    const result = JSON.parse(await readFile(join(scratch, 'given/result.json'), 'utf8'));
    expect([result.noise, result.recipe.seed]).toEqual([digest, 1]);
    for (const name of ['0.png', 'sheet.png']) {
      const png = await readFile(join(scratch, 'given', name));
      expect(readText(png, recipeKeyword)).toBeUndefined();
      expect((await sharp(png).metadata()).xmpAsString).toContain('trainedAlgorithmicMedia');
    }
    const { code, stderr } = await manifold(`${argv} --steps 4`);
    const fault = '--noise: steps is [2, 1, 1, 28, 28], where [at least 3, 1, 1, 28, 28] is wanted';
    expect([code, stderr]).toEqual([2, expect.stringContaining(`manifold sample: ${fault}\n`)]);
    const nowhere = await manifold('sample --bundle mnist-random --prompt 7 --noise nowhere.safetensors');
    expect(nowhere.stderr).toContain('--noise: nowhere.safetensors cannot be read (ENOENT)');
  });

  it.each([
    ['triple --low 3 --middle 1 --high 8 --sigma 3,1', '--sigma: must increase'],
    ['scale --prompt 3 --prompt 8 --weight 0.5,0.6', '--weight: must add to 1'],
    ['scale --prompt 3 --prompt 8 --weight 0.2,0.3,0.5', '--weight: must be one for each prompt'],
    ['scale --prompt 3 --prompt 8 --weight 0.5,x', '--weight (number 2): must be a number, not "x"'],
    ['hybrid --low 3 --high 8 --sigma x', '--sigma: must be a number, not "x"'],
    ['hybrid --low 3 --high 8 --sigma=', '--sigma: must be a number, not ""'],
    ['sample --prompt 3 --prompt 8', '--prompt: was given twice; leave one of them out'],
    ['sample --prompt 3 -o here --out there', '--out: was given twice; leave one of them out'],
    ['sample --prompt 3 --guidance 1e999', '--guidance: must be a number, not "1e999"'],
    ['colour --grey 3 --colour 8', '--bundle: mnist-random has one channel and no colour; choose a model with three'],
  ])('refuses "%s"', async (argv, fault) => {
    const { code, stderr } = await manifold(`${argv} --bundle mnist-random`);
    expect([code, stderr.split('\n')[0]]).toEqual([2, `manifold ${argv.split(' ')[0]}: ${fault}`]);
  });
});

describe('techniques that take pictures', () => {
  const grey = (width: number, height: number, background: string) =>
    sharp({ create: { width, height, channels: 3, background } }).png();

  beforeAll(async () => {
    const half = await grey(40, 20, '#fff').toBuffer();
    await grey(40, 40, '#456').toFile(join(scratch, 'picture.png'));
    await grey(40, 40, '#000')
      .composite([{ input: half, top: 0, left: 0 }])
      .toFile(join(scratch, 'mask.png'));
    await grey(40, 40, '#000').toFile(join(scratch, 'black.png'));
    await grey(40, 40, '#fff').toFile(join(scratch, 'white.png'));
    await grey(30, 40, '#fff').toFile(join(scratch, 'other.png'));
    await writeFile(join(scratch, 'words.png'), 'no picture');
    await writeFile(join(scratch, 'large.png'), new Uint8Array(10_000_001));
  });

  it.each([
    ['edit --image picture.png --start 31', { t: 18 }],
    ['edit --image picture.png --t 5 --steps 2 --prompt 7 --fit fit', { t: 5, fit: 'fit' }],
    ['inpaint --image picture.png --mask mask.png --steps 2 --mode clean', { noise: 'gaussian' }],
    ['real-hybrid --image picture.png --keep low --prompt 7 --steps 2', { noise: 'gaussian' }],
  ])('name them by their digests: %s', async (argv, start) => {
    const { code, stdout } = await manifold(`${argv} --bundle mnist-random --seed 1 -o pictures --json`);
    expect(code).toBe(0);
    const { recipe } = JSON.parse(stdout);
    expect(recipe.start).toMatchObject(start);
    const digest = await digestOf(new Uint8Array(await readFile(join(scratch, 'picture.png'))));
    expect(recipe.start.image ?? recipe.hold.image).toBe(digest);
  });

  it.each([
    ['noise --image picture.png --t 5,10', 3],
    ['compare --image picture.png --t 5 --sigma 1', 5],
    ['iterative --image picture.png --start 30 --every 2', 4],
    ['edit --image picture.png --start 30,31 --count 2', 6],
    ['guidance --prompt 7 --steps 1', 6],
  ])('are studied with figures: %s', async (argv, pictures) => {
    const { code, stdout } = await manifold(`${argv} --bundle mnist-random --seed 1 -o study --json`);
    expect(code).toBe(0);
    const { images } = JSON.parse(stdout);
    expect(images).toHaveLength(pictures);
    const measured = images.filter(({ panel }: { panel: { psnr?: number } }) => panel.psnr !== undefined);
    const originals = images.filter(({ panel }: { panel: { label: string } }) => panel.label === 'original');
    expect(measured).toHaveLength(argv.includes('--image') ? pictures - originals.length : 0);
  });

  it.each([
    ['edit', '--image: is missing; name a file'],
    ['edit --image nowhere.png', '--image: nowhere.png cannot be read (ENOENT)'],
    ['edit --image .', '--image: . cannot be read (EISDIR)'],
    ['edit --image large.png', '--image: large.png has more than 10 MB; make it smaller'],
    ['edit --image words.png', '--image: is no picture that can be read here; save it as PNG, JPEG or WebP'],
    [
      'colourise --image picture.png',
      '--bundle: mnist-random has one channel and no colour; choose a model with three',
    ],
    ['noise --image picture.png --t 5,300', '--t (number 2): mnist-random was trained on timesteps 0 to 299'],
    ['noise --image picture.png --t 1,x,3', '--t (number 2): must be a number, not "x"'],
    ['edit --image picture.png --start x', '--start: must be a number, not "x"'],
    ['blur --image picture.png --kernel 4', '--kernel: must be odd'],
    ['iterative --image picture.png --every 0', '--every: must be at least 1'],
    ['edit --image picture.png --start 1 --t 5', '--t: says the same as start; leave one of them out'],
    ['edit --image picture.png --start 34', '--start: must be at most 33'],
    [
      'edit --image picture.png --start 1 --steps 5',
      "--steps: needs t or strength: start takes the course's timesteps",
    ],
    [
      'edit --image picture.png --strength 0.5 --t 30',
      '--strength: says the same as start and t; leave all but one of them out',
    ],
    ['edit --image picture.png --strength 0.01', '--strength: leaves no step of 50; ask for more of either'],
    ['edit --image picture.png --strength 2', '--strength: must be at most 1'],
    ['sample --prompt 7 --upscaleSteps 4', '--upscaleSteps: is of the second stage; ask for upscale as well'],
    ['edit --image picture.png --t 300', '--t: mnist-random was trained on timesteps 0 to 299'],
    ['edit --image picture.png --t 3 --steps 5', '--steps: from t = 3 there are 4; ask for at most that many'],
    ['inpaint --image picture.png', '--mask: is missing; name a file'],
    [
      'inpaint --image picture.png --mask other.png',
      "--mask: is 30 x 40 px, and the picture 40 x 40 px; draw it at the picture's size",
    ],
    ['inpaint --image picture.png --mask black.png', '--mask: is all black; paint white what to redraw'],
    ['inpaint --image picture.png --mask white.png', '--mask: is all white; leave black what to keep'],
  ])('refuse "%s"', async (argv, fault) => {
    const { code, stderr } = await manifold(`${argv} --bundle mnist-random -o refused`);
    expect([code, stderr.split('\n')[0]]).toEqual([2, `manifold ${argv.split(' ')[0]}: ${fault}`]);
  });
});
