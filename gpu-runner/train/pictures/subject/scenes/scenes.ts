import { campfire } from './campfire.ts';
import { coast } from './coast.ts';
import { forest, garden, space, voyage } from './outdoors.ts';
import { barista, hat } from './portrait.ts';
import type { Scene } from './scene.ts';
import { village } from './village.ts';
import { waterfall } from './waterfall.ts';

/** All scenes; what stands twice comes twice as often. */
export const SCENES: readonly Scene[] = [
  village,
  coast,
  campfire,
  waterfall,
  barista,
  hat,
  village,
  coast,
  campfire,
  waterfall,
  barista,
  hat,
  forest,
  space,
  voyage,
  garden,
];
