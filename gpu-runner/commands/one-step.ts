import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'one-step',
  summary: 'denoise a noised picture by one evaluation',
  synopsis: '--image FILE',
  does: 'The clean picture that one evaluation predicts at chosen timesteps, with PSNR and SSIM against the picture.',
  examples: ['one-step --image example:digit --t 75,150,225 --prompt 5 --seed 1 -o one-step'],
});
