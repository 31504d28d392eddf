import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'triple',
  summary: 'draw hybrids of three distances',
  synopsis: '--low TEXT --middle TEXT --high TEXT',
  does: 'Draws low, middle and high frequencies from a prompt each.',
  examples: ['triple --low 0 --middle 3 --high 8 --sigma 2,4 --seed 1 -o three'],
});
