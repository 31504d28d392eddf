import type { PanelFigures } from '@manifold/shared/protocol/result';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { picturesOf } from '@manifold/shared/recipe/study';

/** How many pictures of a study belong side by side: a row of its sheet; undefined of what is no study. */
export function rowOf(recipe: Recipe | undefined): number | undefined {
  return recipe?.study && Math.min(recipe.study.columns, picturesOf(recipe) / recipe.count);
}

/** How near a panel comes to the original, figure by figure; none where there is nothing to compare. */
export function nearnessOf({ psnr, ssim }: PanelFigures): string[] {
  return [
    ...(psnr === undefined ? [] : [`${psnr.toFixed(1)} dB`]),
    ...(ssim === undefined ? [] : [`SSIM ${ssim.toFixed(2)}`]),
  ];
}

/** What a panel shows, and how near that comes to the original. */
export function figuresText(panel: PanelFigures): string {
  return [panel.label, ...nearnessOf(panel)].join(', ');
}
