import { createEffect, type JSX, on, onCleanup, onMount, Show } from 'solid-js';
import { makeCrossfade } from '../canvas/crossfade.ts';
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
}

/** One picture in its own pixels: a preview or a film's frame on canvas, and over it the finished picture. */
export function PictureCell(props: PictureCellProps): JSX.Element {
  return (
    <span class="picture" data-smooth={props.size > 64 ? '' : undefined}>
      <PictureCanvas {...props} />
      <Show when={props.url}>
        {(url) => <img src={url()} alt={props.label} width={props.size} height={props.size} />}
      </Show>
    </span>
  );
}

function PictureCanvas(props: PictureCellProps): JSX.Element {
  let canvas!: HTMLCanvasElement;
  const reduced = createReducedMotion();
  onMount(() => {
    const fade = makeCrossfade(canvas);
    onCleanup(fade.dispose);
    createEffect(
      on([() => props.frame, () => props.size], ([frame, size]) => {
        if (!frame) return drawGrain(canvas, size, props.sample + 1);
        let current = true;
        onCleanup(() => {
          current = false;
        });
        const show = (pictures: Awaited<ReturnType<Frame>>) => {
          const picture = pictures[props.sample];
          if (current && picture) fade.show(picture, reduced());
        };
        // A frame that cannot be had leaves the last one in sight.
        frame().then(show, () => undefined);
      }),
    );
  });
  return <canvas ref={canvas} role="img" aria-label={props.label} aria-hidden={props.url ? 'true' : undefined} />;
}
