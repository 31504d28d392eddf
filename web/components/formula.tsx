import { recipeId } from '@manifold/shared/recipe/canonical';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { createResource, type JSX, Match, Show, Switch } from 'solid-js';
import type { Settings } from '../api/settings.ts';
import { shortId } from '../api/words.ts';
import type { PaperView } from '../canvas/view.ts';

/** Views as functions of the picture. */
const viewSigns: Record<PaperView, string> = {
  flip: 'flip',
  'rotate-180': 'turn',
  'rotate-cw': 'right',
  'rotate-ccw': 'left',
};

/** What the recipe computes at every step, with its own numbers, and the name it will have. */
export function Formula(props: { recipe: Recipe | undefined; settings: Settings }): JSX.Element {
  const seeded = () => props.settings.seed !== undefined;
  const named = () => (seeded() && globalThis.crypto.subtle ? props.recipe : undefined);
  const [id] = createResource(named, recipeId);
  return (
    <div class="formula">
      <Estimated settings={props.settings} />
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

/** How the noise is estimated; an anagram and a hybrid do it from the guided estimates of two digits. */
function Estimated(props: { settings: Settings }): JSX.Element {
  const gamma = () => guidanceText(props.settings.guidance);
  const view = () => viewSigns[props.settings.view];
  return (
    <Switch>
      <Match when={props.settings.technique === 'sample'}>
        <p>
          <b>ε</b> = <Guided gamma={gamma()} />
        </p>
      </Match>
      <Match when={props.settings.technique === 'anagram'}>
        <p>
          <b>ε</b> = ½ (<b>ε</b>(x, {props.settings.upright}) + {view()}⁻¹ <b>ε</b>({view()} x, {props.settings.turned}
          ))
        </p>
        <p>
          <b>ε</b>(x, c) = <Guided gamma={gamma()} />
        </p>
      </Match>
      <Match when={props.settings.technique === 'hybrid'}>
        <p>
          <b>ε</b> = G <b>ε</b>(x, {props.settings.far}) + (1 − G) <b>ε</b>(x, {props.settings.near})
        </p>
        <p>
          <b>ε</b>(x, c) = <Guided gamma={gamma()} />
        </p>
      </Match>
    </Switch>
  );
}

function Guided(props: { gamma: string }): JSX.Element {
  return (
    <>
      <b>ε</b>
      <sub>u</sub> + {props.gamma} (<b>ε</b>
      <sub>c</sub> − <b>ε</b>
      <sub>u</sub>)
    </>
  );
}

function guidanceText(guidance: number): string {
  return Number.isNaN(guidance) ? 'γ' : guidance < 0 ? `(−${-guidance})` : String(guidance);
}
