/** A place on the mask, in its pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** What the brush is doing: nothing, or a stroke from its last spot on. */
export type Brush = { readonly state: 'idle' } | { readonly state: 'painting'; readonly last: Spot };

export const idle: Brush = { state: 'idle' };

export interface Stroke {
  /** Diameter in pixels of the mask. */
  readonly size: number;
  /** Whether it holds what is there instead of having it redrawn. */
  readonly erases: boolean;
}

/** All held: nothing is redrawn yet. */
export function clearMask(canvas: HTMLCanvasElement, width: number, height: number): void {
  Object.assign(canvas, { width, height });
  fill(canvas, 'black');
}

/** What was held is redrawn, and the other way round. */
export function invertMask(canvas: HTMLCanvasElement): void {
  const context = contextOf(canvas);
  context.globalCompositeOperation = 'difference';
  fill(canvas, 'white');
  context.globalCompositeOperation = 'source-over';
}

/** Lays the brush down at `spot`. */
export function press(canvas: HTMLCanvasElement, spot: Spot, stroke: Stroke): Brush {
  line(canvas, spot, spot, stroke);
  return { state: 'painting', last: spot };
}

/** Draws on from the last spot, while it is down. */
export function move(canvas: HTMLCanvasElement, brush: Brush, spot: Spot, stroke: Stroke): Brush {
  if (brush.state === 'idle') return brush;
  line(canvas, brush.last, spot, stroke);
  return { state: 'painting', last: spot };
}

/** The mask as a PNG: white is redrawn. */
export function maskPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the mask could not be written'))), 'image/png');
  });
}

function line(canvas: HTMLCanvasElement, from: Spot, to: Spot, { size, erases }: Stroke): void {
  const context = contextOf(canvas);
  Object.assign(context, { lineCap: 'round', lineWidth: size, strokeStyle: erases ? 'black' : 'white' });
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
}

function fill(canvas: HTMLCanvasElement, colour: string): void {
  const context = contextOf(canvas);
  context.fillStyle = colour;
  context.fillRect(0, 0, canvas.width, canvas.height);
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext('2d')!;
}
