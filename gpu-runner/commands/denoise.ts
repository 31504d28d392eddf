import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'denoise',
  summary: 'put noise on a picture, and take it off in one evaluation',
  synopsis: '--image FILE',
  does: `The picture, with noise, and denoised by a net trained for that alone, side by side with PSNR and SSIM
against the picture.`,
  examples: [
    'denoise --image example:digit --sigma 0.5 --seed 1 -o denoised',
    'denoise --image example:digit --sigma 0.2,0.5,0.8',
  ],
});
