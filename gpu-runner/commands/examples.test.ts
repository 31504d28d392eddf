import { readFile } from 'node:fs/promises';
import { examples } from '@manifold/shared/examples/examples';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../cli.fixture.ts';
import { decode } from '../pipeline/input/decode.ts';
import { pathOf, pathOfExample } from './example-files.ts';

const { manifold } = await commandLine();

describe('examples', () => {
  it('are listed with files that can be read, masks of the same size, neither empty nor full', async () => {
    const { code, stdout } = await manifold('examples --json');
    expect(code).toBe(0);
    const listed: { name: string; picture: string; mask: string }[] = JSON.parse(stdout);
    expect(listed.map(({ name }) => name)).toEqual(['photograph', 'rocket', 'drawing', 'digit']);
    for (const { picture, mask } of listed) {
      const square = { size: 64, channels: 1, fit: 'crop' } as const;
      const one = await decode(await readFile(picture), { role: 'held', ...square });
      const other = await decode(await readFile(mask), { role: 'mask', ...square });
      expect([other.width, other.height]).toEqual([one.width, one.height]);
      const white = other.pixels.filter((value) => value >= 128).length;
      expect(white > 64 && white < 64 * 60).toBe(true);
    }
  });

  const drawn = examples.flatMap(({ picture, mask }) => [picture, mask]).filter((file) => file.endsWith('.png'));
  it.each(drawn)('are what their sources draw: %s', async (file) => {
    const png = pathOfExample(file);
    const grey = (path: string) => sharp(path).flatten({ background: '#fff' }).greyscale().raw().toBuffer();
    const [rendered, shipped] = await Promise.all([grey(png.replace(/png$/, 'svg')), grey(png)]);
    const apart = rendered.reduce((sum, value, i) => sum + Math.abs(value - shipped[i]!), 0) / rendered.length;
    expect(shipped).toHaveLength(rendered.length);
    expect(apart).toBeLessThan(1);
  });

  it('are named in flags', async () => {
    expect(pathOf('image', 'example:digit')).toMatch(/shared.examples.digit\.png$/);
    expect(pathOf('image', 'my/digit.png')).toBe('my/digit.png');
    const { code, stderr } = await manifold('edit --image example:dog');
    expect([code, stderr.split('\n')[0]]).toEqual([
      2,
      expect.stringMatching(
        /^manifold edit: --image: there is no example "dog"; use one of photograph, photograph-mask/,
      ),
    ]);
  });
});
