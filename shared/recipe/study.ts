import type { Panel, Recipe } from './recipe.ts';
import { evaluationsOf } from './schedules.ts';

/** A panel that something is computed for. */
export type DrawnPanel = Exclude<Panel, { show: 'original' }>;

/** The recipe whose pictures a panel shows. */
export function recipeOfPanel({ study: _, ...recipe }: Recipe, panel: DrawnPanel): Recipe {
  const { estimate = recipe.estimate, schedule = recipe.schedule } = panel;
  const { start } = recipe;
  return { ...recipe, start: 'image' in start ? { ...start, t: schedule.timesteps[0]! } : start, estimate, schedule };
}

/** The recipes that are carried out: those of a study's panels, or else the recipe itself. */
export function runsOf(recipe: Recipe): Recipe[] {
  if (!recipe.study) return [recipe];
  return recipe.study.panels.flatMap((panel) => (panel.show === 'original' ? [] : [recipeOfPanel(recipe, panel)]));
}

/** How many places a panel takes in the grid. */
export function placesOf(recipe: Recipe, panel: Panel): number {
  if (panel.show !== 'states') return 1;
  return statesOf(recipeOfPanel(recipe, panel), panel.every).length + 1;
}

/** The steps before which a run's states are shown: the first, and each `every`-th after it. Its end comes beside them. */
export function statesOf({ schedule }: Recipe, every: number): number[] {
  const evaluations = evaluationsOf(schedule);
  return Array.from({ length: Math.ceil(evaluations / every) }, (_, i) => i * every);
}

/** How many pictures a recipe draws. */
export function picturesOf(recipe: Recipe): number {
  const { study, count } = recipe;
  if (!study) return count;
  return count * study.panels.reduce((sum, panel) => sum + placesOf(recipe, panel), 0);
}
