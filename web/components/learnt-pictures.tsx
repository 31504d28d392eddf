import { imagePath } from '@manifold/shared/protocol/result';
import type { Sighting } from '@manifold/shared/protocol/training';
import { For, type JSX, Show } from 'solid-js';
import { SamplingFilm } from './sampling-film.tsx';

/** What was learnt, drawn after some epochs: the latest first, and last an animation of sampling, where there is one. */
export function LearntPictures(props: { pictures: readonly Sighting[]; film?: string | undefined }): JSX.Element {
  const latestFirst = () => props.pictures.toReversed();
  return (
    <Show
      when={props.pictures.length > 0}
      fallback={<p class="sentence">The first pictures are drawn after the first epoch.</p>}
    >
      <ul class="learnt">
        <For each={latestFirst()}>
          {(picture) => (
            <li>
              <figure class="sheet">
                <div class="paper">
                  <img
                    src={imagePath(picture.digest)}
                    alt={`What was drawn after epoch ${picture.epoch}`}
                    width={picture.width}
                    height={picture.height}
                  />
                  <figcaption>
                    <em>After epoch {picture.epoch}</em>
                    <span class="note">{nameOf(picture)}</span>
                  </figcaption>
                </div>
              </figure>
            </li>
          )}
        </For>
        <Show when={props.film}>
          {(url) => (
            <li>
              <SamplingFilm url={url()} />
            </li>
          )}
        </Show>
      </ul>
    </Show>
  );
}

/** The name of a picture that is not the epoch's own. */
function nameOf({ path }: Sighting): string {
  const name = path.split('/').at(-1)!.replace('.png', '');
  return /^epoch-\d+$/.test(name) ? '' : name.replaceAll('-', ' ');
}
