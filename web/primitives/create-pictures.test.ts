import { problem } from '@manifold/shared/protocol/problem';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPictures, type Pictures } from './create-pictures.ts';

/** What a browser would find in a file of these sides. */
const sides = new WeakMap<Blob, readonly [width: number, height: number]>();
/** The object URLs that hold a file in memory. */
const held = new Map<string, Blob>();
const decode = vi.fn(async () => ({ close() {} }));

function pictureOf(width: number, height: number): Blob {
  const blob = new Blob([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)]);
  sides.set(blob, [width, height]);
  return blob;
}

class FakeImage {
  onload?: () => void;
  naturalWidth = 0;
  naturalHeight = 0;
  set src(url: string) {
    [this.naturalWidth, this.naturalHeight] = sides.get(held.get(url)!)!;
    queueMicrotask(() => this.onload?.());
  }
}

beforeEach(() => {
  held.clear();
  decode.mockClear();
  vi.stubGlobal('Image', FakeImage);
  vi.stubGlobal('createImageBitmap', decode);
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    const url = `blob:${held.size}`;
    held.set(url, blob as Blob);
    return url;
  });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void held.delete(url));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('createPictures', () => {
  it.each([
    [1, 1, 'The picture is 1 x 1 px: too small; at least 8 px a side.'],
    [16_000, 1601, 'The picture is 16000 x 1601 px: too large; at most 16 million pixels, so make it smaller.'],
  ])('refuses what a runner would, %i x %i px, before it is decoded', async (width, height, fault) => {
    const pictures = createPictures();
    pictures.choose('image', pictureOf(width, height));
    await pictures.settled();
    expect([pictures.of('image'), pictures.faultOf('image')]).toEqual([undefined, fault]);
    expect([decode.mock.calls.length, held.size]).toEqual([0, 0]);
  });

  it('wants the mask to have the sides of the picture', async () => {
    const pictures = createPictures();
    pictures.choose('image', pictureOf(280, 280));
    pictures.choose('mask', pictureOf(100, 90));
    await pictures.settled();
    expect(pictures.faultOf('mask')).toMatch(/^The mask is 100 x 90 px, and the picture 280 x 280 px/);
    pictures.choose('mask', pictureOf(280, 280));
    await pictures.settled();
    expect(pictures.faultOf('mask')).toBeUndefined();
  });

  describe('once a file was chosen that is no picture', () => {
    const broken = new Blob(['no picture']);

    it('keeps what each field has, and says what is wrong with the file until another is chosen', async () => {
      const pictures = createPictures();
      for (const field of ['image', 'mask']) pictures.choose(field, pictureOf(20, 10));
      await pictures.settled();
      const before = [pictures.of('image'), pictures.of('mask')];
      for (const field of ['image', 'mask']) pictures.choose(field, broken);
      await pictures.settled();
      expect([pictures.of('image'), pictures.of('mask')]).toEqual(before);
      for (const field of ['image', 'mask']) {
        expect(pictures.rejectionOf(field)).toMatch(/^The file /);
        expect(pictures.faultOf(field)).toBeUndefined();
        pictures.choose(field, pictureOf(30, 30));
      }
      await pictures.settled();
      expect([pictures.rejectionOf('image'), pictures.of('image')]).toMatchObject([undefined, { width: 30 }]);
      expect([pictures.rejectionOf('mask'), held.size]).toEqual([undefined, 2]);
    });

    it('has a fault where there was no picture before it', async () => {
      const pictures = createPictures();
      pictures.choose('image', broken);
      await pictures.settled();
      expect([pictures.faultOf('image'), pictures.rejectionOf('image')]).toEqual([expect.any(String), undefined]);
    });

    it('has a fault where what is painted now could not be written, since the mask before is out of date', async () => {
      const pictures = createPictures();
      pictures.choose('mask', async () => pictureOf(20, 10));
      await pictures.settled();
      pictures.choose('mask', () => Promise.reject(new Error('no memory')));
      await pictures.settled();
      expect([pictures.of('mask'), pictures.faultOf('mask')]).toEqual([undefined, expect.any(String)]);
    });
  });

  it('lets go of a picture that another overtook', async () => {
    const pictures = createPictures();
    const late = Promise.withResolvers<Blob>();
    pictures.choose('image', () => late.promise);
    pictures.choose('image', pictureOf(20, 10));
    await pictures.settled();
    late.resolve(pictureOf(30, 30));
    await late.promise;
    await vi.waitFor(() => expect(held.size).toBe(1), 20_000);
    expect(pictures.of('image')).toMatchObject({ width: 20, height: 10 });
    expect(decode).toHaveBeenCalledTimes(1);
  });

  it('lets go of a picture that another overtook while it was read', async () => {
    const pictures = createPictures();
    const slow = Promise.withResolvers<{ close(): void }>();
    decode.mockImplementationOnce(() => slow.promise);
    pictures.choose('image', pictureOf(30, 30));
    await vi.waitFor(() => expect(decode).toHaveBeenCalledTimes(1), 20_000);
    pictures.choose('image', pictureOf(20, 10));
    await pictures.settled();
    slow.resolve({ close() {} });
    await vi.waitFor(() => expect(held.size).toBe(1), 20_000);
    expect(pictures.of('image')).toMatchObject({ width: 20, height: 10 });
  });

  it('writes one mask at a time, and of those that wait the last alone', async () => {
    const pictures = createPictures();
    const first = Promise.withResolvers<Blob>();
    const write = vi.fn(() => first.promise);
    const later = [vi.fn(async () => pictureOf(25, 25)), vi.fn(async () => pictureOf(30, 30))];
    pictures.choose('mask', write);
    await vi.waitFor(() => expect(write).toHaveBeenCalledTimes(1), 20_000);
    for (const next of later) pictures.choose('mask', next);
    const settled = pictures.settled();
    first.resolve(pictureOf(20, 20));
    await settled;
    expect(later.map((next) => next.mock.calls.length)).toEqual([0, 1]);
    expect(pictures.of('mask')).toMatchObject({ width: 30, height: 30 });
    expect(decode).toHaveBeenCalledTimes(1);
  });

  describe('while a picture is uploaded', () => {
    const digest = 'a'.repeat(64);
    /** The requests, and what answers each. */
    const asked: { signal: AbortSignal; answer: (response: Response) => void }[] = [];

    /** Pictures of which the one is on its way; the server heeds no abort, and answers when it is told to. */
    async function uploading() {
      asked.length = 0;
      vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
        const { promise, resolve } = Promise.withResolvers<Response>();
        asked.push({ signal, answer: resolve });
        return promise;
      });
      const pictures = createPictures();
      pictures.choose('image', pictureOf(20, 10));
      await pictures.settled();
      return { pictures, upload: pictures.upload() };
    }

    it('stops when it is told to, and a late answer changes nothing', async () => {
      const { pictures, upload } = await uploading();
      const chosen = pictures.of('image');
      expect([pictures.uploading(), asked[0]!.signal.aborted]).toEqual(['image', false]);
      pictures.cancel();
      expect([pictures.uploading(), asked[0]!.signal.aborted]).toEqual([undefined, true]);
      const again = pictures.upload();
      asked[0]!.answer(Response.json({ digest }));
      expect(await upload).toEqual({ ok: false, why: 'cancelled' });
      expect([pictures.of('image'), pictures.uploading(), asked.length]).toEqual([chosen, 'image', 2]);
      asked[1]!.answer(Response.json({ digest }));
      expect(await again).toEqual({ ok: true, digests: { image: digest } });
      expect(pictures.uploading()).toBeUndefined();
    });

    it('uploads a picture once, and again after it was told that the server may have it no more', async () => {
      const { pictures, upload } = await uploading();
      asked[0]!.answer(Response.json({ digest }));
      await upload;
      expect([await pictures.upload(), asked.length]).toEqual([{ ok: true, digests: { image: digest } }, 1]);
      for (const field of ['image', 'mask']) pictures.forget(field);
      const again = pictures.upload();
      expect(asked.length).toBe(2);
      asked[1]!.answer(Response.json({ digest }));
      expect(await again).toEqual({ ok: true, digests: { image: digest } });
    });

    it('tells a server that was not reached from one that refused', async () => {
      const refusal = problem('unusable-picture', 'is no picture');
      const { pictures, upload } = await uploading();
      asked[0]!.answer(new Response('', { status: 502 }));
      expect(await upload).toEqual({ ok: false, why: 'unreached', field: 'image' });
      const again = pictures.upload();
      asked[1]!.answer(Response.json(refusal, { status: refusal.status }));
      expect(await again).toEqual({ ok: false, why: 'refused', field: 'image', problem: refusal });
    });

    it.each<[string, string, (pictures: Pictures) => void]>([
      ['another is chosen', 'image', (pictures) => pictures.choose('image', pictureOf(30, 30))],
      ['a mask is painted', 'mask', (pictures) => pictures.choose('mask', async () => pictureOf(20, 10))],
      ['it is dropped', 'image', (pictures) => pictures.drop('image')],
    ])('stops when %s, and tells of which field', async (_, field, change) => {
      const { pictures, upload } = await uploading();
      change(pictures);
      expect([pictures.uploading(), asked[0]!.signal.aborted]).toEqual([undefined, true]);
      asked[0]!.answer(Response.json({ digest }));
      expect(await upload).toEqual({ ok: false, why: 'changed', field });
    });
  });
});
