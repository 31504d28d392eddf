import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'compare',
  summary: 'show noise, blur, one step and many side by side',
  synopsis: '--image FILE',
  does: `A noised picture, its blur, and what one evaluation and many make of it, with PSNR and SSIM against the
picture.`,
  examples: ['compare --image example:digit --t 75,150,225 --prompt 5 --seed 1 -o compare'],
});
