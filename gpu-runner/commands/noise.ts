import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'noise',
  summary: 'show a picture under more and more noise',
  synopsis: '--image FILE',
  does: `The forward process x_t = sqrt(abar) x0 + sqrt(1 - abar) z at chosen timesteps, with PSNR and SSIM against
the picture.`,
  examples: ['noise --image example:digit --t 75,150,225 --seed 1 -o noise'],
});
