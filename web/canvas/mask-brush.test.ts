import { afterEach, describe, expect, it, vi } from 'vitest';
import { drawMask, maskPng, painterOf } from './mask-brush.ts';

afterEach(() => vi.unstubAllGlobals());

function fakeCanvas(written: Blob | null = null) {
  const context = { fillStyle: '', fillRect: vi.fn(), drawImage: vi.fn() };
  const canvas = {
    width: 8,
    height: 8,
    getContext: () => context,
    toBlob: (take: (blob: Blob | null) => void) => take(written),
  };
  return { canvas: canvas as unknown as HTMLCanvasElement, context };
}

describe('drawMask', () => {
  it.each([true, false])('lets go of what it decoded, drawn where it is still wanted: %s', async (isWanted) => {
    const bitmap = { close: vi.fn() };
    vi.stubGlobal('createImageBitmap', async () => bitmap);
    const { canvas, context } = fakeCanvas();
    await drawMask(canvas, new Blob(), () => isWanted);
    expect(context.drawImage).toHaveBeenCalledTimes(isWanted ? 1 : 0);
    expect(bitmap.close).toHaveBeenCalledOnce();
  });
});

describe('painterOf', () => {
  it('tells what was painted from what came from a file', async () => {
    const { canvas } = fakeCanvas(new Blob(['a mask']));
    expect(painterOf(await maskPng(canvas))).toBe(canvas);
    expect(painterOf(new Blob(['a file']))).toBeUndefined();
  });

  it('knows of no mask that could not be written', async () => {
    await expect(maskPng(fakeCanvas().canvas)).rejects.toThrow('could not be written');
  });
});
