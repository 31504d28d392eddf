import type { JSX } from 'solid-js';
import { PrintSheet } from '../components/print-sheet.tsx';
import { createTitle } from '../primitives/create-title.ts';

export function NotFoundPage(): JSX.Element {
  return (
    <main>
      <NotFound
        note="404"
        title="There is nothing at this address"
        detail="Check that the whole address was copied, or begin in the studio."
      />
    </main>
  );
}

/** A print that was never exposed. */
export function NotFound(props: { note: string; title: string; detail: string }): JSX.Element {
  createTitle(() => props.title);
  return (
    <section class="blank" aria-label="Not found">
      <PrintSheet
        fit={{ multiple: 8, columns: 1 }}
        size={28}
        count={1}
        caption="unexposed"
        note={props.note}
        phase="latent"
        frame={undefined}
        urls={undefined}
        selected={undefined}
        onSelect={undefined}
      />
      <h1>{props.title}</h1>
      <p>{props.detail}</p>
      <a class="quiet" href="/">
        Open the studio
      </a>
    </section>
  );
}
