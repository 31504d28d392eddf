import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addText, recipeKeyword } from '@manifold/shared/image/png';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../cli.fixture.ts';

const { scratch, manifold } = await commandLine();

describe('a recipe in a file', () => {
  it('is carried out by run to the same pictures, from a result, a bare recipe or a technique', async () => {
    const technique = { technique: 'hybrid', bundle: 'mnist-random', low: '3', high: '8', steps: 2, seed: 5 };
    await writeFile(join(scratch, 'technique.json'), JSON.stringify(technique));
    const first = JSON.parse((await manifold('run technique.json -o run --json')).stdout);
    await writeFile(join(scratch, 'recipe.json'), JSON.stringify(first.recipe));
    for (const file of ['run/result.json', 'recipe.json', 'run/0.png']) {
      expect(JSON.parse((await manifold(`run ${file} -o again --json`)).stdout)).toEqual(first);
    }
  });

  it('takes its pictures by digest', async () => {
    const grey = (background: string) => sharp({ create: { width: 9, height: 9, channels: 3, background } }).png();
    await grey('#456').toFile(join(scratch, 'picture.png'));
    await grey('#000').toFile(join(scratch, 'other.png'));
    await manifold('edit --bundle mnist-random --image picture.png --t 5 --steps 2 --seed 1 -o edited');
    const again = await manifold('run edited/0.png --input picture.png -o edited-again');
    expect(again.code).toBe(0);
    const bytes = (folder: string) => readFile(join(scratch, folder, '0.png'));
    expect(await bytes('edited-again')).toEqual(await bytes('edited'));
    const without = await manifold('run edited/result.json -o refused');
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('--input: is not here: no picture')]);
    const more = await manifold('run edited/result.json --input picture.png --input other.png -o refused');
    expect([more.code, more.stderr]).toEqual([
      2,
      expect.stringContaining('--input: other.png is no picture that the recipe names; it names '),
    ]);
    await writeFile(join(scratch, 'large.png'), new Uint8Array(10_000_001));
    const large = await manifold('run edited/result.json --input large.png -o refused');
    expect([large.code, large.stderr]).toEqual([
      2,
      expect.stringContaining('--input: large.png has more than 10 MB; make it smaller'),
    ]);
    const plain = await manifold('run technique.json --input other.png -o refused');
    expect([plain.code, plain.stderr]).toEqual([2, expect.stringContaining('it takes none; leave this out')]);
  });

  it('is explained with its formula and its cost', async () => {
    const { code, stdout } = await manifold('explain technique.json');
    expect(code).toBe(0);
    expect(stdout).toContain('eps = low[2](eps(x; "3", 5)) + high[2](eps(x; "8", 5))\n');
    expect(stdout).toMatch(
      /^cost: 1 sample x 2 evaluations x 2 prompts x 2 rows = 8 U-Net rows\nabout [\d.e-]+ GFLOP$/m,
    );
  });

  it('is explained by what its network answers with', async () => {
    const technique = { technique: 'sample', bundle: 'if-tiny', prompt: 'a cat', steps: 2 };
    await writeFile(join(scratch, 'words.json'), JSON.stringify(technique));
    const { stdout } = await manifold('explain words.json');
    expect(stdout).toContain('\nx0 = sqrt(abar) x - sqrt(1 - abar) v, thresholded');
  });

  it('obeys no control characters of a stranger', async () => {
    const hostile = '\u001b[31m\u009b\u0007';
    const technique = JSON.parse(await readFile(join(scratch, 'technique.json'), 'utf8'));
    const drawn = JSON.parse((await manifold('run technique.json -o run --json')).stdout);
    const panel = { show: 'picture', label: `a${hostile}\n` };
    await writeFile(join(scratch, 'key.json'), JSON.stringify({ ...technique, [hostile]: 1 }));
    await writeFile(
      join(scratch, 'label.json'),
      JSON.stringify({ ...drawn.recipe, study: { columns: 1, panels: [panel] } }),
    );
    for (const argv of [
      'explain key.json',
      'explain label.json',
      'run label.json -o run',
      'run label.json -o run --json',
    ]) {
      const { stdout, stderr } = await manifold(argv);
      expect(stdout + stderr).toContain('\\u009b');
      expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(/[^\P{Cc}\r]/u);
    }
  });

  it('is changed beside a picture that carries one that is refused', async () => {
    const asked = 'sample --bundle mnist-random --prompt 7 --steps 2 --seed 1';
    const { recipe } = JSON.parse((await manifold(`${asked} -o older --json`)).stdout);
    const wanted = {
      'is not the revision': { ...recipe, bundle: { ...recipe.bundle, revision: '0'.repeat(64) } },
      'unknown key': { ...recipe, extra: 1 },
    };
    const plain = await sharp(join(scratch, 'older', '0.png'))
      .png()
      .toBuffer();
    for (const [fault, older] of Object.entries(wanted)) {
      await writeFile(join(scratch, 'older.png'), addText(plain, recipeKeyword, JSON.stringify(older)));
      const { code, stderr } = await manifold('run older.png -o refused');
      expect([code, ...stderr.split('\n')]).toEqual([
        2,
        expect.stringContaining(fault),
        expect.stringContaining('older.png: change the recipe in its result.json'),
        'See manifold run --help',
        '',
      ]);
    }
  });

  it.each([
    ['run', 'name the file of a recipe'],
    ['explain a b', '"b" is one file too many'],
    ['run nowhere.json', 'nowhere.json cannot be read (ENOENT)'],
    ['run words.png', 'words.png is not JSON: '],
    ['explain bytes.json', 'bytes.json is not JSON: '],
    ['explain bare.png', 'bare.png is a picture without a recipe; name a result.json or the JSON of a recipe'],
    ['run cut.png', 'cut.png: the PNG is cut off in the chunk at byte 8'],
    ['explain number.json', 'number.json: must be an object'],
    ['run none.json', 'none.json: must be an object'],
    ['explain deep.json', 'deep.json nests deeper than any recipe'],
    ['explain wrong.json', 'wrong.json: /low: "x" is not a label of mnist-random'],
    ['run odd.json', 'odd.json: /version: '],
  ])('is refused in words: %s', async (argv, fault) => {
    await writeFile(join(scratch, 'words.png'), 'no JSON');
    await writeFile(join(scratch, 'bytes.json'), '\u001b[2J\u0007\u009b');
    const bare = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#456' } })
      .png()
      .toBuffer();
    await writeFile(join(scratch, 'bare.png'), bare);
    await writeFile(join(scratch, 'cut.png'), bare.subarray(0, 20));
    await writeFile(join(scratch, 'number.json'), '7');
    await writeFile(join(scratch, 'none.json'), '{"recipe":null}');
    await writeFile(join(scratch, 'deep.json'), `${'['.repeat(100)}${']'.repeat(100)}`);
    await writeFile(join(scratch, 'wrong.json'), '{"technique":"hybrid","bundle":"mnist-random","low":"x","high":"8"}');
    await writeFile(join(scratch, 'odd.json'), '{"seed":1}');
    const { code, stderr } = await manifold(argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`manifold ${argv.split(' ')[0]}: ${fault}`)]);
    expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});
