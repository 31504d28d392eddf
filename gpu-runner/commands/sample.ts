import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'sample',
  summary: 'draw pictures',
  synopsis: '--prompt TEXT',
  does: 'Samples a bundle and writes 0.png, 1.png, ..., sheet.png and result.json.',
  examples: [
    'sample --prompt 7 --guidance 5 --seed 1 --count 4 -o sevens',
    'sample --bundle mnist-time --count 16 -o digits',
  ],
});
