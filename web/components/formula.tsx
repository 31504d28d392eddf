import { recipeId } from '@manifold/shared/recipe/canonical';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { createResource, type JSX, Show } from 'solid-js';
import { shortId } from '../api/words.ts';

/** What the recipe computes at every step, with its own numbers, and the name it will have. */
export function Formula(props: { recipe: Recipe | undefined; guidance: number; seeded: boolean }): JSX.Element {
  const named = () => (props.seeded && globalThis.crypto.subtle ? props.recipe : undefined);
  const [id] = createResource(named, recipeId);
  return (
    <div class="formula">
      <p>
        <b>ε</b> = <b>ε</b>
        <sub>u</sub> + {guidanceText(props.guidance)} (<b>ε</b>
        <sub>c</sub> − <b>ε</b>
        <sub>u</sub>)
      </p>
      <p>
        <b>x</b>
        <sub>0</sub> = (<b>x</b> − √(1−ᾱ) <b>ε</b>) / √ᾱ
      </p>
      <Show when={named() && id()} fallback={<p>recipe named with its seed</p>}>
        {(digest) => <p>recipe {shortId(digest())}</p>}
      </Show>
    </div>
  );
}

function guidanceText(guidance: number): string {
  return Number.isNaN(guidance) ? 'γ' : guidance < 0 ? `(−${-guidance})` : String(guidance);
}
