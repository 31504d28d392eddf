import { z } from 'zod';
import { Anagram } from './technique/anagram.ts';
import { Sample } from './technique/sample.ts';

/** What a person asks for. A technique compiles to a recipe. */
export const Technique = z.discriminatedUnion('technique', [Sample, Anagram]).meta({ id: 'Technique' });
export type Technique = z.infer<typeof Technique>;
export type TechniqueName = Technique['technique'];
