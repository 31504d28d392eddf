import type { Manifest } from '@manifold/shared/protocol/manifest';
import { bounds } from '@manifold/shared/recipe/bounds';
import { rowsOf } from '@manifold/shared/recipe/cost';
import { createMemo, createSignal, createUniqueId, type JSX, Show } from 'solid-js';
import { useApp } from '../app-context.ts';
import { makeWords } from '../presentation/make-words.ts';
import { type SettingErrors, type SettingName, sigmaRange } from '../presentation/setting-errors.ts';
import { isAsked, randomSeed, recipeOf, requestsOf, type Settings } from '../presentation/settings.ts';
import { enlargeLabel, summaryOf } from '../presentation/settings-summary.ts';
import { valuesOfSettings } from '../presentation/technique-form.ts';
import { formAddressOf } from '../presentation/technique-words.ts';
import { plural } from '../presentation/words.ts';
import { fillDraft } from '../primitives/create-form.ts';
import { BundlePicker } from './bundle-picker.tsx';
import { Formula } from './formula.tsx';
import { Icon } from './icon.tsx';
import { MakeFields } from './make-fields.tsx';
import { NumberField } from './number-field.tsx';

export interface SettingsPanelProps {
  manifest: Manifest;
  settings: Settings;
  errors: SettingErrors;
  /** The seed of the run on the easel, for a person who let it be drawn. */
  lastSeed: number | undefined;
  active: boolean;
  onChange(change: Partial<Settings>): void;
  /** All models that can be chosen. */
  served: readonly Manifest[];
  onPick(bundle: string): void;
  onDevelop(): void;
}

/** The settings that fold away on narrow screens. */
const folded: readonly string[] = ['sigma', 'guidance', 'steps', 'seed', 'count'];

/** The parameters of a technique and the one button that develops it. On narrow screens all but what is to be seen folds away. */
export function SettingsPanel(props: SettingsPanelProps): JSX.Element {
  const { draftOf } = useApp();
  const [open, setOpen] = createSignal(false);
  const requests = createMemo(() => requestsOf(props.settings, props.settings.seed ?? 0, props.manifest.name));
  const recipe = createMemo(() => recipeOf(requests()[0], props.manifest));
  const price = () => (recipe() ? rowsOf(recipe()!) * requests().length : undefined);
  const foldedErrors = () => Object.keys(props.errors).some((name) => folded.includes(name));
  const words = () => makeWords[props.settings.technique];
  /** The form takes over what is set here. */
  const fillForm = () => {
    const { settings, manifest } = props;
    fillDraft(draftOf(settings.technique), manifest.name, valuesOfSettings(settings, manifest));
  };
  const submit = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    if (props.active) return;
    const form = event.currentTarget;
    setOpen(false);
    props.onDevelop();
    queueMicrotask(() =>
      form.querySelector<HTMLElement>('[aria-invalid=true], .digits:has(.error) :is(button, input)')?.focus(),
    );
  };
  return (
    <form class="panel" aria-label="Settings" noValidate onSubmit={submit}>
      <h1>{words().title}</h1>
      <p class="lead">{words().lead}</p>
      <BundlePicker served={props.served} chosen={props.manifest.name} onChange={props.onPick} />
      <MakeFields {...props} />
      <Enlarge {...props} />
      <button
        type="button"
        class="fold"
        aria-expanded={open() || foldedErrors()}
        aria-controls="more-settings"
        onClick={() => setOpen(!open())}
      >
        <span>{summaryOf(props.settings, props.manifest)}</span>
        <Icon name="chevron" />
      </button>
      <div class="more" id="more-settings" data-open={open() || foldedErrors() ? '' : undefined}>
        <Numbers {...props} />
        <a class="link" href={formAddressOf(props.settings.technique, props.manifest.name)} onClick={fillForm}>
          All settings
        </a>
      </div>
      <button type="submit" class="go" aria-disabled={props.active}>
        Develop
        <Show when={price()}>
          {(rows) => (
            <span class="price" aria-hidden="true">
              {plural(rows(), 'row')}
            </span>
          )}
        </Show>
      </button>
      <Formula recipe={recipe()} settings={props.settings} manifest={props.manifest} />
    </form>
  );
}

/**
 * The second stage, for a model that has one, or where it is asked for all the same: there it stays with the model once it was
 * seen, so that unticking it does not take it from under the hand.
 */
function Enlarge(props: SettingsPanelProps): JSX.Element {
  const id = createUniqueId();
  const seenOn = createMemo<string | undefined>((before) => {
    const { manifest, settings } = props;
    return manifest.upscale || settings.enlarged || before === manifest.name ? manifest.name : undefined;
  });
  return (
    <Show when={seenOn()}>
      <div class="field">
        <label class="check">
          <input
            type="checkbox"
            checked={props.settings.enlarged !== undefined}
            aria-invalid={props.errors.enlarged ? 'true' : undefined}
            aria-describedby={props.errors.enlarged && id}
            onChange={(event) => props.onChange({ enlarged: event.currentTarget.checked ? {} : undefined })}
          />
          {enlargeLabel(props.manifest)}
        </label>
        <Show when={props.errors.enlarged}>
          <p class="error" id={id}>
            {props.errors.enlarged}
          </p>
        </Show>
      </div>
    </Show>
  );
}

function Numbers(props: SettingsPanelProps): JSX.Element {
  const set = (name: SettingName) => (value: number | undefined) => props.onChange({ [name]: value });
  const maxSteps = () => Math.min(bounds.evaluations, props.manifest.trainTimesteps);
  const seedHint = () =>
    props.settings.seed === undefined && props.lastSeed !== undefined ? `last ${props.lastSeed}` : undefined;
  return (
    <>
      <Show when={props.settings.technique === 'hybrid'}>
        <NumberField
          label="Divided at"
          sign="σ"
          value={props.settings.sigma}
          min={sigmaRange.min}
          max={sigmaRange.max}
          step={0.1}
          slider={{ min: 0.5, max: 8, step: 0.1 }}
          error={props.errors.sigma}
          onInput={set('sigma')}
        />
      </Show>
      <div class="pair">
        <Show when={isAsked(props.manifest, props.settings.guidance, props.manifest.defaults.guidance)}>
          <NumberField
            label="Guidance"
            sign="γ"
            value={props.settings.guidance}
            min={-bounds.guidance}
            max={bounds.guidance}
            step={0.5}
            slider={{ min: 0, max: 15, step: 0.5 }}
            error={props.errors.guidance}
            onInput={set('guidance')}
          />
        </Show>
        <NumberField
          label="Steps"
          value={props.settings.steps}
          min={1}
          max={maxSteps()}
          step={1}
          slider={{ min: 1, max: maxSteps(), step: 1 }}
          error={props.errors.steps}
          onInput={set('steps')}
        />
      </div>
      <div class="pair">
        <NumberField
          label="Seed"
          value={props.settings.seed}
          min={0}
          max={0xffff_ffff}
          step={1}
          empty="random"
          hint={seedHint()}
          error={props.errors.seed}
          onInput={set('seed')}
        >
          <button type="button" class="inset" aria-label="Draw another seed" onClick={() => set('seed')(randomSeed())}>
            <Icon name="reroll" />
          </button>
        </NumberField>
        <NumberField
          label="Prints"
          value={props.settings.count}
          min={1}
          max={bounds.count}
          step={1}
          error={props.errors.count}
          onInput={set('count')}
        />
      </div>
    </>
  );
}
