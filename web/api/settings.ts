import type { Manifest } from '@manifold/shared/protocol/manifest';
import { bounds } from '@manifold/shared/recipe/bounds';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Sample } from '@manifold/shared/recipe/technique/sample';

/** What is set in the studio: one job for each digit. NaN is what a field holds that holds no number. */
export interface Settings {
  digits: string[];
  guidance: number;
  steps: number;
  /** Undefined asks for a new seed with every press. */
  seed: number | undefined;
  count: number;
}

export type SettingName = keyof Settings;
export type SettingErrors = Partial<Record<SettingName, string>>;

/** A job's body: a technique's fields, flat. */
export type SampleRequest = Sample & { seed: number };

const largestSeed = 0xffff_ffff;

/** Where the studio starts on a bundle. */
export function defaultSettings(manifest: Manifest): Settings {
  const labels = labelsOf(manifest);
  const digits = labels.includes('7') ? ['7'] : labels.slice(0, 1);
  return { digits, ...manifest.defaults, seed: undefined, count: 1 };
}

/** The labels that a class-conditional bundle knows; none for one that takes words. */
export function labelsOf(manifest: Manifest): string[] {
  return manifest.prompt.kind === 'class' ? manifest.prompt.labels : [];
}

export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

/** The technique for one digit. */
export function requestOf(digit: string, settings: Settings, seed: number, bundle: string): SampleRequest {
  const { guidance, steps, count } = settings;
  return { technique: 'sample', bundle, prompt: digit, negative: '', guidance, steps, seed, count };
}

/** The recipe that one digit's settings stand for; undefined while they stand for none. */
export function recipeOf(digit: string, settings: Settings, manifest: Manifest): Recipe | undefined {
  if (Object.keys(numberErrors(settings, manifest)).length > 0) return undefined;
  const request = requestOf(digit, settings, settings.seed ?? 0, manifest.name);
  const prepared = prepareTechnique(request, manifest, randomSeed);
  return prepared.ok ? prepared.recipe : undefined;
}

/** What is wrong with the settings, by the field that it stands beside. */
export function settingErrors(settings: Settings, manifest: Manifest): SettingErrors {
  const none: SettingErrors = settings.digits.length === 0 ? { digits: 'Pick at least one digit.' } : {};
  const errors = { ...none, ...numberErrors(settings, manifest) };
  const digit = settings.digits[0];
  if (Object.keys(errors).length > 0 || digit === undefined) return errors;
  const prepared = prepareTechnique(
    requestOf(digit, settings, settings.seed ?? 0, manifest.name),
    manifest,
    randomSeed,
  );
  return prepared.ok ? {} : errorsByField(prepared.faults);
}

function numberErrors({ guidance, steps, seed, count }: Settings, manifest: Manifest): SettingErrors {
  const most = Math.min(bounds.evaluations, manifest.trainTimesteps);
  const errors: SettingErrors = {};
  if (!isWithin(guidance, -bounds.guidance, bounds.guidance)) {
    errors.guidance = `Guidance is a number from −${bounds.guidance} to ${bounds.guidance}.`;
  }
  if (!isWhole(steps, 1, most)) errors.steps = `Steps is a whole number from 1 to ${most}.`;
  if (seed !== undefined && !isWhole(seed, 0, largestSeed)) {
    errors.seed = `A seed is a whole number from 0 to ${largestSeed}; leave it empty for a new one each time.`;
  }
  if (!isWhole(count, 1, bounds.count)) errors.count = `Prints is a whole number from 1 to ${bounds.count}.`;
  return errors;
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && isWithin(value, least, most);
}

/** Which field a fault stands beside, by the JSON pointer that the server or the check gives it. */
export function errorsByField(faults: readonly { pointer: string; detail: string }[]): SettingErrors {
  const errors: SettingErrors = {};
  for (const { pointer, detail } of faults) {
    const name = fieldOfPointer(pointer);
    if (name) errors[name] ??= sentence(detail);
  }
  return errors;
}

function fieldOfPointer(pointer: string): SettingName | undefined {
  const name = pointer.split('/')[1];
  if (name === 'prompt') return 'digits';
  return name === 'guidance' || name === 'steps' || name === 'seed' || name === 'count' ? name : undefined;
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?]$/.test(first) ? first : `${first}.`;
}

/** Settings as the query of the studio's address: a remix link. */
export function queryOf({ digits, guidance, steps, seed, count }: Settings): string {
  const query = new URLSearchParams();
  for (const digit of digits) query.append('digit', digit);
  query.set('guidance', String(guidance));
  query.set('steps', String(steps));
  if (seed !== undefined) query.set('seed', String(seed));
  query.set('count', String(count));
  return query.toString();
}

/** Reads settings from a query. What it leaves out is as in `defaults`; what it says badly is kept as NaN, for the field to show. */
export function settingsFrom(query: URLSearchParams, defaults: Settings, labels: readonly string[]): Settings {
  const number = (name: string, otherwise: number) => (query.has(name) ? numberOf(query.get(name)!) : otherwise);
  return {
    digits: query.has('digit') ? labels.filter((label) => query.getAll('digit').includes(label)) : defaults.digits,
    guidance: number('guidance', defaults.guidance),
    steps: number('steps', defaults.steps),
    seed: query.has('seed') ? numberOf(query.get('seed')!) : defaults.seed,
    count: number('count', defaults.count),
  };
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** The settings that would ask for a recipe again; undefined for one that the studio has no fields for. */
export function settingsOfRecipe(recipe: Recipe): Settings | undefined {
  if (!('prompt' in recipe.estimate) || 'image' in recipe.start || recipe.hold) return undefined;
  const { prompt, guidance } = recipe.estimate;
  const { seed, count, schedule } = recipe;
  return { digits: [prompt], guidance, steps: schedule.timesteps.length, seed, count };
}
