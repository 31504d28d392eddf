import { previewed } from '@manifold/shared/protocol/event';
import type { Flag } from '@manifold/shared/protocol/flag';
import { stepsOf } from '@manifold/shared/recipe/cost';
import type { Recipe, Study } from '@manifold/shared/recipe/recipe';
import { type DrawnPanel, recipeOfPanel, runsOf, statesOf } from '@manifold/shared/recipe/study';
import { concatRows, rowsOf, splitRows } from '../../tensor/rows.ts';
import type { Tensor, Tensors } from '../../tensor/tensor.ts';
import type { Drawn } from '../draw-recipe.ts';
import { givenOf, type Inputs } from '../input/given.ts';
import type { Finish, Pipeline, Step } from '../pipeline.ts';
import type { Guarded } from '../safety/guard.ts';
import { blurred } from './blurred.ts';
import { figuresOfRows } from './figures.ts';
import { endsOf, inRows } from './grid.ts';
import { together } from './together.ts';

/** One picture [1, C, S, S] of a study and what it is called. */
interface Cell {
  readonly label: string;
  readonly picture: Tensor;
  readonly flag?: Flag | undefined;
}

/** A place in the grid: a cell for each sample. */
type Place = readonly Cell[];

type Run = ReturnType<Pipeline['abreast']>;

/** What blurs the pictures of a run before they are guarded, and the sigma that it found best for each. */
interface Blurring {
  readonly finish: Finish;
  readonly sigmas: readonly number[];
}

/** Draws the panels of a study side by side; their steps count together, and their predicted images are shown together. */
export async function* drawStudy(
  pipeline: Pipeline,
  recipe: Recipe,
  study: Study,
  signal: AbortSignal,
  inputs: Inputs,
  noise: Tensors | undefined,
): AsyncGenerator<Step, Drawn, void> {
  const { manifest } = pipeline;
  const { start: original } = await givenOf(recipe, manifest, inputs);
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  const run = pipeline.abreast(runsOf(recipe), either, inputs, noise);
  const panels = study.panels.map((panel) =>
    panel.show === 'original'
      ? unchanged(panel.label, original!)
      : drawPanel(panel, recipeOfPanel(recipe, panel), run, blurringOf(panel, original, manifest, either)),
  );
  try {
    const places = (yield* counted(together(panels), stepsOf(recipe), endsOf(recipe, study))).flat();
    const rows = inRows(places, study.columns, recipe.count);
    const figures = await figuresOfRows(rows, original, manifest, signal);
    const cells = rows.flat();
    const pictures = concatRows(cells.map(({ picture }) => picture));
    return { pictures, flags: cells.map(({ flag }) => flag), rows: figures };
  } finally {
    ending.abort(new Error('another panel of the study failed'));
  }
}

// biome-ignore lint/correctness/useYield: the image is there without a step.
async function* unchanged(label: string, original: Tensor): AsyncGenerator<Step, Place[], void> {
  return [placeOf(label, { pictures: original, flags: [] })];
}

async function* drawPanel(
  panel: DrawnPanel,
  drawn: Recipe,
  run: Run,
  blurring: Blurring | undefined,
): AsyncGenerator<Step, Place[], void> {
  const shown = new Set(panel.show === 'states' ? statesOf(drawn, panel.every) : []);
  const states: Place[] = [];
  const steps = run(drawn, blurring?.finish);
  let next = await steps.next();
  for (; !next.done; next = await steps.next()) {
    const { step, timestep, xt, flags = [] } = next.value;
    if (shown.has(step - 1)) states.push(placeOf(`t = ${timestep}`, { pictures: xt, flags }));
    yield next.value;
  }
  return [...states, placeOf(panel.label, next.value, blurring?.sigmas)];
}

/** Pictures [count, C, S, S] as a place of the grid, each labelled with its sigma if it has one. */
function placeOf(label: string, { pictures, flags }: Guarded, sigmas?: readonly number[]): Place {
  const labelAt = (i: number) => (sigmas ? `${label}, sigma ${sigmas[i]}` : label);
  return splitRows(pictures, 1).map((picture, i) => ({ label: labelAt(i), picture, flag: flags[i] }));
}

/** The blur of a panel that has one, for the end of its run. */
function blurringOf(
  panel: DrawnPanel,
  original: Tensor | undefined,
  { pixelRange }: Pipeline['manifest'],
  signal: AbortSignal,
): Blurring | undefined {
  if (panel.show !== 'picture' || !panel.blur) return undefined;
  const { blur } = panel;
  const sigmas: number[] = [];
  const clean = original && rowsOf(original, 0, 1);
  const finish = async (pictures: Tensor) => {
    const found: Tensor[] = [];
    for (const picture of splitRows(pictures, 1)) {
      const { sigma, best } = await blurred(blur, picture, clean!, pixelRange, signal);
      sigmas.push(sigma);
      found.push(best);
    }
    return concatRows(found);
  };
  return { finish, sigmas };
}

/** Numbers the steps of all panels, and shows of each the newest x0 where its end will be. */
async function* counted<R>(
  steps: ReturnType<typeof together<Step, R>>,
  of: number,
  ends: readonly (readonly number[])[],
): AsyncGenerator<Step, R[], void> {
  const newest = new Map<number, Step>();
  let next = await steps.next();
  for (let step = 1; !next.done; step++) {
    const { index, value } = next.value;
    newest.set(index, value);
    const all = [...newest].toSorted(([a], [b]) => a - b);
    const pictures = all.flatMap(([, { x0 }]) => splitRows(x0, 1)).slice(0, previewed);
    const places = all.flatMap(([panel]) => ends[panel]!).slice(0, previewed);
    yield { ...value, x0: concatRows(pictures), places, step, of };
    next = await steps.next();
  }
  return next.value;
}
