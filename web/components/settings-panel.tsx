import type { Manifest } from '@manifold/shared/protocol/manifest';
import { bounds } from '@manifold/shared/recipe/bounds';
import { rowsOf } from '@manifold/shared/recipe/cost';
import { createSignal, type JSX, Show } from 'solid-js';
import {
  labelsOf,
  randomSeed,
  recipeOf,
  type SettingErrors,
  type SettingName,
  type Settings,
} from '../api/settings.ts';
import { plural } from '../api/words.ts';
import { DigitPicker } from './digit-picker.tsx';
import { Formula } from './formula.tsx';
import { Icon } from './icon.tsx';
import { NumberField } from './number-field.tsx';

export interface SettingsPanelProps {
  manifest: Manifest;
  settings: Settings;
  errors: SettingErrors;
  /** The seed of the run on the easel, for a person who let it be drawn. */
  lastSeed: number | undefined;
  active: boolean;
  onChange(change: Partial<Settings>): void;
  onDevelop(): void;
}

/** The parameters of a sample and the one button that develops it. On narrow screens all but the digits folds away. */
export function SettingsPanel(props: SettingsPanelProps): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const recipe = () => recipeOf(props.settings.digits[0] ?? '', props.settings, props.manifest);
  const price = () => (recipe() ? rowsOf(recipe()!) * props.settings.digits.length : undefined);
  const foldedErrors = () => Object.keys(props.errors).some((name) => name !== 'digits');
  const submit = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    if (props.active) return;
    const form = event.currentTarget;
    setOpen(false);
    props.onDevelop();
    queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid=true], .digits:has(.error) button')?.focus());
  };
  return (
    <form class="panel" aria-label="Settings" noValidate onSubmit={submit}>
      <h1>Sample a digit</h1>
      <p class="lead">
        A digit forms from noise. At each step the net reads it with and without its label, and the guidance widens the
        difference.
      </p>
      <DigitPicker
        labels={labelsOf(props.manifest)}
        chosen={props.settings.digits}
        error={props.errors.digits}
        onChange={(digits) => props.onChange({ digits })}
      />
      <button
        type="button"
        class="fold"
        aria-expanded={open() || foldedErrors()}
        aria-controls="more-settings"
        onClick={() => setOpen(!open())}
      >
        <span>{summaryOf(props.settings)}</span>
        <Icon name="chevron" />
      </button>
      <div class="more" id="more-settings" data-open={open() || foldedErrors() ? '' : undefined}>
        <Numbers {...props} />
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
      <Formula recipe={recipe()} guidance={props.settings.guidance} seeded={props.settings.seed !== undefined} />
    </form>
  );
}

function summaryOf({ guidance, steps, seed, count }: Settings): string {
  return `γ ${guidance} · ${plural(steps, 'step')} · seed ${seed ?? 'random'} · ${plural(count, 'print')}`;
}

function Numbers(props: SettingsPanelProps): JSX.Element {
  const set = (name: SettingName) => (value: number | undefined) => props.onChange({ [name]: value });
  const maxSteps = () => Math.min(bounds.evaluations, props.manifest.trainTimesteps);
  const seedHint = () =>
    props.settings.seed === undefined && props.lastSeed !== undefined ? `last ${props.lastSeed}` : undefined;
  return (
    <>
      <div class="pair">
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
