import type { Manifest } from '../protocol/manifest.ts';
import type { Estimate } from './estimate.ts';
import { type Recipe, recipeVersion } from './recipe.ts';
import { spacedSchedule } from './spacing.ts';
import { anagramEstimate } from './technique/anagram.ts';
import { compileBlur } from './technique/blur.ts';
import { colouriseHold } from './technique/colourise.ts';
import { leafOf } from './technique/common.ts';
import { compileCompare } from './technique/compare.ts';
import { sumOf } from './technique/decomposition.ts';
import { compileDenoise } from './technique/denoise.ts';
import { compileEdit } from './technique/edit.ts';
import { compileGuidance } from './technique/guidance.ts';
import { compileInpaint } from './technique/inpaint.ts';
import { compileIterative } from './technique/iterative.ts';
import { compileNoise } from './technique/noise.ts';
import { compileOneStep } from './technique/one-step.ts';
import { partsOfTechnique } from './technique/parts.ts';
import { realHybridHold } from './technique/real-hybrid.ts';
import { compileSteps } from './technique/steps.ts';
import { compileUpscale } from './technique/upscale.ts';
import { upscaleFrom, upscaleHeld, upscaleOnto } from './technique/upscale-fields.ts';
import type { Technique } from './technique.ts';

/** A technique whose seed is known: everything that `compile` needs beside the manifest. */
export type Seeded<T extends Technique = Technique> = T & { seed: number };

/** What a technique decides of its recipe. */
type Body = Pick<Recipe, 'start' | 'estimate' | 'hold' | 'schedule' | 'upscale' | 'study'>;

/** Fixes the seed of a technique, drawing one from `random` (a function of uniform 32-bit integers) when none was given. */
export function seeded(technique: Technique, random: () => number): Seeded {
  return { ...technique, seed: technique.seed ?? random() };
}

/**
 * The recipe that a technique stands for on the bundle of `manifest`. Pure: equal techniques give equal recipes. It asks
 * nothing of its arguments: `prepare` checks.
 */
export function compile(technique: Seeded, manifest: Manifest): Recipe {
  const { name, revision } = manifest;
  const { seed, count } = technique;
  return {
    version: recipeVersion,
    bundle: { name, revision },
    ...bodyOf(technique, manifest),
    ...upscaleOf(technique, manifest),
    seed,
    count,
  };
}

function bodyOf(technique: Technique, manifest: Manifest): Body {
  switch (technique.technique) {
    case 'noise':
      return compileNoise(technique, manifest);
    case 'blur':
      return compileBlur(technique, manifest);
    case 'one-step':
      return compileOneStep(technique, manifest);
    case 'denoise':
      return compileDenoise(technique);
    case 'iterative':
      return compileIterative(technique, manifest);
    case 'compare':
      return compileCompare(technique, manifest);
    case 'steps':
      return compileSteps(technique, manifest);
    case 'guidance':
      return compileGuidance(technique, manifest);
    case 'edit':
      return { estimate: leafOf(technique, manifest)(technique.prompt), ...compileEdit(technique, manifest) };
    case 'inpaint':
      return { estimate: leafOf(technique, manifest)(technique.prompt), ...compileInpaint(technique, manifest) };
    case 'upscale':
      return { estimate: leafOf(technique, manifest)(technique.prompt), ...compileUpscale(technique, manifest) };
    default:
      return sampled(technique, manifest);
  }
}

/** Techniques that start from pure noise and take the bundle's number of steps. */
type Sampled = Exclude<
  Technique,
  {
    technique:
      | 'noise'
      | 'blur'
      | 'one-step'
      | 'denoise'
      | 'iterative'
      | 'compare'
      | 'steps'
      | 'guidance'
      | 'edit'
      | 'inpaint'
      | 'upscale';
  }
>;

function sampled(technique: Sampled, manifest: Manifest): Body {
  const hold = holdOf(technique);
  return {
    start: { noise: 'gaussian' },
    estimate: estimateOf(technique, manifest),
    ...(hold && { hold }),
    schedule: spacedSchedule(manifest, technique),
  };
}

function holdOf(technique: Sampled): Recipe['hold'] {
  if (technique.technique === 'colourise') return colouriseHold(technique);
  return technique.technique === 'real-hybrid' ? realHybridHold(technique) : undefined;
}

/** The second stage of a technique that draws in the first. What is not said of it is the bundle's own. */
function upscaleOf(technique: Technique, { upscale: stage }: Manifest): Pick<Recipe, 'upscale'> {
  if (!stage || !('upscale' in technique) || !technique.upscale) return {};
  const { noiseLevel, upscaleSteps: steps, upscaleGuidance: guidance } = technique;
  const asked = { noiseLevel, steps, guidance };
  if (technique.technique === 'edit') return { upscale: upscaleOnto(stage, asked) };
  if (technique.technique === 'inpaint') return { upscale: upscaleHeld(stage, asked) };
  return { upscale: upscaleFrom(stage, asked) };
}

function estimateOf(technique: Sampled, manifest: Manifest): Estimate {
  const leaf = leafOf(technique, manifest);
  switch (technique.technique) {
    case 'sample':
    case 'colourise':
    case 'real-hybrid':
      return leaf(technique.prompt);
    case 'anagram':
      return anagramEstimate(technique, leaf);
    default:
      return sumOf(partsOfTechnique(technique), leaf);
  }
}
