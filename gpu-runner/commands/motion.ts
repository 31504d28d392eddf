import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'motion',
  summary: 'draw pictures that show something else while they move',
  synopsis: '--moving TEXT --still TEXT',
  does: 'Draws what motion along the diagonal leaves from one prompt and what it blurs away from another.',
  examples: ['motion --moving 1 --still 8 --seed 1 --count 4 -o moving'],
});
