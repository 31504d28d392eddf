import { bounds } from './bounds.ts';
import { leavesOf } from './estimate.ts';
import type { Fault } from './fault.ts';
import type { Panel, Recipe, Study } from './recipe.ts';
import { type DrawnPanel, picturesOf, recipeOfPanel } from './study.ts';

const oneStage =
  'a study, as an edit from several starts is, shows the first stage alone; leave this out or take one start';

/** What is wrong with a recipe's study; `checkRun` finds what is wrong with the run of one panel. */
export function checkStudy(recipe: Recipe, checkRun: (run: Recipe) => Fault[]): Fault[] {
  if (!recipe.study) return [];
  return [
    ...(recipe.upscale ? [{ pointer: '/upscale', detail: oneStage }] : []),
    ...recipe.study.panels.flatMap((panel, i) => checkPanel(recipe, panel, `/study/panels/${i}`, checkRun)),
    ...checkLeaves(recipe.study),
    ...checkPictures(recipe),
  ];
}

function checkPanel(recipe: Recipe, panel: Panel, pointer: string, checkRun: (run: Recipe) => Fault[]): Fault[] {
  const needsImage = panel.show === 'original' || (panel.show === 'picture' && panel.blur !== undefined);
  if (needsImage && !('image' in recipe.start)) {
    return [{ pointer, detail: 'there is no original; start from an image, or leave this panel out' }];
  }
  if (panel.show === 'original') return [];
  return checkRun(recipeOfPanel(recipe, panel))
    .filter((fault) => isOwn(fault, panel))
    .map((fault) => ({ ...fault, pointer: pointer + fault.pointer }));
}

/** Whether a fault lies in what the panel has of its own; the rest is told of the recipe. */
function isOwn({ pointer }: Fault, { estimate, schedule }: DrawnPanel): boolean {
  if (pointer.startsWith('/estimate')) return estimate !== undefined;
  return pointer.startsWith('/schedule') && schedule !== undefined;
}

/** Panels are many, and each may bring as many prompts as a recipe: what one request holds is bounded by their sum. */
function checkLeaves({ panels }: Study): Fault[] {
  const own = panels.flatMap((panel) => ('estimate' in panel && panel.estimate ? leavesOf(panel.estimate) : []));
  if (own.length <= bounds.panelLeaves) return [];
  const detail = `have ${own.length} leaves of their own; at most ${bounds.panelLeaves} are allowed: leave out estimates that are the recipe's`;
  return [{ pointer: '/study/panels', detail }];
}

function checkPictures(recipe: Recipe): Fault[] {
  const pictures = picturesOf(recipe);
  if (pictures <= bounds.pictures) return [];
  const detail = `draws ${pictures} pictures; at most ${bounds.pictures}: ask for fewer panels or samples`;
  return [{ pointer: '/study/panels', detail }];
}
