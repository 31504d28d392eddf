import type { Manifest } from '@manifold/shared/protocol/manifest';
import { suits } from '@manifold/shared/recipe/check-process';
import type { TechniqueName } from '@manifold/shared/recipe/technique';
import { makeWords } from './make-words.ts';
import { makes } from './settings.ts';

interface Words {
  readonly short: string;
  readonly title: string;
  readonly lead: string;
}

/** What the techniques are called and what they do, those of the studio first. */
const words: Record<TechniqueName, Words> = {
  ...makeWords,
  edit: {
    short: 'Edit',
    title: 'Edit a picture',
    lead: 'Your picture is noised to a timestep and developed again from there. The later the start, the nearer it stays to what you gave.',
  },
  inpaint: {
    short: 'Inpaint',
    title: 'Inpaint',
    lead: 'Paint over what is to be made anew. All else is held at every step, so that what is new grows into it.',
  },
  upscale: {
    short: 'Upscale',
    title: 'Upscale a picture',
    lead: 'Your picture made greater by the second stage of a model that has one, which draws in what is missing.',
  },
  triple: {
    short: 'Triple hybrid',
    title: 'Triple hybrid',
    lead: 'Three readings in one picture: near, at some distance, and from afar.',
  },
  colour: {
    short: 'Colour hybrid',
    title: 'Colour hybrid',
    lead: 'One reading in colour, another when all colour is gone.',
  },
  motion: {
    short: 'Motion hybrid',
    title: 'Motion hybrid',
    lead: 'One reading at rest, another in the blur when the picture moves along its diagonal.',
  },
  scale: {
    short: 'Scale',
    title: 'Weighed prompts',
    lead: 'Several prompts at once, each with its weight.',
  },
  colourise: {
    short: 'Colourise',
    title: 'Colourise',
    lead: 'What is light and dark in your picture is held at every step; the colours are made for it.',
  },
  'real-hybrid': {
    short: 'Real hybrid',
    title: 'Hybrid with a picture',
    lead: 'Your picture is seen from near or from afar, and another reading from the other.',
  },
  noise: {
    short: 'Noise',
    title: 'Noise',
    lead: 'Your picture under more and more noise: the forward process.',
  },
  blur: {
    short: 'Blur',
    title: 'Blur',
    lead: 'Noise taken away by a Gaussian blur, the classical way.',
  },
  'one-step': {
    short: 'One step',
    title: 'One step',
    lead: 'Noise taken away by one evaluation of the network.',
  },
  denoise: {
    short: 'Denoise',
    title: 'Denoise',
    lead: 'Noise put on your picture, and taken off in one evaluation by a network trained for that alone.',
  },
  iterative: {
    short: 'Iterative',
    title: 'Step by step',
    lead: 'Noise taken away step by step, with the pictures on the way.',
  },
  compare: {
    short: 'Compare',
    title: 'Side by side',
    lead: 'Noise, blur, one step and many, side by side.',
  },
  steps: {
    short: 'Steps',
    title: 'Numbers of steps',
    lead: 'The same prompt and seed in several numbers of steps.',
  },
  guidance: {
    short: 'Guidance',
    title: 'Guidance scales',
    lead: 'The same prompt and noise under several guidance scales.',
  },
};

/** All techniques, in the order in which they are listed; each has a form. */
export const formNames = Object.keys(words) as TechniqueName[];

export function wordsOf(technique: TechniqueName): Words {
  return words[technique];
}

/** Where a technique is made: in the studio where that has a place for it, else by its form. */
export function addressOf(technique: TechniqueName): string {
  return makes.some((make) => make === technique) ? `/?technique=${technique}` : formAddressOf(technique);
}

/** Where what a training left is tried: sampled in the studio or, where it draws nothing of its own, denoising a picture. */
export function trialOf(bundle: Manifest): { words: string; address: string } | undefined {
  const { name } = bundle;
  if (suits('sample', bundle)) return { words: 'Sample from it', address: `/?technique=sample&bundle=${name}` };
  return suits('denoise', bundle) ? { words: 'Denoise with it', address: formAddressOf('denoise', name) } : undefined;
}

/** Where the form of a technique is, which has all that its schema has; with a bundle, the form is of that. */
export function formAddressOf(technique: TechniqueName, bundle?: string): string {
  return `/make/${technique}${bundle === undefined ? '' : `?${new URLSearchParams({ bundle })}`}`;
}
