import { techniqueCommand } from './technique-command.ts';

export const command = techniqueCommand({
  technique: 'edit',
  summary: 'make a picture anew, near to one of yours or far from it',
  synopsis: '--image FILE',
  does: `Adds noise to a picture and takes it away again: SDEdit. The less start, or the greater t or strength, the
further from the picture. Several of one of them make a series, with PSNR and SSIM against the picture, of the first
stage alone: it takes no --upscale.`,
  examples: [
    'edit --image example:digit --prompt 8 --t 250 --seed 1 --count 4 -o far',
    'edit --image example:digit --prompt 8 --strength 0.7 --seed 1 -o near',
    'edit --image example:digit --prompt 8 --start 1,3,5,7,10,20 --seed 1 -o series',
  ],
});
