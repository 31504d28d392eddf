import { describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { evaluate } from '../runtime/gradient-check.fixture.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { initialise } from './initialise.ts';
import { norm } from './layers.ts';
import { Scope } from './scope.ts';

const x: Tensor = { dims: [2, 1, 1, 2], data: Float32Array.of(1, 2, 3, 6) };

/** A running statistic after one training batch, from its initial value. */
function updated(statistic: 'running_mean' | 'running_var'): Promise<Tensor> {
  return evaluate(
    (g, [input]) => {
      const initial = { running_mean: 0, running_var: 1, weight: 1, bias: 0 };
      const bind = (name: string) => {
        const kind = name.slice('n.'.length) as keyof typeof initial;
        return g.constant({ dims: [1], data: Float32Array.of(initial[kind]) }, name);
      };
      const scope = new Scope(g, bind, { training: true });
      norm(scope, 'n', input!);
      return scope.updates.get(`n.${statistic}`)!;
    },
    [x],
  );
}

describe('norm in training follows the batch as PyTorch does', () => {
  it('the mean: 0.9 x 0 + 0.1 x 3', async () => {
    expect((await updated('running_mean')).data[0]).toBeCloseTo(0.3, 6);
  });

  it('the unbiased variance: 0.9 x 1 + 0.1 x 14 / 3', async () => {
    expect((await updated('running_var')).data[0]).toBeCloseTo(0.9 + 1.4 / 3, 6);
  });
});

describe('initialise', () => {
  const declaration = {
    dims: [50, 20],
    initial: { uniform: 0.25 },
    value: { name: 'w', dims: [50, 20], dtype: 'float32' },
  } as const;

  it('draws uniformly within the bound, by seed and index', () => {
    const { data } = initialise(declaration, 1, 0);
    expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(0.25);
    const meanSquare = data.reduce((total, w) => total + w * w, 0) / data.length;
    expect(meanSquare).toBeCloseTo(0.25 ** 2 / 3, 2);
    expect(initialise(declaration, 1, 0)).toEqual(initialise(declaration, 1, 0));
    expect(initialise(declaration, 1, 1)).not.toEqual(initialise(declaration, 1, 0));
    expect(initialise(declaration, 2, 0)).not.toEqual(initialise(declaration, 1, 0));
  });
});

it('a name declared twice is an error', () => {
  const declared = { name: 'w', dims: [1], dtype: 'float32' } as const;
  const scope = new Scope(new Graph(), () => declared, { training: false });
  scope.parameter('w', [1], { constant: 0 });
  expect(() => scope.parameter('w', [1], { constant: 0 })).toThrow('w is declared twice');
});
