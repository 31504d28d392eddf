import { shownBy } from './decompile.ts';
import { leavesOf } from './estimate.ts';
import type { Recipe } from './recipe.ts';
import { picturesOf } from './study.ts';
import type { Anagram } from './technique/anagram.ts';
import { partsOfTechnique } from './technique/parts.ts';
import type { Technique } from './technique.ts';
import type { ViewName } from './view.ts';

const numerals = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** What a prompt is called in a caption: a label of the digits becomes "a seven", "an eight"; words stand as they are. */
export function captionOfPrompt(prompt: string): string {
  const word = /^[0-9]$/.test(prompt) ? numerals[Number(prompt)] : undefined;
  if (word) return `${word.startsWith('e') ? 'an' : 'a'} ${word}`;
  return prompt === '' ? 'anything' : prompt;
}

/** What becomes of a picture in a view, before the words for what is seen in it. */
const becomes: Record<ViewName, string> = {
  identity: '',
  flip: 'flipped ',
  'rotate-180': 'turned ',
  'rotate-cw': 'turned right ',
  'rotate-ccw': 'turned left ',
  negate: 'in negative ',
  skew: 'skewed ',
  'inner-circle': 'turned inside ',
  'square-hinge': 'hinged ',
  patches: 'rearranged ',
  pixels: 'rearranged ',
  jigsaw: 'rearranged ',
};

/** What a technique's pictures show, in words: "a six, turned a nine". */
export function captionOfTechnique(technique: Technique): string {
  switch (technique.technique) {
    case 'sample':
      return captionOfPrompt(technique.prompt);
    case 'anagram':
      return captionOfAnagram(technique);
    case 'hybrid':
      return `${captionOfPrompt(technique.high)}, from afar ${captionOfPrompt(technique.low)}`;
    case 'noise':
      return 'a picture under noise';
    case 'blur':
      return 'a picture under noise, blurred';
    case 'denoise':
      return 'a picture under noise, denoised';
    case 'triple':
    case 'colour':
    case 'motion':
    case 'scale':
      return joined(partsOfTechnique(technique).map(({ prompt }) => prompt));
    default:
      return captionOfPrompt(technique.prompt);
  }
}

function captionOfAnagram({ prompt, view }: Anagram): string {
  const first = prompt.length - view.length;
  return prompt.map((words, i) => becomes[view[i - first] ?? 'identity'] + captionOfPrompt(words)).join(', ');
}

/** What a recipe's pictures show, in words. */
export function captionOf(recipe: Recipe): string {
  const technique = shownBy(recipe);
  if (technique) return captionOfTechnique(technique);
  if (recipe.study) return `a study in ${picturesOf(recipe)} pictures`;
  return joined(leavesOf(recipe.estimate).map(({ prompt }) => prompt));
}

/** Each prompt once: "a six + a nine". */
function joined(prompts: readonly string[]): string {
  return [...new Set(prompts.map(captionOfPrompt))].join(' + ');
}

/** A caption at the start of a sentence. */
export function titled(caption: string): string {
  return caption.charAt(0).toUpperCase() + caption.slice(1);
}
