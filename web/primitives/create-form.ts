import type { Manifest } from '@manifold/shared/protocol/manifest';
import { decompile } from '@manifold/shared/recipe/decompile';
import { type Field, fieldsOf } from '@manifold/shared/recipe/fields';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { TechniqueName } from '@manifold/shared/recipe/technique';
import { type Accessor, batch, createEffect, createMemo, createSignal, onCleanup, type Signal } from 'solid-js';
import { useApp } from '../app-context.ts';
import { unreachedSentence } from '../presentation/field-words.ts';
import { errorsInForm } from '../presentation/problem-view.ts';
import { randomSeed } from '../presentation/settings.ts';
import {
  type FormErrors,
  type FormReading,
  type FormValues,
  initialValues,
  readForm,
  refused,
  standing,
  valuesOf,
} from '../presentation/technique-form.ts';
import { sentence } from '../presentation/words.ts';
import { createPictures, type NotUploaded, type Pictures } from './create-pictures.ts';
import { createPresence } from './create-presence.ts';

export interface Form {
  /** The bundle that is chosen. */
  manifest: Accessor<Manifest>;
  pick(bundle: string): void;
  /**
   * Picks what the address asks for, as soon as it is served, unless another is picked first; who comes back to the address finds
   * what was picked meanwhile.
   */
  take(bundle: string | undefined, isReturn: boolean): void;
  /** What the address asks for and is not served yet. */
  awaited: Accessor<string | undefined>;
  /** Takes over what was told of a recipe, but for its seed, unless something was typed. */
  recall(recipe: Recipe): void;
  values: Accessor<FormValues>;
  change(name: string, value: string | readonly string[]): void;
  pictures: Pictures;
  /** What the form stands for as it is. */
  reading: Accessor<FormReading>;
  /** What is wrong with it, once it was sent. */
  errors: Accessor<FormErrors>;
  /** The field whose picture was changed during an upload, which stopped that; until it is developed anew. */
  stoppedBy: Accessor<string | undefined>;
  /**
   * Uploads the pictures and asks for the job as the fields are now, unless the upload was stopped or its page left meanwhile;
   * resolves when it was accepted or refused, and tells whether it was asked for.
   */
  develop(): Promise<boolean>;
}

/** What is typed and chosen for a technique, kept while other pages are looked at. */
export interface Draft {
  readonly bundle: Signal<string | undefined>;
  readonly typed: Signal<FormValues>;
  readonly pictures: Pictures;
}

export function createDraft(): Draft {
  return { bundle: createSignal<string>(), typed: createSignal<FormValues>({}), pictures: createPictures() };
}

/** Has the form of a draft begin with `values`, on a bundle. */
export function fillDraft(
  { bundle: [, setPicked], typed: [, setTyped] }: Draft,
  bundle: string,
  values: FormValues,
): void {
  batch(() => {
    setPicked(bundle);
    setTyped(values);
  });
}

/** Stands for a picture that is chosen and not uploaded yet. */
const pending = '0'.repeat(64);

