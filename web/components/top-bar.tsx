import { type JSX, Show } from 'solid-js';
import type { Lamp } from '../presentation/status.ts';
import { createTheme } from '../primitives/create-theme.ts';
import { focusOn } from '../primitives/focus-on.ts';
import { Icon } from './icon.tsx';

/** The head of every page: where one is, and what the lamp says. */
export function TopBar(props: { lamp: Lamp; studio: boolean }): JSX.Element {
  const { theme, toggle } = createTheme();
  return (
    <header class="top">
      <button type="button" class="quiet skip" onClick={() => focusOn(document.querySelector('main > *'))}>
        Skip to the content
      </button>
      <a class="mark" href="/" aria-label="Manifold">
        Mani<i>fold</i>
      </a>
      <nav aria-label="Site">
        <a href="/" aria-current={props.studio ? 'page' : undefined}>
          Studio
        </a>
        <a href="/v1/docs" rel="external">
          API
        </a>
      </nav>
      <div class="top-end">
        <span class="lamp" data-state={props.lamp.state} aria-hidden="true" />
        <span class="lamp-text">
          {props.lamp.text}
          <Show when={props.lamp.detail}>
            <span class="lamp-detail"> · {props.lamp.detail}</span>
          </Show>
        </span>
        <button
          type="button"
          class="quiet round"
          aria-pressed={theme() === 'lightbox'}
          aria-label="Lightbox theme"
          onClick={toggle}
        >
          <Icon name="half" />
        </button>
      </div>
    </header>
  );
}
