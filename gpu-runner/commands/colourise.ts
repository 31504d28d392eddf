import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'colourise',
  summary: 'colour a grey picture',
  synopsis: '--image FILE',
  does: "Holds the mean of a picture's channels and draws its colours, on a bundle of three channels.",
  examples: [
    'colourise --bundle if-tiny --image example:photograph --prompt "a photo of a mountain" --seed 1 -o coloured',
  ],
});
