import { afterEach, expect, it, vi } from 'vitest';
import { crossfadeMs, makeCrossfade } from './crossfade.ts';
import type { Picture } from './picture.ts';

afterEach(() => vi.unstubAllGlobals());

/** A canvas that tells how opaque each thing was drawn on it; to resize it resets that, as in a browser. */
function makeCanvas() {
  const drawn: number[] = [];
  const context = { globalAlpha: 1, drawImage: () => drawn.push(context.globalAlpha) };
  let side = 64;
  const resize = (next: number) => {
    side = next;
    context.globalAlpha = 1;
  };
  const canvas = {
    get width() {
      return side;
    },
    set width(next) {
      resize(next);
    },
    get height() {
      return side;
    },
    set height(next) {
      resize(next);
    },
    getContext: () => context,
  };
  return { canvas: canvas as unknown as HTMLCanvasElement, drawn };
}

it('lets a larger picture rise over the last as gently as one of the same size', () => {
  const frames: ((now: number) => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (frame: (now: number) => void) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', () => {});
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext = () => ({ drawImage() {} });
    },
  );
  const { canvas, drawn } = makeCanvas();
  const of = (side: number) => ({ bitmap: {}, x: 0, y: 0, width: side, height: side }) as unknown as Picture;
  const fade = makeCrossfade(canvas);
  fade.show(of(64), false);
  fade.show(of(256), false);
  for (const share of [0, 0.5, 1]) frames.shift()!(share * crossfadeMs);
  expect([drawn, canvas.width]).toEqual([[1, 1, 0, 1, 0.5, 1, 1], 256]);
});
