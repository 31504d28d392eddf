import type { Recipe } from '@manifold/shared/recipe/recipe';
import { type Accessor, createMemo } from 'solid-js';
import { type Frame, frameOfPreview, framesOfFilm } from '../canvas/picture.ts';
import type { Sheet } from '../presentation/sheet.ts';
import { type Tick, ticksOf, ticksOfFilm } from '../presentation/timeline.ts';

/** A kept step with its pictures, once they are developed. */
export interface ReelTick extends Tick {
  frame: Frame | undefined;
}

/** The film of a sheet: the result's where there is one, else what the previews have shown so far, else only its steps. */
export function createReel(
  sheet: Accessor<Sheet | undefined>,
  latent: Accessor<Recipe | undefined>,
): Accessor<ReelTick[]> {
  const result = createMemo(() => sheet()?.result);
  const recipe = createMemo(() => sheet()?.recipe ?? latent());
  const finished = createMemo(() => {
    const film = result()?.film;
    if (!film) return undefined;
    const frames = framesOfFilm(film, result()!.recipe.count);
    return ticksOfFilm(film.timesteps, result()!.recipe).map((tick, i) => ({ ...tick, frame: frames[i] }));
  });
  const ticks = createMemo(() => (recipe() ? ticksOf(recipe()!) : []));
  const live = createMemo(() => {
    const film = sheet()?.view.film ?? [];
    return ticks().map((tick, i) => ({ ...tick, frame: film[i] && frameOfPreview(film[i]) }));
  });
  return () => finished() ?? live();
}
