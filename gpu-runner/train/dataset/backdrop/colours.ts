/** Red, green and blue from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The colours that captions name, in the middle of what is called so. */
export const COLOURS = {
  red: [0.86, 0.16, 0.16],
  orange: [0.96, 0.55, 0.14],
  yellow: [0.98, 0.86, 0.22],
  green: [0.22, 0.66, 0.3],
  blue: [0.18, 0.4, 0.86],
  'light blue': [0.6, 0.82, 0.97],
  purple: [0.52, 0.26, 0.74],
  pink: [0.98, 0.65, 0.78],
  brown: [0.5, 0.32, 0.2],
  grey: [0.55, 0.55, 0.56],
  black: [0.06, 0.06, 0.07],
  turquoise: [0.2, 0.75, 0.74],
} as const satisfies Readonly<Record<string, Colour>>;

export type ColourName = keyof typeof COLOURS;

export const COLOUR_NAMES = Object.keys(COLOURS) as readonly ColourName[];
