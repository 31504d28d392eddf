import { decompile } from '@manifold/shared/recipe/decompile';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { useNavigate } from '@solidjs/router';
import { useApp } from '../app-context.ts';
import { defaultSettings, settingsOfRecipe } from '../presentation/settings.ts';
import { queryOf } from '../presentation/settings-query.ts';
import { valuesOf } from '../presentation/technique-form.ts';
import { formAddressOf } from '../presentation/technique-words.ts';
import { fillDraft } from './create-form.ts';

/**
 * The way from a recipe to where it would be asked for again: the studio, or the form of its technique where the studio has no
 * field for some of it. Undefined where no technique is known to stand for it, or its model is not served.
 */
export function createRemix(): (recipe: Recipe | undefined) => (() => void) | undefined {
  const { bundles, draftOf } = useApp();
  const navigate = useNavigate();
  return (recipe) => {
    const manifest = recipe && bundles.named(recipe.bundle.name);
    const told = manifest && decompile(recipe, manifest);
    if (!told) return undefined;
    const settings = settingsOfRecipe(recipe, defaultSettings(manifest), manifest);
    if (settings) return () => navigate(`/?${queryOf(settings, manifest.name)}`);
    return () => {
      fillDraft(draftOf(told.technique), manifest.name, valuesOf(told));
      navigate(formAddressOf(told.technique, manifest.name));
    };
  };
}
