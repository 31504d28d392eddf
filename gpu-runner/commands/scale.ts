import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'scale',
  summary: 'draw several prompts in one picture, each with its weight',
  synopsis: '--prompt TEXT --prompt TEXT',
  does: 'Weighs what each prompt finds in the same picture.',
  examples: ['scale --prompt 3 --prompt 8 --weight 0.4,0.6 --seed 1 --count 4 -o between'],
});
