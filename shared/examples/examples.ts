/** A picture to try things on, with its mask; both lie beside this file, and README.md says where they come from. */
export interface Example {
  readonly name: string;
  readonly shows: string;
  readonly picture: string;
  /** White where something is to be made anew. */
  readonly mask: string;
}

export const examples: readonly Example[] = [
  {
    name: 'photograph',
    shows: 'mountains behind firs, a photograph',
    picture: 'photograph.jpg',
    mask: 'photograph-mask.png',
  },
  { name: 'rocket', shows: 'a rocket, as web pages have them', picture: 'rocket.png', mask: 'rocket-mask.png' },
  { name: 'drawing', shows: 'a house, drawn by hand', picture: 'drawing.png', mask: 'drawing-mask.png' },
  { name: 'digit', shows: 'a five, drawn by hand, for the digits', picture: 'digit.png', mask: 'digit-mask.png' },
];
