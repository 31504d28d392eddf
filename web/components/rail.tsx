import type { TechniqueName } from '@manifold/shared/recipe/technique';
import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import { addressOf, formNames, wordsOf } from '../presentation/technique-words.ts';
import { plural, shortId } from '../presentation/words.ts';
import type { Entry, History } from '../primitives/create-history.ts';
import { reveal } from '../primitives/reveal.ts';
import { Sign } from './sign.tsx';

export interface RailProps {
  history: History;
  /** What is being made, in the studio or by a form. */
  make: TechniqueName | undefined;
  resultId?: string | undefined;
}

/** What can be made, and what this browser made lately. */
export function Rail(props: RailProps): JSX.Element {
  let rail!: HTMLElement;
  createEffect(
    on([() => props.make, () => props.resultId], () => {
      const current = rail.querySelector('[aria-current]');
      if (current) reveal(current, rail);
    }),
  );
  const clear = () => {
    props.history.clear();
    // The button goes with what it cleared.
    rail.querySelector('a')?.focus({ preventScroll: true });
  };
  return (
    <nav class="rail" aria-label="Techniques and recent prints" ref={rail}>
      <h2>Make</h2>
      <ul>
        <For each={formNames}>
          {(make) => (
            <li>
              <a
                class="tech"
                href={addressOf(make)}
                title={wordsOf(make).title}
                aria-current={props.make === make ? 'page' : undefined}
              >
                <Sign of={make} />
                {wordsOf(make).short}
              </a>
            </li>
          )}
        </For>
      </ul>
      <Show when={props.history.entries().length > 0}>
        <div class="rail-head">
          <h2>Recent prints</h2>
          <button type="button" class="link" onClick={clear}>
            clear<span class="of-what"> recent prints</span>
          </button>
        </div>
        <ul>
          <For each={props.history.entries()}>
            {(entry) => <RecentPrint entry={entry} current={entry.id === props.resultId} />}
          </For>
        </ul>
      </Show>
    </nav>
  );
}

/** Pixels a side at which a print is shown in the list. */
const thumb = 28;

function RecentPrint(props: { entry: Entry; current: boolean }): JSX.Element {
  const [pixels, setPixels] = createSignal(0);
  return (
    <li>
      <a
        class="tech"
        href={`/r/${props.entry.id}`}
        title={props.entry.caption}
        aria-current={props.current ? 'page' : undefined}
      >
        <img
          src={props.entry.image}
          alt=""
          width="36"
          height="36"
          loading="lazy"
          data-smooth={pixels() > thumb ? '' : undefined}
          onLoad={(event) => setPixels(event.currentTarget.naturalWidth)}
        />
        <span>
          <em dir="auto">{props.entry.caption}</em>
          <small>
            {props.entry.count > 1 ? plural(props.entry.count, 'print') : shortId(props.entry.id).slice(0, 9)}
          </small>
        </span>
      </a>
    </li>
  );
}
