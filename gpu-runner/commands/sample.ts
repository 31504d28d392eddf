import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'sample',
  summary: 'draw pictures',
  synopsis: '--prompt TEXT',
  does: 'Samples a bundle: draws pictures from noise, under a prompt where the bundle takes one.',
  examples: [
    'sample --prompt 7 --guidance 5 --seed 1 --count 4 -o sevens',
    'sample --bundle mnist-time --count 16 -o digits',
  ],
});
