import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'guidance',
  summary: 'draw a prompt under several guidance scales',
  synopsis: '--prompt TEXT',
  does: 'The same prompt and noise under several guidance scales.',
  examples: ['guidance --prompt 7 --guidance 0,1,3,5,7 --seed 1 --count 2 -o scales'],
});
