import { turnGrey } from './grey.ts';

/** A place on the mask, in its pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** What the brush is doing: nothing, a stroke from its last spot on, or it waits for what it is to paint on. */
export type Brush =
  | { readonly state: 'idle' }
  | { readonly state: 'painting'; readonly last: Spot }
  | { readonly state: 'waiting' };

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

/**
 * Takes over a mask from elsewhere, unless it is no longer wanted by when it is decoded: in grey, since that is what counts of it.
 * What is painted meanwhile is lost.
 */
export async function drawMask(canvas: HTMLCanvasElement, mask: Blob, isWanted: () => boolean): Promise<void> {
  const bitmap = await createImageBitmap(mask);
  if (isWanted()) {
    const context = contextOf(canvas);
    fill(canvas, 'black');
    context.drawImage(bitmap, 0, 0);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    turnGrey(pixels.data);
    context.putImageData(pixels, 0, 0);
  }
  bitmap.close();
}

/** What was held is redrawn, and the other way round. */
export function invertMask(canvas: HTMLCanvasElement): void {
  const context = contextOf(canvas);
  context.globalCompositeOperation = 'difference';
  fill(canvas, 'white');
  context.globalCompositeOperation = 'source-over';
}

/** Lays the brush down at `spot`, unless it waits. */
export function press(canvas: HTMLCanvasElement, brush: Brush, spot: Spot, stroke: Stroke): Brush {
  if (brush.state === 'waiting') return brush;
  dab(canvas, spot, stroke);
  return { state: 'painting', last: spot };
}

/** Draws on from the last spot, while it is down. */
export function move(canvas: HTMLCanvasElement, brush: Brush, spot: Spot, stroke: Stroke): Brush {
  if (brush.state !== 'painting') return brush;
  line(canvas, brush.last, spot, stroke);
  return { state: 'painting', last: spot };
}

const painters = new WeakMap<Blob, HTMLCanvasElement>();

/** The mask as a PNG: white is redrawn. */
export async function maskPng(canvas: HTMLCanvasElement): Promise<Blob> {
  const mask = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!mask) throw new Error('the mask could not be written');
  painters.set(mask, canvas);
  return mask;
}

/** The canvas that a mask was painted on; undefined of one from a file. */
export function painterOf(mask: Blob): HTMLCanvasElement | undefined {
  return painters.get(mask);
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
