import { describe, expect, it } from 'vitest';
import { normals } from '../tensor/random.ts';
import { concatRows } from '../tensor/rows.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { type Estimate, estimatorOf, type Leaf, type Model } from './estimate.ts';
import { highPass } from './filter/high-pass.ts';
import { lowPass } from './filter/low-pass.ts';
import { flip } from './view/flip.ts';
import { identity } from './view/identity.ts';
import { rotateCw } from './view/rotate-cw.ts';

const size = 8;
const dims = [2, 1, size, size];
const xt = tensor(dims, normals({ seed: 5, stream: 'init', sample: 0, timestep: 0 }, 2 * size * size));
const leaf = (prompt: number, guidance = 5, negative = 0): Leaf<number> => ({ prompt, negative, guidance });

/** A model whose every pixel depends on its own place, prompt and timestep, so that nothing can be exchanged unseen. */
const epsAt = (x: number, place: number, prompt: number, timestep: number) =>
  Math.sin(3 * x + place / 7 + prompt) + timestep / 100;
const model: Model<number> = async ({ dims, data }, timestep, prompts) => {
  const plane = size * size;
  const of = (f: (x: number, place: number, prompt: number) => number) =>
    tensor(
      dims,
      data.map((x, i) => f(x, i % plane, prompts[Math.floor(i / plane)]!)),
    );
  return {
    output: of((x, place, prompt) => epsAt(x, place, prompt, timestep)),
    v: of((x, place, prompt) => Math.cos(x + place + prompt)),
  };
};

const evaluate = (estimate: Estimate<number>) => estimatorOf(estimate, model)(xt, 40);
const rowsFor = async (x: Tensor, prompt: number) => model(x, 40, [prompt, prompt]);
const far = (a: Tensor, b: Tensor) => Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)));
const zip = (a: Tensor, b: Tensor, f: (x: number, y: number) => number) =>
  tensor(
    a.dims,
    a.data.map((x, i) => f(x, b.data[i]!)),
  );
const average = (a: Tensor, b: Tensor) => zip(a, b, (x, y) => (x + y) / 2);

describe('a leaf', () => {
  it('is eps_u + guidance (eps_c - eps_u), with the variance of the prompted row', async () => {
    const [u, c] = [await rowsFor(xt, 2), await rowsFor(xt, 1)];
    const { output, v } = await evaluate(leaf(1, 7, 2));
    expect(
      far(
        output,
        zip(u.output, c.output, (x, y) => x + 7 * (y - x)),
      ),
    ).toBeLessThan(1e-5);
    expect(v!.data).toEqual(c.v!.data);
  });

  it('is unconditional at guidance 0, but for its variance, and conditional at guidance 1', async () => {
    const unconditional = await evaluate(leaf(1, 0, 2));
    expect(unconditional.output.data).toEqual((await rowsFor(xt, 2)).output.data);
    expect(unconditional.v!.data).toEqual((await rowsFor(xt, 1)).v!.data);
    expect((await evaluate(leaf(1, 1, 2))).output.data).toEqual((await rowsFor(xt, 1)).output.data);
  });

  it('asks the model once where nothing comes of what it steers away from', async () => {
    const asked: number[][] = [];
    const counting: Model<number> = (x, timestep, prompts) => {
      asked.push([...prompts]);
      return model(x, timestep, prompts);
    };
    const estimate = { mean: [leaf(3, 5, 3), leaf(1)] };
    const { output } = await estimatorOf(estimate, counting)(xt, 40);
    await estimatorOf({ mean: [leaf(3, 1, 2), leaf(1)] }, counting)(xt, 40);
    expect(asked).toEqual([
      [3, 3, 0, 0, 1, 1],
      [3, 3, 0, 0, 1, 1],
    ]);
    const expected = average((await rowsFor(xt, 3)).output, (await evaluate(leaf(1))).output);
    expect(far(output, expected)).toBeLessThan(1e-6);
  });
});

