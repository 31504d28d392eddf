import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'steps',
  summary: 'draw a prompt in several numbers of steps',
  synopsis: '--prompt TEXT',
  does: 'The same prompt and seed in several numbers of evaluations.',
  examples: ['steps --prompt 7 --steps 5,10,20,50 --seed 1 --count 2 -o steps'],
});
