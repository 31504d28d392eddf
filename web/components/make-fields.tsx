import type { Manifest } from '@manifold/shared/protocol/manifest';
import { bounds } from '@manifold/shared/recipe/bounds';
import { type JSX, Match, Show, Switch } from 'solid-js';
import { paperViews } from '../canvas/view.ts';
import { turnedWords } from '../presentation/pair.ts';
import { ideaOf, isAsked, labelsOf } from '../presentation/settings.ts';
import { DigitPicker } from './digit-picker.tsx';
import { Icon } from './icon.tsx';
import { RadioRow } from './radio-row.tsx';
import type { SettingsPanelProps } from './settings-panel.tsx';
import { TextField } from './text-field.tsx';

/** What is to be seen: the fields that each technique has of its own. */
export function MakeFields(props: SettingsPanelProps): JSX.Element {
  return (
    <Switch>
      <Match when={props.settings.technique === 'sample'}>
        <Subject {...props} />
      </Match>
      <Match when={props.settings.technique === 'anagram'}>
        <Unprompted {...props} />
        <OneOf {...props} name="upright" legend="Upright" />
        <OneOf {...props} name="turned" legend="Turned" />
        <ViewPicker {...props} />
      </Match>
      <Match when={props.settings.technique === 'hybrid'}>
        <Unprompted {...props} />
        <OneOf {...props} name="near" legend="Near" aside="high frequencies" />
        <OneOf {...props} name="far" legend="From afar" aside="low frequencies" />
      </Match>
    </Switch>
  );
}

/** What a sample shows: labels to toggle, words to write, or nothing to say. */
function Subject(props: SettingsPanelProps): JSX.Element {
  return (
    <Switch fallback={<Unprompted {...props} />}>
      <Match when={labelsOf(props.manifest).length > 0}>
        <DigitPicker
          labels={labelsOf(props.manifest)}
          chosen={props.settings.prompts}
          error={props.errors.prompts}
          onChange={(prompts) => props.onChange({ prompts })}
        />
      </Match>
      <Match when={props.manifest.prompt.kind === 'text'}>
        <Words
          label="Prompt"
          manifest={props.manifest}
          value={props.settings.prompts[0] ?? ''}
          error={props.errors.prompts}
          onInput={(prompt) => props.onChange({ prompts: [prompt] })}
        />
      </Match>
    </Switch>
  );
}

function Unprompted(props: SettingsPanelProps): JSX.Element {
  return (
    <Show when={props.manifest.prompt.kind === 'none'}>
      <p class="hint">This model takes no prompt: it draws what it likes.</p>
    </Show>
  );
}

interface WordsProps {
  label: string;
  manifest: Manifest;
  value: string;
  error: string | undefined;
  onInput(words: string): void;
}

/** Words to write, or to take from what the bundle proposes. */
function Words(props: WordsProps): JSX.Element {
  const idea = () => ideaOf(props.manifest, props.value);
  return (
    <TextField {...props} options={[]} isRequired={false} maxLength={bounds.prompt}>
      <Show when={idea()}>
        <button
          type="button"
          class="inset"
          aria-label={`Another idea, ${props.label.toLowerCase()}`}
          title="Another idea"
          onClick={() => props.onInput(idea()!)}
        >
          <Icon name="reroll" />
        </button>
      </Show>
    </TextField>
  );
}

interface OneOfProps extends SettingsPanelProps {
  name: 'upright' | 'turned' | 'near' | 'far';
  legend: string;
  aside?: string;
}

function OneOf(props: OneOfProps): JSX.Element {
  return (
    <Show
      when={labelsOf(props.manifest).length > 0}
      fallback={
        <Show when={isAsked(props.manifest, props.settings[props.name], '')}>
          <Words
            label={props.aside ? `${props.legend}, ${props.aside}` : props.legend}
            manifest={props.manifest}
            value={props.settings[props.name]}
            error={props.errors[props.name]}
            onInput={(words) => props.onChange({ [props.name]: words })}
          />
        </Show>
      }
    >
      <RadioRow
        legend={props.legend}
        {...(props.aside ? { aside: props.aside } : {})}
        look="numerals"
        options={labelsOf(props.manifest)}
        chosen={props.settings[props.name]}
        error={props.errors[props.name]}
        onChange={(label) => props.onChange({ [props.name]: label })}
      >
        {(label) => label}
      </RadioRow>
    </Show>
  );
}

function ViewPicker(props: SettingsPanelProps): JSX.Element {
  return (
    <RadioRow
      legend="View"
      aside={turnedWords[props.settings.view]}
      look="drawings"
      options={paperViews}
      chosen={props.settings.view}
      error={props.errors.view}
      nameOf={(view) => turnedWords[view]}
      onChange={(view) => props.onChange({ view })}
    >
      {(view) => <Icon name={view} />}
    </RadioRow>
  );
}
