import type { Recipe, Study } from '@manifold/shared/recipe/recipe';
import { placesOf } from '@manifold/shared/recipe/study';

/** Places of a grid, each with something for each sample, in rows of at most `columns`: each row again for each further sample. */
export function inRows<T>(places: readonly (readonly T[])[], columns: number, count: number): T[][] {
  const lines = Array.from({ length: Math.ceil(places.length / columns) }, (_, row) =>
    places.slice(row * columns, (row + 1) * columns),
  );
  return lines.flatMap((line) => Array.from({ length: count }, (_, sample) => line.map((place) => place[sample]!)));
}

/** Where each panel's end stands among the pictures of a study, for each sample: behind the states that it shows. */
export function endsOf(recipe: Recipe, { panels, columns }: Study): number[][] {
  const ends = panels.map((): number[] => []);
  const places = panels.flatMap((panel, index) => {
    const states = placesOf(recipe, panel) - 1;
    return [...Array.from({ length: states }, () => []), ends[index]!].map((end) => samplesOf(end, recipe.count));
  });
  for (const [cell, { end, sample }] of inRows(places, columns, recipe.count).flat().entries()) end[sample] = cell;
  return ends;
}

function samplesOf(end: number[], count: number): { readonly end: number[]; readonly sample: number }[] {
  return Array.from({ length: count }, (_, sample) => ({ end, sample }));
}
