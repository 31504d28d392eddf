import { z } from 'zod';
import { Anagram } from './technique/anagram.ts';
import { Colour } from './technique/colour.ts';
import { Edit } from './technique/edit.ts';
import { Hybrid } from './technique/hybrid.ts';
import { Inpaint } from './technique/inpaint.ts';
import { Motion } from './technique/motion.ts';
import { Sample } from './technique/sample.ts';
import { Scale } from './technique/scale.ts';
import { Triple } from './technique/triple.ts';

/** What a person asks for. A technique compiles to a recipe. */
export const Technique = z
  .discriminatedUnion('technique', [Sample, Anagram, Hybrid, Triple, Colour, Motion, Scale, Edit, Inpaint])
  .meta({ id: 'Technique' });
export type Technique = z.infer<typeof Technique>;
export type TechniqueName = Technique['technique'];

/** The names of all techniques. */
export const techniqueNames: readonly TechniqueName[] = Technique.options.map(({ shape }) => shape.technique.value);
