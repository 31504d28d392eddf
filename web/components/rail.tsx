import { For, type JSX, Show } from 'solid-js';
import { captionOf, plural, shortId } from '../api/words.ts';
import type { Entry, History } from '../primitives/create-history.ts';

/** What can be made, and what this browser made lately. */
export function Rail(props: { history: History; studio: boolean; resultId?: string | undefined }): JSX.Element {
  return (
    <nav class="rail" aria-label="Techniques and recent prints">
      <h2>Digits</h2>
      <ul>
        <li>
          <a class="tech" href="/" aria-current={props.studio ? 'page' : undefined}>
            <span class="tech-numeral" aria-hidden="true">
              7
            </span>
            Sample a digit
          </a>
        </li>
      </ul>
      <Show when={props.history.entries().length > 0}>
        <h2>
          Recent prints
          <button type="button" class="link" onClick={() => props.history.clear()}>
            clear
          </button>
        </h2>
        <ul>
          <For each={props.history.entries()}>
            {(entry) => <RecentPrint entry={entry} current={entry.id === props.resultId} />}
          </For>
        </ul>
      </Show>
    </nav>
  );
}

function RecentPrint(props: { entry: Entry; current: boolean }): JSX.Element {
  return (
    <li>
      <a class="tech" href={`/r/${props.entry.id}`} aria-current={props.current ? 'page' : undefined}>
        <img src={props.entry.image} alt="" width="36" height="36" loading="lazy" />
        <span>
          <em>{captionOf(props.entry.prompt)}</em>
          <small>
            {props.entry.count > 1 ? plural(props.entry.count, 'print') : shortId(props.entry.id).slice(0, 9)}
          </small>
        </span>
      </a>
    </li>
  );
}
