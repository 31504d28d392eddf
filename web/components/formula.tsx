import type { Manifest } from '@manifold/shared/protocol/manifest';
import { recipeId } from '@manifold/shared/recipe/canonical';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { createResource, type JSX, Match, Show, Switch } from 'solid-js';
import type { PaperView } from '../canvas/view.ts';
import type { Settings } from '../presentation/settings.ts';
import { shortId } from '../presentation/words.ts';

/** Views as functions of the picture. */
const viewSigns: Record<PaperView, string> = {
  flip: 'flip',
  'rotate-180': 'turn',
  'rotate-cw': 'right',
  'rotate-ccw': 'left',
};

interface FormulaProps {
  recipe: Recipe | undefined;
  settings: Settings;
  manifest: Manifest;
}

/** What the recipe computes at every step, with its own numbers, and the name it will have. */
export function Formula(props: FormulaProps): JSX.Element {
  const seeded = () => props.settings.seed !== undefined;
  const named = () => (seeded() && globalThis.crypto.subtle ? props.recipe : undefined);
  const [id] = createResource(named, recipeId);
  return (
    <div class="formula">
      <Estimated
        settings={props.settings}
        symbol={symbolOf(props.manifest)}
        prompted={props.manifest.prompt.kind !== 'none'}
      />
      <p>
        <b>x</b>
        <sub>0</sub> = <Image manifest={props.manifest} />
      </p>
      <Show when={named() && id()} fallback={<p>recipe named with its seed</p>}>
        {(digest) => <p>recipe {shortId(digest())}</p>}
      </Show>
    </div>
  );
}

/** What the network answers with: the noise, a flow's velocity or the v of a v-prediction. */
function symbolOf({ process, prediction }: Manifest): string {
  if (process === 'flow') return 'u';
  return prediction === 'velocity' ? 'v' : 'ε';
}

/** The picture that the answer speaks of. */
function Image(props: { manifest: Manifest }): JSX.Element {
  return (
    <Switch
      fallback={
        <>
          (<b>x</b> − √(1−ᾱ) <b>ε</b>) / √ᾱ
        </>
      }
    >
      <Match when={props.manifest.process === 'flow'}>
        <b>x</b> + s <b>u</b>
      </Match>
      <Match when={props.manifest.prediction === 'velocity'}>
        √ᾱ <b>x</b> − √(1−ᾱ) <b>v</b>
      </Match>
    </Switch>
  );
}

/** How that is estimated, without a prompt as it is; an anagram and a hybrid do it from the guided estimates of two digits. */
function Estimated(props: { settings: Settings; symbol: string; prompted: boolean }): JSX.Element {
  const gamma = () => guidanceText(props.settings.guidance);
  const view = () => viewSigns[props.settings.view];
  return (
    <Switch>
      <Match when={!props.prompted}>
        <p>
          <b>{props.symbol}</b> = <b>{props.symbol}</b>(x)
        </p>
      </Match>
      <Match when={props.settings.technique === 'sample'}>
        <p>
          <b>{props.symbol}</b> = <Guided gamma={gamma()} symbol={props.symbol} />
        </p>
      </Match>
      <Match when={props.settings.technique === 'anagram'}>
        <p>
          <b>{props.symbol}</b> = ½ (<b>{props.symbol}</b>(x, <bdi>{props.settings.upright}</bdi>) + {view()}⁻¹{' '}
          <b>{props.symbol}</b>({view()} x, <bdi>{props.settings.turned}</bdi>
          ))
        </p>
        <p>
          <b>{props.symbol}</b>(x, c) = <Guided gamma={gamma()} symbol={props.symbol} />
        </p>
      </Match>
      <Match when={props.settings.technique === 'hybrid'}>
        <p>
          <b>{props.symbol}</b> = G <b>{props.symbol}</b>(x, <bdi>{props.settings.far}</bdi>) + (1 − G){' '}
          <b>{props.symbol}</b>(x, <bdi>{props.settings.near}</bdi>)
        </p>
        <p>
          <b>{props.symbol}</b>(x, c) = <Guided gamma={gamma()} symbol={props.symbol} />
        </p>
      </Match>
    </Switch>
  );
}

function Guided(props: { gamma: string; symbol: string }): JSX.Element {
  return (
    <>
      <b>{props.symbol}</b>
      <sub>u</sub> + {props.gamma} (<b>{props.symbol}</b>
      <sub>c</sub> − <b>{props.symbol}</b>
      <sub>u</sub>)
    </>
  );
}

function guidanceText(guidance: number): string {
  return Number.isNaN(guidance) ? 'γ' : guidance < 0 ? `(−${-guidance})` : String(guidance);
}
