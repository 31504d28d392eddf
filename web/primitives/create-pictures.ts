import type { Digest } from '@manifold/shared/image/digest';
import { formatFault, formatOf } from '@manifold/shared/image/format';
import { inputLimits } from '@manifold/shared/image/input-limits';
import type { Problem } from '@manifold/shared/protocol/problem';
import { onCleanup } from 'solid-js';
import { createStore } from 'solid-js/store';
import { uploadImage } from '../api/client.ts';

/** A picture that was chosen or painted, with its size after its own orientation is honoured. */
export interface ChosenPicture {
  readonly blob: Blob;
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export interface Pictures {
  of(field: string): ChosenPicture | undefined;
  /** What is wrong with what was chosen for a field. */
  faultOf(field: string): string | undefined;
  /** Takes a file, or one that is still being written, once it was read; the latest choice for a field holds. */
  choose(field: string, file: Blob | Promise<Blob>): void;
  drop(field: string): void;
  /** Resolves once everything that was chosen is read. */
  settled(): Promise<void>;
  /** Uploads what was not uploaded yet: the digests by field, or the first refusal. */
  upload(): Promise<{ ok: true; digests: Record<string, Digest> } | { ok: false; field: string; problem: Problem }>;
}

/** The pictures of a form, kept in the page until they are needed. */
export function createPictures(): Pictures {
  const [chosen, setChosen] = createStore<Record<string, ChosenPicture | undefined>>({});
  const [faults, setFaults] = createStore<Record<string, string | undefined>>({});
  const uploaded = new WeakMap<Blob, Digest>();
  /** What is being read for a field. */
  const readings = new Map<string, Promise<void>>();
  const drop = (field: string) => {
    readings.delete(field);
    const before = chosen[field];
    if (before) URL.revokeObjectURL(before.url);
    setChosen(field, undefined);
    setFaults(field, undefined);
  };
  onCleanup(() => Object.keys(chosen).forEach(drop));
  return {
    of: (field) => chosen[field],
    faultOf: (field) => faults[field],
    drop,
    choose(field, file) {
      const reading = Promise.resolve(file)
        .then(
          (blob) => readPicture(blob).catch(() => 'The picture could not be read; choose it again.'),
          () => 'The picture could not be written; choose one from a file.',
        )
        .then((read) => {
          if (readings.get(field) !== reading) return;
          drop(field);
          if (typeof read === 'string') setFaults(field, read);
          else setChosen(field, read);
        });
      readings.set(field, reading);
    },
    async settled() {
      while (readings.size > 0) await Promise.all(readings.values());
    },
    async upload() {
      const digests: Record<string, Digest> = {};
      for (const [field, picture] of Object.entries(chosen)) {
        if (!picture) continue;
        const known = uploaded.get(picture.blob);
        const reply = known ? undefined : await uploadImage(picture.blob);
        if (reply && !reply.ok) return { ok: false, field, problem: reply.problem };
        const digest = known ?? reply!.value.digest;
        uploaded.set(picture.blob, digest);
        digests[field] = digest;
      }
      return { ok: true, digests };
    },
  };
}

/** The picture, or a sentence on what is wrong with it. */
async function readPicture(blob: Blob): Promise<ChosenPicture | string> {
  if (blob.size > inputLimits.bytes) return `The file has more than ${inputLimits.bytes / 1e6} MB.`;
  const head = new Uint8Array(await blob.slice(0, 4096).arrayBuffer());
  if (!formatOf(head)) return `The file ${formatFault(head)}.`;
  const bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image' }).catch(() => undefined);
  if (!bitmap) return 'The picture cannot be read; it may be cut short.';
  const { width, height } = bitmap;
  bitmap.close();
  if (width * height > inputLimits.pixels) return `The picture has more than ${inputLimits.pixels / 1e6} megapixels.`;
  return { blob, url: URL.createObjectURL(blob), width, height };
}
