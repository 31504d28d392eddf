import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluate, normalTensor } from '../runtime/gradient-check.fixture.ts';
import { inPieces } from './pieces.ts';
import { reduce } from './reduce.ts';

const size = (max: number) => fc.integer({ min: 1, max });

it('a row-wise function in pieces is that function of the whole, whatever the size of a piece', async () => {
  await fc.assert(
    fc.asyncProperty(size(6), size(4), size(5), size(30), async (n, c, width, piece) => {
      const [x, y] = [normalTensor([n, c, width], 1), normalTensor([n, c, width], 2)];
      const pieced = await evaluate(
        (g, xs) =>
          inPieces(
            g,
            xs,
            n * c,
            (body, [a, b]) => {
              const dot = reduce(body, 'ReduceSum', body.node('Mul', [a!, b!], a!.dims), [1]);
              return body.node('Add', [a!, dot], a!.dims);
            },
            piece,
          ),
        [x, y],
      );
      expect(pieced.dims).toEqual(x.dims);
      const whole = x.data.map((value, i) => {
        const row = Math.floor(i / width) * width;
        const dot = x.data.slice(row, row + width).reduce((sum, a, j) => sum + a * y.data[row + j]!, 0);
        return value + dot;
      });
      expect(Math.max(...pieced.data.map((value, i) => Math.abs(value - whole[i]!)))).toBeLessThan(1e-5);
    }),
    { numRuns: 40 },
  );
});
