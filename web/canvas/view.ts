/** The views that can be had by turning a sheet of paper over or around. */
export const paperViews = ['flip', 'rotate-180', 'rotate-cw', 'rotate-ccw'] as const;
export type PaperView = (typeof paperViews)[number];

/** Where in a picture of `size` pixels a side pixel (y, x) of its view is taken from. */
const sources: Record<PaperView, (y: number, x: number, size: number) => readonly [y: number, x: number]> = {
  flip: (y, x, size) => [size - 1 - y, x],
  'rotate-180': (y, x, size) => [size - 1 - y, size - 1 - x],
  'rotate-cw': (y, x, size) => [size - 1 - x, y],
  'rotate-ccw': (y, x, size) => [x, size - 1 - y],
};

/** The view of a picture of `size` x `size` pixels, each one number. */
export function applyView(pixels: Uint32Array, size: number, view: PaperView): Uint32Array<ArrayBuffer> {
  const source = sources[view];
  return Uint32Array.from({ length: size * size }, (_, i) => {
    const [y, x] = source(Math.floor(i / size), i % size, size);
    return pixels[y * size + x]!;
  });
}

/** The view that undoes a view. */
export function inverseOf(view: PaperView): PaperView {
  if (view === 'rotate-cw') return 'rotate-ccw';
  return view === 'rotate-ccw' ? 'rotate-cw' : view;
}
