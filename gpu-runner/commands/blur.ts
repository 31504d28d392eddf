import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'blur',
  summary: 'denoise a noised picture by a Gaussian blur',
  synopsis: '--image FILE',
  does: 'Blurs a noised picture, by the best sigma of those given, with PSNR and SSIM against the picture.',
  examples: ['blur --image example:digit --t 75,150,225 --sigma 1,2,4 --seed 1 -o blur'],
});
