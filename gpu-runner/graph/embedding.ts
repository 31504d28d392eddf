import type { Graph } from './graph.ts';
import { expand } from './reduce.ts';
import { reshape } from './shape.ts';
import { dimAt, type Value } from './value.ts';

/**
 * Rows of a table [V,D] by whole numbers `ids` (int64) of any shape: [...ids, D]. dTable adds up, in each row, the
 * gradients of all places that read it: an operator of one thread, so that equal ids never race.
 */
export function embedding(g: Graph, table: Value, ids: Value): Value {
  const width = dimAt(table, 1);
  const y = g.node('Gather', [table, ids], [...ids.dims, width], { axis: { int: 0 } });
  return g.differentiable(y, [table], (dy) => {
    const count = ids.dims.reduce<number>((product, _, i) => product * dimAt(ids, i), 1);
    const rows = expand(g, reshape(g, ids, [count, 1]), [count, width]);
    const blank = expand(g, g.scalar(0), table.dims);
    const inputs = [blank, rows, reshape(g, dy, [count, width])];
    return [g.node('ScatterElements', inputs, table.dims, { axis: { int: 0 }, reduction: { text: 'add' } })];
  });
}
