import { type JSX, Match, Switch } from 'solid-js';
import { turnedWords } from '../api/pair.ts';
import { labelsOf } from '../api/settings.ts';
import { paperViews } from '../canvas/view.ts';
import { DigitPicker } from './digit-picker.tsx';
import { Icon } from './icon.tsx';
import { RadioRow } from './radio-row.tsx';
import type { SettingsPanelProps } from './settings-panel.tsx';

/** What is to be seen: the fields that each technique has of its own. */
export function MakeFields(props: SettingsPanelProps): JSX.Element {
  return (
    <Switch>
      <Match when={props.settings.technique === 'sample'}>
        <DigitPicker
          labels={labelsOf(props.manifest)}
          chosen={props.settings.digits}
          error={props.errors.digits}
          onChange={(digits) => props.onChange({ digits })}
        />
      </Match>
      <Match when={props.settings.technique === 'anagram'}>
        <OneDigit {...props} name="upright" legend="Upright" />
        <OneDigit {...props} name="turned" legend="Turned" />
        <ViewPicker {...props} />
      </Match>
      <Match when={props.settings.technique === 'hybrid'}>
        <OneDigit {...props} name="near" legend="Near" aside="high frequencies" />
        <OneDigit {...props} name="far" legend="From afar" aside="low frequencies" />
      </Match>
    </Switch>
  );
}

interface OneDigitProps extends SettingsPanelProps {
  name: 'upright' | 'turned' | 'near' | 'far';
  legend: string;
  aside?: string;
}

function OneDigit(props: OneDigitProps): JSX.Element {
  return (
    <RadioRow
      legend={props.legend}
      {...(props.aside ? { aside: props.aside } : {})}
      look="numerals"
      options={labelsOf(props.manifest)}
      chosen={props.settings[props.name]}
      error={props.errors[props.name]}
      onChange={(digit) => props.onChange({ [props.name]: digit })}
    >
      {(digit) => digit}
    </RadioRow>
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
