import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'anagram',
  summary: 'draw pictures that show something else when turned, mirrored or rearranged',
  synopsis: '--prompt TEXT --prompt TEXT',
  does: 'Draws pictures that show each prompt in a view of its own.',
  examples: [
    'anagram --prompt 6 --prompt 9 --view rotate-180 --seed 1 --count 8 -o turned',
    'anagram --prompt 3 --prompt 5 --prompt 8 --view identity,flip,patches --permutation 2 -o three',
  ],
});
