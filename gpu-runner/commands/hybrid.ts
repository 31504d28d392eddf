import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'hybrid',
  summary: 'draw pictures that show one thing from far and another from near',
  synopsis: '--low TEXT --high TEXT',
  does: 'Draws the low frequencies from one prompt and the high ones from another.',
  examples: ['hybrid --low 3 --high 8 --sigma 4 --seed 1 --count 8 -o far'],
});
