import type { Manifest } from '@manifold/shared/protocol/manifest';
import { type FieldError, fieldErrors } from '@manifold/shared/protocol/problem';
import { bounds } from '@manifold/shared/recipe/bounds';
import { BlurSigma } from '@manifold/shared/recipe/filter';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import { Technique } from '@manifold/shared/recipe/technique';
import { isAsked, randomSeed, requestsOf, type Settings } from './settings.ts';
import { sentence } from './words.ts';

export type SettingName = keyof Settings;
export type SettingErrors = Partial<Record<SettingName, string>>;

const largestSeed = 0xffff_ffff;

/** Least and most that the sigma of a hybrid can be, in pixels of a 64 px picture. */
export const sigmaRange = { min: BlurSigma.minValue ?? 0, max: BlurSigma.maxValue ?? 0 };

/** What is wrong with the settings, by the field that it stands beside. */
export function settingErrors(settings: Settings, manifest: Manifest): SettingErrors {
  const nothing = settings.technique === 'sample' && settings.prompts.length === 0;
  const none: SettingErrors = nothing ? { prompts: 'Pick at least one digit.' } : {};
  const errors = { ...none, ...numberErrors(settings, manifest) };
  const [request] = requestsOf(settings, settings.seed ?? 0, manifest.name);
  if (Object.keys(errors).length > 0 || !request) return errors;
  const parsed = Technique.safeParse(request);
  if (!parsed.success) return errorsByField(fieldErrors(parsed.error));
  const prepared = prepareTechnique(request, manifest, randomSeed);
  return prepared.ok ? {} : errorsByField(prepared.faults);
}

function numberErrors({ technique, sigma, guidance, steps, seed, count }: Settings, manifest: Manifest): SettingErrors {
  const most = Math.min(bounds.evaluations, manifest.trainTimesteps);
  const { min, max } = sigmaRange;
  const errors: SettingErrors = {};
  if (technique === 'hybrid' && !isWithin(sigma, min, max)) errors.sigma = `Sigma is a number from ${min} to ${max}.`;
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

/** The field that shows each part of a technique that is not shown under its own name. */
const fieldOfPointer: Readonly<Record<string, SettingName>> = {
  '/prompt': 'prompts',
  '/prompt/0': 'upright',
  '/prompt/1': 'turned',
  '/view': 'view',
  '/high': 'near',
  '/low': 'far',
  '/sigma': 'sigma',
  '/guidance': 'guidance',
  '/steps': 'steps',
  '/seed': 'seed',
  '/count': 'count',
  '/upscale': 'enlarged',
  '/noiseLevel': 'enlarged',
  '/upscaleSteps': 'enlarged',
  '/upscaleGuidance': 'enlarged',
};

/** The field that shows what a JSON pointer names; undefined where none does. */
function settingAt(pointer: string): SettingName | undefined {
  return fieldOfPointer[pointer] ?? fieldOfPointer[`/${pointer.split('/')[1]}`];
}

/** Which field a fault stands beside, by the JSON pointer that the server or the check gives it. */
export function errorsByField(faults: readonly FieldError[]): SettingErrors {
  const errors: SettingErrors = {};
  for (const { pointer, detail } of faults) {
    const name = settingAt(pointer);
    if (name) errors[name] ??= sentence(detail);
  }
  return errors;
}

/** Whether a fault is among the `errors` that are said, beside a field that is in sight. */
export function standsBeside(
  { pointer, detail }: FieldError,
  errors: SettingErrors,
  settings: Settings,
  manifest: Manifest,
): boolean {
  const name = settingAt(pointer);
  return name !== undefined && isShown(name, settings, manifest) && errors[name] === sentence(detail);
}

function isShown(name: SettingName, settings: Settings, manifest: Manifest): boolean {
  const { technique } = settings;
  switch (name) {
    case 'prompts':
      return technique === 'sample' && manifest.prompt.kind !== 'none';
    case 'upright':
    case 'turned':
      return technique === 'anagram' && isAsked(manifest, settings[name], '');
    case 'view':
      return technique === 'anagram';
    case 'near':
    case 'far':
      return technique === 'hybrid' && isAsked(manifest, settings[name], '');
    case 'sigma':
      return technique === 'hybrid';
    case 'guidance':
      return isAsked(manifest, settings.guidance, manifest.defaults.guidance);
    case 'enlarged':
      return manifest.upscale !== undefined || settings.enlarged !== undefined;
    default:
      return true;
  }
}
