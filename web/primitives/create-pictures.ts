import type { Digest } from '@manifold/shared/image/digest';
import { maskFault } from '@manifold/shared/image/sides';
import type { Problem } from '@manifold/shared/protocol/problem';
import { createSignal, onCleanup } from 'solid-js';
import { createStore } from 'solid-js/store';
import { uploadImage } from '../api/client.ts';
import { type ChosenPicture, readPicture } from '../canvas/read-picture.ts';

export interface Pictures {
  of(field: string): ChosenPicture | undefined;
  /** What is wrong with a field: with what was chosen for it or, of a mask, with how it suits the picture. */
  faultOf(field: string): string | undefined;
  /** What is wrong with a file that was chosen after the picture that a field has, and did not take its place. */
  rejectionOf(field: string): string | undefined;
  /**
   * Takes a file, or what one is written by, once it was read; the latest choice for a field holds. A file that is no picture
   * leaves the one before it there; of what is written the one before is out of date, and goes. One file is written at a time: what
   * was overtaken before its turn came is never written.
   */
  choose(field: string, file: Blob | (() => Promise<Blob>)): void;
  drop(field: string): void;
  /** Resolves once everything that was chosen is read. */
  settled(): Promise<void>;
  /**
   * Uploads what was not uploaded yet: the digests by field, or the first that was not taken, or why it was stopped. Whatever is chosen or
   * dropped meanwhile stops it.
   */
  upload(): Promise<Uploaded | NotUploaded>;
  /** Has the picture of a field, if there is one, uploaded the next time though it was before: the server may have it no more. */
  forget(field: string): void;
  /** The field whose picture is on its way to the server. */
  uploading(): string | undefined;
  /** Stops the upload; what was chosen stays. */
  cancel(): void;
}

type Uploaded = { ok: true; digests: Record<string, Digest> };

type Stopped = { ok: false; why: 'cancelled' } | { ok: false; why: 'changed'; field: string };

export type NotUploaded =
  | Stopped
  | { ok: false; why: 'unreached'; field: string }
  | { ok: false; why: 'refused'; field: string; problem: Problem };

/** The pictures of a form, kept in the page until they are needed. */
export function createPictures(): Pictures {
  const [chosen, setChosen] = createStore<Record<string, ChosenPicture | undefined>>({});
  const [faults, setFaults] = createStore<Record<string, string | undefined>>({});
  const uploaded = new WeakMap<Blob, Digest>();
  const [sending, setSending] = createSignal<{ field: string; stop: AbortController }>();
  const halt = (why: Stopped) => {
    sending()?.stop.abort(why);
    setSending(undefined);
  };
  const cancel = () => halt({ ok: false, why: 'cancelled' });
  const overtake = (field: string) => halt({ ok: false, why: 'changed', field });
  /** What is being read for a field. */
  const readings = new Map<string, Promise<void>>();
  /** Resolves once what was last to be written for a field is, or was overtaken. */
  const turns = new Map<string, Promise<unknown>>();
  const write = (field: string, file: () => Promise<Blob>, isLatest: () => boolean) => {
    const turn = turns.get(field) ?? Promise.resolve();
    const written = turn.then(() => (isLatest() ? file() : undefined));
    turns.set(
      field,
      written.catch(() => undefined),
    );
    return written;
  };
  const drop = (field: string) => {
    overtake(field);
    readings.delete(field);
    if (chosen[field]) revoke(chosen[field]);
    setChosen(field, undefined);
    setFaults(field, undefined);
  };
  const put = (field: string, read: ChosenPicture | string, isFile: boolean) => {
    if (typeof read !== 'string' || !isFile) drop(field);
    readings.delete(field);
    if (typeof read === 'string') setFaults(field, read);
    else setChosen(field, read);
  };
  const send = async (stop: AbortController): Promise<Uploaded | NotUploaded> => {
    const digests: Record<string, Digest> = {};
    for (const [field, picture] of Object.entries(chosen)) {
      if (!picture) continue;
      const known = uploaded.get(picture.blob);
      if (!known) setSending({ field, stop });
      const reply = known ? undefined : await uploadImage(picture.blob, stop.signal);
      if (stop.signal.aborted) return stop.signal.reason as Stopped;
      if (reply && !reply.ok) return notUploaded(field, reply);
      const digest = known ?? reply!.value.digest;
      uploaded.set(picture.blob, digest);
      digests[field] = digest;
    }
    return { ok: true, digests };
  };
  onCleanup(() => Object.keys(chosen).forEach(drop));
  return {
    of: (field) => chosen[field],
    faultOf: (field) =>
      (chosen[field] ? undefined : faults[field]) ?? (field === 'mask' ? misfitOf(chosen) : undefined),
    rejectionOf: (field) => chosen[field] && faults[field],
    drop,
    choose(field, file) {
      overtake(field);
      setFaults(field, undefined);
      const isFile = file instanceof Blob;
      const isLatest = () => readings.get(field) === reading;
      const written = isFile ? Promise.resolve(file) : write(field, file, isLatest);
      const reading: Promise<void> = written
        .then(
          (blob) => (blob && isLatest() ? readWell(blob) : undefined),
          () => 'The picture could not be written; choose one from a file.',
        )
        .then((read) => {
          if (read === undefined) return;
          if (isLatest()) put(field, read, isFile);
          else if (typeof read !== 'string') revoke(read);
        });
      readings.set(field, reading);
    },
    async settled() {
      while (readings.size > 0) await Promise.all(readings.values());
    },
    async upload() {
      cancel();
      const stop = new AbortController();
      const reply = await send(stop);
      // One that was stopped may have made way for another.
      if (!stop.signal.aborted) setSending(undefined);
      return reply;
    },
    forget(field) {
      const picture = chosen[field];
      if (picture) uploaded.delete(picture.blob);
    },
    uploading: () => sending()?.field,
    cancel,
  };
}

function notUploaded(field: string, { reached, problem }: { reached: boolean; problem: Problem }): NotUploaded {
  return reached ? { ok: false, why: 'refused', field, problem } : { ok: false, why: 'unreached', field };
}

function readWell(blob: Blob): Promise<ChosenPicture | string> {
  return readPicture(blob).catch(() => 'The picture could not be read; choose it again.');
}

function misfitOf({ mask, image }: Readonly<Record<string, ChosenPicture | undefined>>): string | undefined {
  const fault = mask && image && maskFault(mask, image);
  return fault && `The mask ${fault}.`;
}

function revoke({ url }: ChosenPicture): void {
  URL.revokeObjectURL(url);
}
