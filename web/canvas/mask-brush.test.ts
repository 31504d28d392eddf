import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Brush, drawMask, maskPng, move, painterOf, press } from './mask-brush.ts';

afterEach(() => vi.unstubAllGlobals());

function fakeCanvas(written: Blob | null = null) {
  const pixels = { data: Uint8ClampedArray.of(255, 0, 255, 255) };
  const context = {
    fillStyle: '',
    fillRect: vi.fn(),
    fill: vi.fn(),
    stroke: vi.fn(),
    beginPath() {},
    arc() {},
    moveTo() {},
    lineTo() {},
    drawImage: vi.fn(),
    getImageData: () => pixels,
    putImageData: vi.fn(),
  };
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

  it('shows of a mask with colours the greys that count', async () => {
    vi.stubGlobal('createImageBitmap', async () => ({ close() {} }));
    const { canvas, context } = fakeCanvas();
    await drawMask(canvas, new Blob(), () => true);
    expect([...context.putImageData.mock.calls[0]![0].data]).toEqual([145, 145, 145, 255]);
  });
});

describe('press', () => {
  const spot = { x: 1, y: 1 };
  const stroke = { size: 2, erases: false };

  it.each([
    ['idle', 'painting', 1],
    ['waiting', 'waiting', 0],
  ] as const)('of a brush that is %s leaves it %s', (state, next, times) => {
    const { canvas, context } = fakeCanvas();
    const pressed = press(canvas, { state }, spot, stroke);
    const moved: Brush = move(canvas, pressed, { x: 5, y: 5 }, stroke);
    expect([moved.state, context.fill.mock.calls.length, context.stroke.mock.calls.length]).toEqual([
      next,
      times,
      times,
    ]);
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