describe('a view', () => {
  it.each([flip, rotateCw])('looks through the view and turns back what it found', async (view) => {
    const { output, v } = await evaluate({ view, of: leaf(1) });
    const seen = await estimatorOf(leaf(1), model)(view.apply(xt), 40);
    expect(output).toEqual(view.invert(seen.output));
    expect(v).toEqual(view.invert(seen.v!));
  });
});

describe('a mean', () => {
  it('of one prompt under the identity is the leaf', async () => {
    const { output } = await evaluate({ mean: [leaf(1), { view: identity, of: leaf(1) }] });
    expect(far(output, (await evaluate(leaf(1))).output)).toBeLessThan(1e-6);
  });

  it('is the anagram of the course: (eps(x, p1) + flip eps(flip x, p2)) / 2', async () => {
    const { output, v } = await evaluate({ mean: [leaf(1), { view: flip, of: leaf(2) }] });
    const [upright, flipped] = [await evaluate(leaf(1)), await evaluate({ view: flip, of: leaf(2) })];
    expect(far(output, average(upright.output, flipped.output))).toBeLessThan(1e-6);
    expect(far(v!, average(upright.v!, flipped.v!))).toBeLessThan(1e-6);
  });
});

describe('a sum', () => {
  it('is the hybrid of the course: low(eps1) + high(eps2), the variance averaged', async () => {
    const [low, high] = [lowPass(2), highPass(2)];
    const { output, v } = await evaluate({
      sum: [
        { filter: low, of: leaf(1) },
        { filter: high, of: leaf(2) },
      ],
    });
    const [far1, near] = [await evaluate(leaf(1)), await evaluate(leaf(2))];
    expect(
      far(
        output,
        zip(low(far1.output), high(near.output), (x, y) => x + y),
      ),
    ).toBeLessThan(1e-6);
    expect(far(v!, average(far1.v!, near.v!))).toBeLessThan(1e-6);
  });

  it('of one prompt is the leaf, since its filters add to the identity', async () => {
    const { output } = await evaluate({
      sum: [
        { filter: lowPass(2), of: leaf(1) },
        { filter: highPass(2), of: leaf(1) },
      ],
    });
    expect(far(output, (await evaluate(leaf(1))).output)).toBeLessThan(1e-5);
  });
});

describe('an estimator', () => {
  it('evaluates all leaves of all samples as one batch, each row under its prompt', async () => {
    const calls: { rows: Tensor; prompts: readonly number[] }[] = [];
    const watched: Model<number> = (rows, timestep, prompts) => {
      calls.push({ rows, prompts });
      return model(rows, timestep, prompts);
    };
    const nested = {
      view: rotateCw,
      of: {
        sum: [
          { filter: lowPass(1), of: leaf(3) },
          { filter: highPass(1), of: leaf(4) },
        ],
      },
    };
    await estimatorOf({ mean: [leaf(1, 5, 9), { view: flip, of: leaf(2) }, nested] }, watched)(xt, 40);
    const turned = rotateCw.apply(xt);
    const flipped = flip.apply(xt);
    expect(calls).toEqual([
      {
        rows: concatRows([xt, xt, flipped, flipped, turned, turned, turned, turned]),
        prompts: [9, 9, 1, 1, 0, 0, 2, 2, 0, 0, 3, 3, 0, 0, 4, 4],
      },
    ]);
  });

  it('works without a learned variance', async () => {
    const withoutVariance: Model<number> = async (rows, timestep, prompts) => ({
      output: (await model(rows, timestep, prompts)).output,
    });
    const estimate = { mean: [leaf(1), { view: flip, of: { mean: [leaf(2), leaf(3)] } }] };
    const { output, v } = await estimatorOf(estimate, withoutVariance)(xt, 40);
    expect(output).toEqual((await evaluate(estimate)).output);
    expect(v).toBeUndefined();
  });
});
