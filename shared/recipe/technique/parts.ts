import type { Technique } from '../technique.ts';
import { colourParts } from './colour.ts';
import type { Part } from './decomposition.ts';
import { hybridParts } from './hybrid.ts';
import { motionParts } from './motion.ts';
import { scaleParts } from './scale.ts';
import { tripleParts } from './triple.ts';

/** The parts that a technique adds up; none of one that adds nothing up. */
export function partsOfTechnique(technique: Technique): Part[] {
  switch (technique.technique) {
    case 'hybrid':
      return hybridParts(technique);
    case 'triple':
      return tripleParts(technique);
    case 'colour':
      return colourParts(technique);
    case 'motion':
      return motionParts(technique);
    case 'scale':
      return scaleParts(technique);
    default:
      return [];
  }
}
