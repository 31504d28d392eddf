import { colour, plain } from './plain.ts';
import type { Style } from './style.ts';

export const STYLES = { plain, colour } as const satisfies Readonly<Record<string, Style>>;
export type StyleName = keyof typeof STYLES;

/** How many of a hundred pictures are in each style. */
export const SHARES: Readonly<Record<StyleName, number>> = { plain: 50, colour: 50 };
