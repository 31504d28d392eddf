import type { Digest } from '@manifold/shared/image/digest';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { fieldErrors } from '@manifold/shared/protocol/problem';
import { type Field, fieldsOf } from '@manifold/shared/recipe/fields';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { Technique, type TechniqueName } from '@manifold/shared/recipe/technique';
import { upscaleFields } from '@manifold/shared/recipe/technique/upscale-fields';
import type { JobRequest } from '../api/request.ts';
import { labelsOf, requestsOf, type Settings } from './settings.ts';
import { sentence } from './words.ts';

/** What is typed and chosen, by field; numbers as they are typed. Pictures are held apart. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

/** What a flag holds that is set; the empty text unsets it. */
export const on = 'on';

/** What is wrong with each field, by its JSON pointer; under the empty one, with the whole. */
export type FormErrors = Readonly<Record<string, string>>;

export type FormReading =
  | { readonly ok: true; readonly request: JobRequest; readonly recipe: Recipe }
  | { readonly ok: false; readonly errors: FormErrors };

/**
 * Whether a field means anything to the bundle: one that takes no prompt heeds neither words nor their weight, one without
 * a second stage nothing that is said of it, and one that is no diffusion no timesteps by name.
 */
export function isHeeded({ kind, name }: Field, { prompt, accepts, process }: Manifest): boolean {
  if (name in upscaleFields) return accepts.upscale;
  if (name === 'spacing') return process === 'diffusion';
  return prompt.kind !== 'none' || (kind !== 'text' && name !== 'guidance');
}

/** Where a form starts: the schema's defaults, and a label for each prompt where the bundle knows labels. */
export function initialValues(fields: readonly Field[], manifest: Manifest): FormValues {
  const prompts = promptsFor(manifest);
  return Object.fromEntries(
    fields
      .filter(({ kind, name }) => kind !== 'file' && name !== 'bundle')
      .map((field) => [field.name, initialValue(field, prompts)]),
  );
}

function initialValue(field: Field, prompts: Iterator<string>): string | readonly string[] {
  const { default: given, kind, isList, least, isRequired } = field;
  const next = () => (kind === 'text' ? (prompts.next().value ?? '') : (field.choices[0] ?? ''));
  if (isList) return Array.isArray(given) ? given.map(String) : Array.from({ length: isRequired ? least : 0 }, next);
  if (given !== undefined) return String(given);
  return isRequired && kind === 'text' ? next() : '';
}

/** What of a technique a form shows, by field. */
interface Told {
  readonly technique: TechniqueName;
  readonly [field: string]: unknown;
}

/** What a form holds that asks for the same as `asked`: empty is what that leaves out, and what is no number. */
export function valuesOf(asked: Told): FormValues {
  const own = fieldsOf(asked.technique).filter(({ kind, name }) => kind !== 'file' && name !== 'bundle');
  return Object.fromEntries(own.map(({ name, isList }) => [name, isList ? listOf(asked[name]) : textOf(asked[name])]));
}

/** What the form of the studio's technique holds that asks for what is set there: of several samples for the first. */
export function valuesOfSettings(settings: Settings, { name, accepts }: Manifest): FormValues {
  const enlarged = accepts.upscale ? settings.enlarged : undefined;
  const [request] = requestsOf({ ...settings, prompts: [settings.prompts[0] ?? ''], enlarged }, 0, name);
  return valuesOf({ ...request!, seed: settings.seed });
}

function listOf(value: unknown): readonly string[] {
  return value === undefined ? [] : [value].flat().map(textOf);
}

function textOf(value: unknown): string {
  if (value === true) return on;
  return value === undefined || value === false || Number.isNaN(value) ? '' : String(value);
}

/** A prompt after another that a form may begin with. */
function* promptsFor(manifest: Manifest): Generator<string, undefined> {
  const labels = labelsOf(manifest);
  const known = ['6', '9', '3', '0'].filter((label) => labels.includes(label));
  yield* known.length > 0 ? known : labels;
  return undefined;
}

