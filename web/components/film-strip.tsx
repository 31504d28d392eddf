import { createEffect, createMemo, createSignal, Index, type JSX, onCleanup, onMount, untrack } from 'solid-js';
import { drawGrain } from '../canvas/grain.ts';
import { draw, type Picture } from '../canvas/picture.ts';
import { tickAfterKey, tickAt } from '../presentation/timeline.ts';
import type { Lost } from '../primitives/create-lost.ts';
import type { ReelTick } from '../primitives/create-reel.ts';
import { createSize } from '../primitives/create-size.ts';
import { isShortcut } from '../primitives/is-shortcut.ts';
import { FetchAgain } from './fetch-again.tsx';

export interface FilmStripProps {
  ticks: readonly ReelTick[];
  size: number;
  /** The sample whose film this is. */
  sample: number;
  /** The tick in sight; -1 before the first. */
  current: number;
  /** The latest tick that is developed; -1 before the first. */
  last: number;
  /** The ticks whose pictures could not be had: with one of them the film is not shown. */
  lost: Lost;
  onScrub(tick: number): void;
}

/** The sampler's timeline: every kept step with its t. Dragging, clicking or the arrow keys move the print along it. */
export function FilmStrip(props: FilmStripProps): JSX.Element {
  const shown = () => Math.max(0, props.current);
  let strip!: HTMLElement;
  const { size, ref } = createSize();
  /** Width of a frame in CSS pixels. */
  const width = createMemo(() =>
    props.ticks.length > 0 && size() ? strip.querySelector('canvas')?.clientWidth : undefined,
  );
  const scrub = (tick: number) => props.last >= 0 && props.onScrub(Math.min(tick, props.last));
  const onPointer = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (event.type === 'pointerdown' && event.button === 0) event.currentTarget.setPointerCapture(event.pointerId);
    else if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    scrub(tickAt((event.clientX - left) / width, props.ticks.length));
  };
  const onKey = (event: KeyboardEvent) => {
    const tick = isShortcut(event) ? undefined : tickAfterKey(event.key, shown(), props.last);
    if (tick === undefined) return;
    event.preventDefault();
    scrub(tick);
  };
  return (
    <section class="film" aria-label="Film">
      <div class="holes" aria-hidden="true" />
      <div
        ref={(element) => {
          strip = element;
          ref(element);
        }}
        class="strip"
        role="slider"
        tabIndex={0}
        aria-label="Step of the film"
        aria-valuemin="0"
        aria-valuemax={Math.max(0, props.ticks.length - 1)}
        aria-valuenow={shown()}
        aria-valuetext={props.lost.any() ? 'not fetched' : valueText(props.ticks[props.current])}
        aria-disabled={props.last < 0}
        onPointerDown={onPointer}
        onPointerMove={onPointer}
        onKeyDown={onKey}
      >
        <Index each={props.ticks}>
          {(tick, i) => (
            <Slot
              tick={tick()}
              now={i === props.current}
              size={props.size}
              width={width()}
              sample={props.sample}
              index={i}
              isLost={props.lost.has(i)}
              onLost={() => props.lost.add(i)}
            />
          )}
        </Index>
      </div>
      <p class="film-lost" role="status">
        {props.lost.any() ? 'The film was not fetched. ' : ''}
        <FetchAgain lost={[props.lost]} />
      </p>
      <div class="holes" aria-hidden="true" />
    </section>
  );
}

function valueText(tick: ReelTick | undefined): string {
  return tick ? `timestep ${tick.timestep}, step ${tick.step}` : 'nothing developed yet';
}

interface SlotProps {
  tick: ReelTick;
  now: boolean;
  size: number;
  /** As it is shown, in CSS pixels; undefined until it is laid out. */
  width: number | undefined;
  sample: number;
  index: number;
  isLost: boolean;
  onLost(): void;
}

function Slot(props: SlotProps): JSX.Element {
  let canvas!: HTMLCanvasElement;
  const frame = createMemo(() => props.tick.frame);
  /** Pixels a side of the picture that is in sight; 0 while there is only grain. */
  const [drawn, setDrawn] = createSignal(0);
  const pixels = () => drawn() || props.size;
  const wipe = () => {
    drawGrain(canvas, props.size, props.index + 1);
    setDrawn(0);
  };
  const show = (picture: Picture) => {
    draw(canvas, picture);
    setDrawn(picture.width);
  };
  onMount(() =>
    createEffect(() => {
      const sample = props.sample;
      const developed = frame();
      if (!developed || props.isLost) return wipe();
      if (untrack(drawn) === 0) wipe();
      let current = true;
      onCleanup(() => {
        current = false;
      });
      developed().then(
        (pictures) => current && pictures[sample] && show(pictures[sample]),
        () => current && props.onLost(),
      );
    }),
  );
  return (
    <div
      class="slot"
      data-now={props.now ? '' : undefined}
      data-latent={drawn() > 0 ? undefined : ''}
      data-smooth={props.width && pixels() > props.width * devicePixelRatio ? '' : undefined}
    >
      <canvas ref={canvas} />
      <span>
        <i>t </i>
        {props.tick.timestep}
      </span>
    </div>
  );
}
