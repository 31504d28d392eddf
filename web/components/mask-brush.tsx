import { createEffect, createSignal, createUniqueId, type JSX, onCleanup, onMount } from 'solid-js';
import {
  type Brush,
  clearMask,
  drawMask,
  idle,
  invertMask,
  maskPng,
  move,
  painterOf,
  press,
  type Spot,
} from '../canvas/mask-brush.ts';
import type { ChosenPicture } from '../canvas/read-picture.ts';
import { isShortcut } from '../primitives/is-shortcut.ts';
import { MaskVeil } from './mask-veil.tsx';

export interface MaskBrushProps {
  /** The picture that is painted over. */
  picture: ChosenPicture;
  /** The mask as it is. What this brush did not paint is drawn, to be painted on: a file, or what was there when the page was left. */
  mask: ChosenPicture | undefined;
  /** After each stroke, what writes the mask as it is by then; a browser takes its time over that. */
  onChange(write: () => Promise<Blob>): void;
  /** What was painted goes with the brush. */
  onForget(): void;
}

/** Part of the picture's width that an arrow key moves by. */
const KEY_STEP = 1 / 32;

/** Paints what is to be redrawn over a picture: with a pointer, or with arrow keys and the space bar. */
export function MaskBrush(props: MaskBrushProps): JSX.Element {
  const id = createUniqueId();
  let canvas!: HTMLCanvasElement;
  const [brush, setBrush] = createSignal<Brush>(idle);
  const [share, setShare] = createSignal(0.15);
  const [erases, setErases] = createSignal(false);
  const [cursor, setCursor] = createSignal<Spot>();
  const stroke = () => ({ size: share() * props.picture.width, erases: erases() });
  let isPainted = false;
  const done = () => {
    isPainted = true;
    props.onChange(() => maskPng(canvas));
  };
  /** A stroke that was begun is given up. */
  const takeOver = async (mask: Blob) => {
    const waiting = { state: 'waiting' } as const;
    setBrush(waiting);
    await drawMask(canvas, mask, () => props.mask?.blob === mask).finally(() => brush() === waiting && setBrush(idle));
  };
  /** Begins with nothing painted: so it does too where a mask is of another size, which is told of beside the field. */
  const beginAnew = ({ width, height }: ChosenPicture) => {
    setBrush(idle);
    clearMask(canvas, width, height);
  };
  onMount(() => beginAnew(props.picture));
  createEffect(() => {
    const { mask, picture } = props;
    const painter = mask && painterOf(mask.blob);
    if (!mask || painter === canvas) return;
    isPainted = painter !== undefined;
    if (mask.width === picture.width && mask.height === picture.height) void takeOver(mask.blob);
    else beginAnew(picture);
  });
  onCleanup(() => isPainted && props.onForget());

  const spotOf = (event: PointerEvent): Spot => {
    const box = canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * canvas.width,
      y: ((event.clientY - box.top) / box.height) * canvas.height,
    };
  };
  const lift = () => {
    if (brush().state !== 'painting') return;
    setBrush(idle);
    done();
  };
  const change = (how: () => void) => {
    if (brush().state === 'waiting') return;
    how();
    done();
  };
  const key = (event: KeyboardEvent) => {
    const by = moves[event.key];
    if (isShortcut(event) || (!by && event.key !== ' ')) return;
    event.preventDefault();
    const at = cursor() ?? { x: canvas.width / 2, y: canvas.height / 2 };
    const step = canvas.width * KEY_STEP;
    const next = by ? inside({ x: at.x + by[0] * step, y: at.y + by[1] * step }, canvas) : at;
    setCursor(next);
    if (event.key === ' ') change(() => press(canvas, brush(), next, stroke()));
    else if (event.shiftKey) change(() => move(canvas, { state: 'painting', last: at }, next, stroke()));
  };

  return (
    <div class="brush">
      <div
        class="brush-picture"
        style={{ '--aspect': props.picture.width / props.picture.height }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keyboard
        tabIndex={0}
        role="application"
        aria-label="Mask: paint what is to be redrawn"
        aria-describedby={`${id}-how`}
        onKeyDown={key}
      >
        <img src={props.picture.url} alt="" />
        <MaskVeil id={`${id}-veil`} tintId={`${id}-tint`} />
        <canvas
          ref={canvas}
          style={{ filter: `url(#${id}-${brush().state === 'painting' ? 'tint' : 'veil'})` }}
          onPointerDown={(event) => {
            if (!event.isPrimary || event.button !== 0) return;
            canvas.setPointerCapture(event.pointerId);
            setBrush(press(canvas, brush(), spotOf(event), stroke()));
          }}
          onPointerMove={(event) => {
            if (!event.isPrimary) return;
            setCursor(inside(spotOf(event), canvas));
            setBrush(move(canvas, brush(), spotOf(event), stroke()));
          }}
          onPointerUp={(event) => event.isPrimary && lift()}
          onPointerCancel={(event) => event.isPrimary && lift()}
          onPointerLeave={(event) => event.isPrimary && setCursor(undefined)}
        />
        <span
          class="brush-cursor"
          hidden={!cursor()}
          style={{
            left: `${(100 * (cursor()?.x ?? 0)) / props.picture.width}%`,
            top: `${(100 * (cursor()?.y ?? 0)) / props.picture.height}%`,
            width: `${100 * share()}%`,
          }}
        />
      </div>
      <p class="hint" id={`${id}-how`}>
        Paint over what is to be redrawn. By keyboard: arrows move the brush, the space bar dabs, shift and arrows draw.
      </p>
      <div class="brush-tools">
        <label for={`${id}-size`}>Brush</label>
        <input
          id={`${id}-size`}
          type="range"
          min={0.02}
          max={0.5}
          step={0.01}
          value={share()}
          style={{ '--filled': `${(100 * (share() - 0.02)) / 0.48}%` }}
          onInput={(event) => setShare(event.currentTarget.valueAsNumber)}
        />
        <button type="button" class="quiet" aria-pressed={erases()} onClick={() => setErases(!erases())}>
          Erase
        </button>
        <button type="button" class="quiet" onClick={() => change(() => invertMask(canvas))}>
          Invert
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => change(() => clearMask(canvas, canvas.width, canvas.height))}
        >
          Clear
        </button>
      </div>
    </div>
  );
}

const moves: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function inside({ x, y }: Spot, { width, height }: HTMLCanvasElement): Spot {
  return { x: Math.min(width, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) };
}
