import type { Manifest } from '@manifold/shared/protocol/manifest';
import { createUniqueId, For, type JSX, Show } from 'solid-js';
import { Icon } from './icon.tsx';

export interface BundlePickerProps {
  served: readonly Manifest[];
  chosen: string;
  onChange(name: string): void;
}

/** Which model develops, where there is more than one. */
export function BundlePicker(props: BundlePickerProps): JSX.Element {
  const id = createUniqueId();
  return (
    <Show when={props.served.length > 1}>
      <div class="field">
        <label for={id}>Model</label>
        <div class="box">
          <select id={id} onChange={(event) => props.onChange(event.currentTarget.value)}>
            <For each={props.served}>
              {({ name, title }) => (
                <option value={name} selected={name === props.chosen}>
                  {name.startsWith('trained-') ? name : title}
                </option>
              )}
            </For>
          </select>
          <Icon name="chevron" />
        </div>
      </div>
    </Show>
  );
}
