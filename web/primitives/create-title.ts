import { type Accessor, createEffect } from 'solid-js';

/** Has the tab be called after the page that is shown. */
export function createTitle(title: Accessor<string>): void {
  createEffect(() => {
    document.title = `${title()} · Manifold`;
  });
}
