import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'colour',
  summary: 'draw pictures that show one thing in colour and another in grey',
  synopsis: '--grey TEXT --colour TEXT',
  does: `Draws the mean of the channels from one prompt and what the colours add from another, on a bundle of three
channels.`,
  examples: ['colour --bundle if-tiny --grey "a rabbit" --colour "a flower" --seed 1 -o grey'],
});
