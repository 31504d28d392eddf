import type { StyleName } from '../../style/styles.ts';
import { campfire } from './campfire.ts';
import { coast } from './coast.ts';
import { forest, garden, space, voyage } from './outdoors.ts';
import { barista, hat } from './portrait.ts';
import type { Scene } from './scene.ts';
import { village } from './village.ts';
import { waterfall } from './waterfall.ts';

/** Scenes with a ground of their own, as nature has it; what stands twice comes twice as often. */
const VIEWS: readonly Scene[] = [
  ...[village, coast, campfire, waterfall],
  ...[village, coast, campfire, waterfall],
  ...[forest, space, voyage, garden],
];

/** Scenes that may be anywhere. */
const PORTRAITS: readonly Scene[] = [barista, hat];

const ALL: readonly Scene[] = [...VIEWS, ...PORTRAITS, ...PORTRAITS];

/** The scenes of each style: on white or a colour, without what has a ground of its own. */
export const SCENES: Readonly<Record<StyleName, readonly Scene[]>> = {
  plain: PORTRAITS,
  colour: PORTRAITS,
  photo: ALL,
  oil: ALL,
  lithograph: ALL,
  pencil: ALL,
};
