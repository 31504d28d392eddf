import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normals } from '../tensor/random.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { type Estimate, estimatorOf, type Model } from './estimate.ts';
import { highPass } from './filter/high-pass.ts';
import { lowPass } from './filter/low-pass.ts';
import { mixed } from './forward.ts';
import { x0OfVPrediction } from './v-prediction.ts';
import { flip } from './view/flip.ts';
import { negate } from './view/negate.ts';

const dims = [2, 3, 8, 8];
const drawn = (sample: number) =>
  tensor(dims, normals({ seed: 1, stream: 'init', sample, timestep: 0 }, 2 * 3 * 8 * 8));
const farthest = (a: Tensor, b: Tensor) => Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)));
/** alphaBar of the squared-cosine schedule at t = 999, where every published spacing begins. */
const least = 2.4285e-9;

describe('x0 of a v-prediction', () => {
  it('is the picture that was noised, however little is left of it', () => {
    fc.assert(
      fc.property(fc.double({ min: least, max: 1 - 1e-4, noNaN: true }), fc.nat(999), (kept, sample) => {
        const [x0, eps] = [drawn(2 * sample), drawn(2 * sample + 1)];
        const [signal, noise] = [Math.sqrt(kept), Math.sqrt(1 - kept)];
        const v = mixed(eps, signal, x0, -noise);
        expect(farthest(x0OfVPrediction(mixed(x0, signal, eps, noise), v, kept), x0)).toBeLessThan(2e-6);
      }),
      { numRuns: 50 },
    );
  });

  it('composes: of guided, viewed, averaged and filtered predictions it is what the same makes of pictures', async () => {
    const vOf: Model<number> = async (xt, _, prompts) => {
      const row = xt.data.length / prompts.length;
      return {
        output: tensor(
          xt.dims,
          xt.data.map((x, i) => Math.sin(2 * x + prompts[Math.floor(i / row)]!)),
        ),
      };
    };
    const pictureOf: Model<number> = async (xt, ...asked) => ({
      output: x0OfVPrediction(xt, (await vOf(xt, ...asked)).output, least),
    });
    const leaf = (prompt: number) => ({ prompt, negative: 0, guidance: 7 });
    const parts = [lowPass(2), highPass(2)].map((filter, i) => ({ filter, of: { view: flip, of: leaf(i + 1) } }));
    const estimate: Estimate<number> = { mean: [leaf(3), { view: negate, of: leaf(4) }, { sum: parts }] };
    const [xt, t] = [drawn(0), 999];
    const { output: v } = await estimatorOf(estimate, vOf)(xt, t);
    const { output: pictures } = await estimatorOf(estimate, pictureOf)(xt, t);
    expect(farthest(x0OfVPrediction(xt, v, least), pictures)).toBeLessThan(1e-5);
  });
});
