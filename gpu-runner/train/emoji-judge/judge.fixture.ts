import type { JudgeConfig } from './run.ts';

/** Two epochs of three steps on six discs. */
export const judgeDiscs: JudgeConfig = {
  net: 'emoji-judge',
  hidden: 2,
  epochs: 2,
  batch: 2,
  lr: 1e-3,
  limit: 6,
  seed: 1,
  ema: 0.9,
  things: 'disc',
  styles: 'blue,red',
  digest: 'discs',
};
