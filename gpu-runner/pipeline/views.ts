import type { View as ViewSpec } from '@manifold/shared/recipe/view';
import { flip } from '../diffusion/view/flip.ts';
import { identity } from '../diffusion/view/identity.ts';
import { innerCircle } from '../diffusion/view/inner-circle.ts';
import { jigsaw } from '../diffusion/view/jigsaw.ts';
import { negate } from '../diffusion/view/negate.ts';
import { patches } from '../diffusion/view/patches.ts';
import { pixels } from '../diffusion/view/pixels.ts';
import { rotate180 } from '../diffusion/view/rotate-180.ts';
import { rotateCcw } from '../diffusion/view/rotate-ccw.ts';
import { rotateCw } from '../diffusion/view/rotate-cw.ts';
import { skew } from '../diffusion/view/skew.ts';
import { squareHinge } from '../diffusion/view/square-hinge.ts';
import type { View } from '../diffusion/view/view.ts';

const fixed = {
  identity,
  flip,
  'rotate-180': rotate180,
  'rotate-cw': rotateCw,
  'rotate-ccw': rotateCcw,
  negate,
  skew,
  'inner-circle': innerCircle,
  'square-hinge': squareHinge,
} satisfies Record<string, View>;

const drawn = { patches, pixels, jigsaw };

/** The view that a recipe names. */
export function viewOf(view: ViewSpec): View {
  return typeof view === 'string' ? fixed[view] : drawn[view.permute](view.seed);
}
