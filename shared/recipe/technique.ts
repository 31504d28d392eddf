import { z } from 'zod';
import { Anagram } from './technique/anagram.ts';
import { Blur } from './technique/blur.ts';
import { Colour } from './technique/colour.ts';
import { Colourise } from './technique/colourise.ts';
import { Compare } from './technique/compare.ts';
import { Denoise } from './technique/denoise.ts';
import { Edit } from './technique/edit.ts';
import { GuidanceStudy } from './technique/guidance.ts';
import { Hybrid } from './technique/hybrid.ts';
import { Inpaint } from './technique/inpaint.ts';
import { Iterative } from './technique/iterative.ts';
import { Motion } from './technique/motion.ts';
import { Noise } from './technique/noise.ts';
import { OneStep } from './technique/one-step.ts';
import { RealHybrid } from './technique/real-hybrid.ts';
import { Sample } from './technique/sample.ts';
import { Scale } from './technique/scale.ts';
import { Steps } from './technique/steps.ts';
import { Triple } from './technique/triple.ts';
import { Upscale } from './technique/upscale.ts';

/** What a person asks for. A technique compiles to a recipe. */
export const Technique = z
  .discriminatedUnion('technique', [
    Sample,
    Anagram,
    Hybrid,
    Triple,
    Colour,
    Motion,
    Scale,
    Edit,
    Inpaint,
    Upscale,
    Colourise,
    RealHybrid,
    Noise,
    Blur,
    OneStep,
    Denoise,
    Iterative,
    Compare,
    Steps,
    GuidanceStudy,
  ])
  .meta({ id: 'Technique' });
export type Technique = z.infer<typeof Technique>;
export type TechniqueName = Technique['technique'];

/** The names of all techniques. */
export const techniqueNames: readonly TechniqueName[] = Technique.options.map(({ shape }) => shape.technique.value);
