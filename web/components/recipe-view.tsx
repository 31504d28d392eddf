import type { Recipe } from '@manifold/shared/recipe/recipe';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { useApp } from '../app-context.ts';
import { asCommand, asCurl, asFacts, asJson } from '../presentation/recipe-text.ts';
import { CopyButton } from './copy-button.tsx';

/** A recipe to read, and to take along as JSON, as a request and as a command. */
export function RecipeView(props: { recipe: Recipe; id: string }): JSX.Element {
  const { bundles } = useApp();
  const forms = () => [
    { name: 'JSON', text: asJson(props.recipe) },
    { name: 'curl', text: asCurl(props.recipe, location.origin) },
    { name: 'Command', text: asCommand(props.recipe, bundles.named(props.recipe.bundle.name)) },
  ];
  const [chosen, setChosen] = createSignal(0);
  const shown = () => forms()[chosen()]!;
  return (
    <section class="recipe" aria-label="Recipe">
      <dl>
        <For each={asFacts(props.recipe)}>
          {([name, value]) => (
            <div>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          )}
        </For>
      </dl>
      <fieldset class="forms">
        <legend class="unseen">Form of the recipe</legend>
        <For each={forms()}>
          {({ name }, i) => (
            <button type="button" aria-pressed={chosen() === i()} onClick={() => setChosen(i())}>
              {name}
            </button>
          )}
        </For>
      </fieldset>
      <Show when={shown().text} fallback={<p class="hint">There is no command for this recipe.</p>}>
        {(text) => (
          <>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <pre tabIndex={0}>{text()}</pre>
            <CopyButton text={text()} label={`Copy ${shown().name === 'Command' ? 'command' : shown().name}`} />
          </>
        )}
      </Show>
    </section>
  );
}