/** What a new entry of a list begins with: the first of what there is to choose from. */
export function blankEntry({ kind, choices }: Field, manifest: Manifest): string {
  return (kind === 'text' ? labelsOf(manifest)[0] : choices[0]) ?? '';
}

/** Whether one of a list's `count` entries may be taken away: what need not be said may be left out altogether. */
export function isRemovable({ isRequired, least }: Field, count: number): boolean {
  return count > (isRequired ? least : 0);
}

/**
 * The request that a form stands for, with the digests of its pictures; `seed` is taken where none is typed. What an empty field
 * means is left to the schema; an empty entry of a list of numbers is none.
 */
export function readForm(
  technique: TechniqueName,
  fields: readonly Field[],
  form: { readonly values: FormValues; readonly digests: Readonly<Record<string, Digest>> },
  { manifest, seed }: { readonly manifest: Manifest; readonly seed: number },
): FormReading {
  const missing = fields.filter(({ kind, name, isRequired }) => kind === 'file' && isRequired && !form.digests[name]);
  const values = manifest.prompt.kind === 'none' ? wordless(fields, form.values) : form.values;
  const given = fields.flatMap((field) => entryOf(field, values[field.name]));
  const body = { technique, seed, ...Object.fromEntries(given), ...form.digests, bundle: manifest.name };
  const lacks = missing.map(({ name }) => ({ pointer: `/${name}`, detail: 'choose a picture' }));
  const parsed = Technique.safeParse(body);
  if (!parsed.success) return refused([...lacks, ...fieldErrors(parsed.error)]);
  const request: JobRequest = { ...parsed.data, seed: parsed.data.seed ?? seed };
  const prepared = prepareTechnique(request, manifest, () => seed);
  return prepared.ok ? { ok: true, request, recipe: prepared.recipe } : refused(prepared.faults);
}

/** For a bundle that takes no prompt: of empty ones as many as the other lists have entries, since each view wants one. */
function wordless(fields: readonly Field[], values: FormValues): FormValues {
  const longest = Math.max(...Object.values(values).map((value) => (typeof value === 'string' ? 0 : value.length)));
  const prompts = fields
    .filter(({ kind, isList }) => kind === 'text' && isList)
    .map(({ name, least, most }) => [name, Array<string>(Math.min(most, Math.max(least, longest))).fill('')]);
  return { ...values, ...Object.fromEntries(prompts) };
}

function entryOf(field: Field, value: FormValues[string] | undefined): [name: string, value: unknown][] {
  if (value === undefined || field.kind === 'file') return [];
  const isNumber = field.kind === 'whole' || field.kind === 'number';
  if (typeof value !== 'string') return value.length > 0 ? [[field.name, isNumber ? value.map(numberOf) : value]] : [];
  if (field.kind === 'flag') return value === on ? [[field.name, true]] : [];
  if (field.kind === 'text') return [[field.name, value]];
  return value.trim() === '' ? [] : [[field.name, isNumber ? numberOf(value) : value]];
}

function numberOf(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text);
}

/** The first fault of each field, as a sentence. */
export function refused(faults: readonly { pointer: string; detail: string }[]): {
  readonly ok: false;
  readonly errors: FormErrors;
} {
  const errors: Record<string, string> = {};
  for (const { pointer, detail } of faults) errors[pointer] ??= sentence(detail);
  return { ok: false, errors };
}

/**
 * What still stands of faults that were told of a form before the fields `changed` were: those of the others. What was said of
 * the whole may be otherwise since.
 */
export function standing(errors: FormErrors, changed: readonly string[]): FormErrors {
  if (changed.length === 0) return errors;
  const isMended = (pointer: string) => pointer === '' || changed.includes(pointer.split('/')[1] ?? '');
  return Object.fromEntries(Object.entries(errors).filter(([pointer]) => !isMended(pointer)));
}
