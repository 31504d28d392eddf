import { draw, fitTo, type Picture } from './picture.ts';

export const crossfadeMs = 120;

export interface Crossfade {
  /** Shows a picture over what the canvas holds, at once when `still`. */
  show(picture: Picture, still: boolean): void;
  /** Stops a fade under way. */
  dispose(): void;
}

/** Lets each new picture rise over the last, in `crossfadeMs`, on the canvas's own pixels. */
export function makeCrossfade(canvas: HTMLCanvasElement): Crossfade {
  let request = 0;
  let fresh = true;
  const stop = () => cancelAnimationFrame(request);
  return {
    show(picture, still) {
      stop();
      if (still || fresh) draw(canvas, picture);
      else request = fade(canvas, picture, (next) => (request = next));
      fresh = false;
    },
    dispose: stop,
  };
}

function fade(canvas: HTMLCanvasElement, picture: Picture, onRequest: (request: number) => void): number {
  const context = canvas.getContext('2d')!;
  const under = new OffscreenCanvas(canvas.width, canvas.height);
  under.getContext('2d')!.drawImage(canvas, 0, 0);
  let began: number | undefined;
  const frame = (now: number) => {
    began ??= now;
    const share = Math.min(1, (now - began) / crossfadeMs);
    fitTo(canvas, picture);
    context.globalAlpha = 1;
    context.drawImage(under, 0, 0, canvas.width, canvas.height);
    context.globalAlpha = share;
    draw(canvas, picture);
    context.globalAlpha = 1;
    if (share < 1) onRequest(requestAnimationFrame(frame));
  };
  return requestAnimationFrame(frame);
}
