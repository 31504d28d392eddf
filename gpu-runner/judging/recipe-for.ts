import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Fault } from '@manifold/shared/recipe/fault';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Technique } from '@manifold/shared/recipe/technique';

/** A technique that its bundle cannot carry out, with what is wrong with it. */
export class UnsuitedError extends Error {
  override readonly name = 'UnsuitedError';
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('\n'));
    this.faults = faults;
  }
}

/** The recipe of a technique that tells its seed. Throws an UnsuitedError. */
export function recipeFor(technique: Technique, manifest: Manifest): Recipe {
  const prepared = prepareTechnique(technique, manifest, () => 0);
  if (prepared.ok) return prepared.recipe;
  throw new UnsuitedError(prepared.faults);
}
