import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'real-hybrid',
  summary: 'draw pictures that show a real one from near or from far',
  synopsis: '--image FILE',
  does: 'Holds the high or the low frequencies of a picture and draws the others.',
  examples: ['real-hybrid --image example:digit --keep low --prompt 3 --sigma 4 --seed 1 --count 4 -o both'],
});
