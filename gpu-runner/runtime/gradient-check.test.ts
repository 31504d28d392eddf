import { expect, it } from 'vitest';
import { gelu } from '../graph/activation.ts';
import { add } from '../graph/elementwise.ts';
import { detach } from '../graph/gradients.ts';
import { linear } from '../graph/matmul.ts';
import { concat, slice } from '../graph/shape.ts';
import type { Value } from '../graph/value.ts';
import { dense } from '../nets/layers.ts';
import type { Net } from '../nets/net.ts';
import type { Scope } from '../nets/scope.ts';
import { netGradientErrors, normalTensor, worstFirst } from './gradient-check.fixture.ts';

/** A network of x [4,8]. */
const netOf = (forward: (scope: Scope, x: Value) => Value): Net => ({
  inputs: { x: [8] },
  forward: (scope, { x }) => ({ y: forward(scope, x!) }),
});

const cut = (scope: Scope, x: Value) => {
  const lost = detach(scope.graph, gelu(scope.graph, dense(scope, 'lost', x, 8)));
  return dense(scope, 'read', add(scope.graph, lost, x), 3);
};

const halved = (scope: Scope, x: Value) => {
  const g = scope.graph;
  const weight = scope.parameter('half.weight', [6, 8], { uniform: 0.3 });
  const [first, second] = [0, 3].map((start) => slice(g, weight, [{ axis: 0, start, end: start + 3 }]));
  return gelu(g, linear(g, x, concat(g, [first!, detach(g, second!)], 0)));
};

it.each<[string, typeof cut, string[]]>([
  ['altogether', cut, ['lost.bias', 'lost.weight']],
  ['in half of its elements', halved, ['half.weight']],
])('finds a gradient that is lost %s, and no other', async (_, forward, lost) => {
  const errors = await netGradientErrors(netOf(forward), { x: normalTensor([4, 8], 1) });
  const found = errors.filter(([, error]) => error > 0.03).map(([name]) => name);
  expect([...new Set(found)].sort()).toEqual(lost);
});

it('has an error that is no number before all others', () => {
  const errors = ([1, Number.NaN, 3, Number.POSITIVE_INFINITY, 2] as const).map((error) => ['', error] as const);
  expect(worstFirst(errors).map(([, error]) => error)).toEqual([Number.NaN, Number.POSITIVE_INFINITY, 3, 2, 1]);
});
