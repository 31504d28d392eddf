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

/** What an earlier brush had painted. */
export async function drawMask(canvas: HTMLCanvasElement, mask: Blob): Promise<void> {
  contextOf(canvas).drawImage(await createImageBitmap(mask), 0, 0);
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
  dab(canvas, spot, stroke);
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

/** A line without length would leave nothing. */
function dab(canvas: HTMLCanvasElement, { x, y }: Spot, stroke: Stroke): void {
  const context = contextOf(canvas);
  context.fillStyle = colourOf(stroke);
  context.beginPath();
  context.arc(x, y, stroke.size / 2, 0, 2 * Math.PI);
  context.fill();
}

function line(canvas: HTMLCanvasElement, from: Spot, to: Spot, stroke: Stroke): void {
  const context = contextOf(canvas);
  Object.assign(context, { lineCap: 'round', lineWidth: stroke.size, strokeStyle: colourOf(stroke) });
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
}

function colourOf({ erases }: Stroke): string {
  return erases ? 'black' : 'white';
}

function fill(canvas: HTMLCanvasElement, colour: string): void {
  const context = contextOf(canvas);
  context.fillStyle = colour;
  context.fillRect(0, 0, canvas.width, canvas.height);
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext('2d')!;
}
