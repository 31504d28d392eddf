import type { Preview } from '@manifold/shared/protocol/event';
import type { Film } from '@manifold/shared/protocol/result';
import { applyView, type PaperView } from './view.ts';

/** A part of a bitmap: the whole of it, or one cell of a film. */
export interface Picture {
  bitmap: ImageBitmap | OffscreenCanvas;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One picture for each sample or cell of a study, as far as there is one, decoded when first asked for. */
export type Frame = () => Promise<(Picture | undefined)[]>;

/** Gives a canvas the pixels of a picture, unless it has them: that wipes it, and resets how it is drawn on. */
export function fitTo(canvas: HTMLCanvasElement, { width, height }: Picture): void {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
}

/** Draws a picture over the whole canvas, whose own pixels are the picture's: enlarging is left to the style sheet. */
export function draw(canvas: HTMLCanvasElement, picture: Picture): void {
  const { bitmap, x, y, width, height } = picture;
  fitTo(canvas, picture);
  canvas.getContext('2d')!.drawImage(bitmap, x, y, width, height, 0, 0, width, height);
}

const previewFrames = new WeakMap<Preview, Frame>();

/** The frame of a preview: always the same function for the same preview. */
export function frameOfPreview(preview: Preview): Frame {
  const known = previewFrames.get(preview);
  if (known) return known;
  const frame = once(() => picturesOf(preview));
  previewFrames.set(preview, frame);
  return frame;
}

async function picturesOf({ images, mediaType, places }: Preview): Promise<(Picture | undefined)[]> {
  const decoded = await Promise.all(images.map((image) => decodeBase64(image, mediaType)));
  if (!places) return decoded;
  const cells = new Array<Picture | undefined>(Math.max(...places) + 1).fill(undefined);
  places.forEach((place, i) => {
    cells[place] = decoded[i];
  });
  return cells;
}

const filmFrames = new WeakMap<Film, Frame[]>();

/** The frames of a film's columns: always the same for the same film, whose sprite is fetched and decoded once. */
export function framesOfFilm(film: Film & { url: string }, samples: number): Frame[] {
  const known = filmFrames.get(film);
  if (known) return known;
  const frames = columnsOf(film, samples);
  filmFrames.set(film, frames);
  return frames;
}

function columnsOf(film: Film & { url: string }, samples: number): Frame[] {
  const sprite = once(async () => createImageBitmap(await fetchBlob(film.url)));
  return film.timesteps.map((_, column) => once(async () => cellsOf(await sprite(), film, column, samples)));
}

function cellsOf(bitmap: ImageBitmap, film: Film, column: number, samples: number): Picture[] {
  const width = film.width / film.timesteps.length;
  const height = film.height / samples;
  return Array.from({ length: samples }, (_, row) => ({ bitmap, x: column * width, y: row * height, width, height }));
}

/** The frame of a single finished picture. */
export function frameOfImage(url: string): Frame {
  return once(async () => [wholeOf(await createImageBitmap(await fetchBlob(url)))]);
}

/** The frame of one sample alone. */
export function frameOfSample(frame: Frame, sample: number): Frame {
  return async () => (await frame()).slice(sample, sample + 1);
}

/** The frame as it is seen in a view. */
export function frameInView(frame: Frame, view: PaperView): Frame {
  return once(async () => (await frame()).map((picture) => picture && pictureInView(picture, view)));
}

function pictureInView({ bitmap, x, y, width, height }: Picture, view: PaperView): Picture {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, x, y, width, height, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const seen = applyView(new Uint32Array(data.buffer), width, view);
  context.putImageData(new ImageData(new Uint8ClampedArray(seen.buffer), width, height), 0, 0);
  return wholeOf(canvas);
}

async function decodeBase64(text: string, type: string): Promise<Picture> {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return wholeOf(await createImageBitmap(new Blob([bytes], { type })));
}

function wholeOf(bitmap: Picture['bitmap']): Picture {
  return { bitmap, x: 0, y: 0, width: bitmap.width, height: bitmap.height };
}

async function fetchBlob(url: string): Promise<Blob> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.blob();
}

/** Remembers what `make` gave; a failure is forgotten, so that the next call tries again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
