import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'inpaint',
  summary: 'redraw a part of a picture',
  synopsis: '--image FILE --mask FILE',
  does: 'Redraws a picture where the mask is white and holds it where the mask is black.',
  examples: ['inpaint --image example:digit --mask example:digit-mask --prompt 3 --seed 1 --count 4 -o redrawn'],
});
