import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'upscale',
  summary: 'enlarge a picture of yours by the second stage of a bundle',
  synopsis: '--image FILE',
  does: `Brings a picture to the size of the first stage and draws it anew at that of the second, under a prompt that
says what it shows.`,
  examples: ['upscale --bundle if-tiny --image example:rocket --prompt "a rocket" --seed 1 --count 2 -o large'],
});
