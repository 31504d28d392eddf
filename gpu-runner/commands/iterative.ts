import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'iterative',
  summary: 'denoise a noised picture step by step',
  synopsis: '--image FILE',
  does: 'The pictures on the way from a noised picture to a clean one, with PSNR and SSIM against the picture.',
  examples: ['iterative --image example:digit --start 10 --every 5 --prompt 5 --seed 1 -o iterative'],
});