/** The form of a technique on one of the bundles `served`, starting with the one called `first`, as it was left. */
export function createForm(technique: TechniqueName, served: Accessor<readonly Manifest[]>, first: string): Form {
  const { run, draftOf, bundles, contact } = useApp();
  const fields = fieldsOf(technique);
  const draft = draftOf(technique);
  const [picked, setPicked] = draft.bundle;
  const [typed, setTyped] = draft.typed;
  const isHere = createPresence();
  const [pressed, setPressed] = createSignal(false);
  const [refusal, setRefusal] = createSignal<FormErrors>({});
  /** Fields that were changed since the server spoke of them. */
  const [changed, setChanged] = createSignal<readonly string[]>([]);
  const touch = (...names: string[]) => setChanged((before) => [...before, ...names]);
  const pictures = touching(draft.pictures, touch);
  const manifest = createMemo(() => served().find(({ name }) => name === (picked() ?? first)) ?? served()[0]!);
  const values = () => ({ ...initialValues(fields, manifest()), ...typed() });
  /** Reads the fields as they are now, whatever they are by the time that the digests are there. */
  const reader = () => {
    const [form, model] = [values(), manifest()];
    return (digests: Record<string, string>, seed: number) =>
      readForm(technique, fields, { values: form, digests }, { manifest: model, seed });
  };
  const reading = createMemo(() => reader()(pendingDigests(fields, pictures), 0));
  const names = fields.map(({ name }) => name);
  /** Those of this form; a sheet that was opened by the form's address has no request. */
  const ownSheets = () => run.sheets().filter(({ request }) => !request || request.technique === technique);
  const serverFaults = () =>
    refused(ownSheets().flatMap(({ view }) => (view.problem ? errorsInForm(view.problem, names) : []))).errors;
  const errors = (): FormErrors => {
    const now = reading();
    const told = standing({ ...serverFaults(), ...refusal() }, changed());
    return { ...told, ...(pressed() && !now.ok ? now.errors : {}) };
  };
  const [awaited, setAwaited] = createSignal<string>();
  const [stoppedBy, setStoppedBy] = createSignal<string>();
  const isServed = (bundle: string) => served().some(({ name }) => name === bundle);
  const pick = (bundle: string) => {
    touch(...names);
    setAwaited(undefined);
    fillDraft(draft, bundle, {});
  };
  createEffect(() => {
    const bundle = awaited();
    if (bundle === undefined) return;
    if (isServed(bundle)) pick(bundle);
    else bundles.watch();
  });
  const tell = (failed: NotUploaded) => {
    if (failed.why === 'changed') setStoppedBy(failed.field);
    if (failed.why === 'refused') setRefusal({ [`/${failed.field}`]: sentence(failed.problem.detail) });
    if (failed.why !== 'unreached') return;
    setRefusal({ '': unreachedSentence(failed.field) });
    contact.heard(false);
  };
  onCleanup(pictures.cancel);
  return {
    manifest,
    values,
    pictures,
    reading,
    errors,
    pick,
    take(bundle, isReturn) {
      // The model that the form has already is the address's from now on, whichever the studio has when it is come back to.
      if (bundle === manifest().name) setPicked(bundle);
      const isKept = bundle === undefined || bundle === manifest().name || (isReturn && picked() !== undefined);
      setAwaited(isKept || isServed(bundle) ? undefined : bundle);
      if (!isKept && isServed(bundle)) pick(bundle);
    },
    awaited,
    recall(recipe) {
      const told = decompile(recipe, bundles.named(recipe.bundle.name));
      if (told?.technique !== technique || !isServed(told.bundle) || Object.keys(typed()).length > 0) return;
      fillDraft(draft, told.bundle, valuesOf({ ...told, seed: undefined }));
    },
    stoppedBy,
    change(name, value) {
      touch(name);
      setTyped((before) => ({ ...before, [name]: value }));
    },
    async develop() {
      setRefusal({});
      setChanged([]);
      setStoppedBy(undefined);
      const read = reader();
      await pictures.settled();
      if (!isHere()) return false;
      setPressed(true);
      const isFaulty = fields.some(({ name }) => pictures.faultOf(name));
      if (isFaulty || !read(pendingDigests(fields, pictures), 0).ok) return false;
      // What the server faults it may have no more.
      for (const { pointer } of ownSheets().flatMap(({ view }) => view.problem?.errors ?? []))
        pictures.forget(pointer.slice(1));
      const uploaded = await pictures.upload();
      if (!uploaded.ok) {
        tell(uploaded);
        return false;
      }
      const asked = read(uploaded.digests, randomSeed());
      if (!asked.ok || !isHere()) return false;
      // What was sent to a model stays with it, whichever the studio has when it is come back to; one picked meanwhile stays too.
      setPicked(manifest().name);
      await run.develop([asked]);
      return true;
    },
  };
}

/** Pictures that tell which field was given another, or none. */
function touching(pictures: Pictures, touch: (field: string) => void): Pictures {
  return {
    ...pictures,
    choose(field, file) {
      touch(field);
      pictures.choose(field, file);
    },
    drop(field) {
      touch(field);
      pictures.drop(field);
    },
  };
}

function pendingDigests(fields: readonly Field[], pictures: Pictures): Record<string, string> {
  const chosen = fields.filter(({ kind, name }) => kind === 'file' && pictures.of(name));
  return Object.fromEntries(chosen.map(({ name }) => [name, pending]));
}
