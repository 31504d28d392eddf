import { createEffect, createSignal, type JSX, on, onCleanup, onMount, Show } from 'solid-js';
import { makeCrossfade } from '../canvas/crossfade.ts';
import { ragged } from '../canvas/fit.ts';
import { drawGrain } from '../canvas/grain.ts';
import type { Frame } from '../canvas/picture.ts';
import { createReducedMotion } from '../primitives/create-media.ts';

export interface PictureCellProps {
  /** Pixels a side. */
  size: number;
  sample: number;
  /** What is shown; grain while there is nothing. */
  frame: Frame | undefined;
  /** Address of the finished picture, once that is what is to be seen. */
  url: string | undefined;
  label: string;
  /** Whether the finished picture, or else the frame, could not be had: what was seen before it stays in sight. */
  isLost: boolean;
  /** Whether a new line of the sheet begins with it. */
  beginsRow?: boolean;
  onLost(): void;
}

/** One picture in its own pixels: a preview or a film's frame on canvas, and over it the finished picture. */
export function PictureCell(props: PictureCellProps): JSX.Element {
  /** Pixels a side of what is in sight: a second stage draws more than the model's own. */
  const [seen, setSeen] = createSignal(0);
  const finished = () => (props.isLost ? undefined : props.url);
  return (
    <span
      class="picture"
      data-begins-row={props.beginsRow ? '' : undefined}
      data-smooth={Math.max(props.size, seen()) > ragged ? '' : undefined}
    >
      <PictureCanvas {...props} isCovered={finished() !== undefined} onSeen={setSeen} />
      <Show when={finished()}>
        {(url) => (
          <img
            src={url()}
            alt={props.label}
            width={props.size}
            height={props.size}
            onLoad={(event) => setSeen(event.currentTarget.naturalWidth)}
            onError={() => props.onLost()}
          />
        )}
      </Show>
    </span>
  );
}

function PictureCanvas(props: PictureCellProps & { isCovered: boolean; onSeen(pixels: number): void }): JSX.Element {
  let canvas!: HTMLCanvasElement;
  const reduced = createReducedMotion();
  onMount(() => {
    const fade = makeCrossfade(canvas);
    let isBare = true;
    onCleanup(fade.dispose);
    createEffect(
      on([() => props.frame, () => props.size, () => props.isLost], ([frame, size, isLost]) => {
        if (!frame || (isLost && isBare)) {
          fade.dispose();
          isBare = true;
          return drawGrain(canvas, size, props.sample + 1);
        }
        if (isLost) return;
        let current = true;
        onCleanup(() => {
          current = false;
        });
        const show = (pictures: Awaited<ReturnType<Frame>>) => {
          const picture = pictures[props.sample];
          if (!current || !picture) return;
          isBare = false;
          fade.show(picture, reduced());
          props.onSeen(picture.width);
        };
        frame().then(show, () => current && !props.isCovered && props.onLost());
      }),
    );
  });
  return <canvas ref={canvas} role="img" aria-label={props.label} aria-hidden={props.isCovered ? 'true' : undefined} />;
}
