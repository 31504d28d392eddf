import { lithograph } from './lithograph.ts';
import { oil } from './oil.ts';
import { pencil } from './pencil.ts';
import { photo } from './photo.ts';
import { colour, plain } from './plain.ts';
import type { Style } from './style.ts';

export const STYLES = { plain, colour, photo, oil, lithograph, pencil } as const satisfies Readonly<
  Record<string, Style>
>;
export type StyleName = keyof typeof STYLES;
export const STYLE_NAMES = Object.keys(STYLES) as readonly StyleName[];
