import type { Make } from './settings.ts';

/** What each technique is called, and what it does. */
export const makeWords: Record<Make, { short: string; title: string; lead: string }> = {
  sample: {
    short: 'Sample',
    title: 'Sample',
    lead: 'A picture forms from noise. At each step the net reads it with and without its prompt, and the guidance widens the difference.',
  },
  anagram: {
    short: 'Anagram',
    title: 'Visual anagram',
    lead: 'One picture, two readings. Each prompt estimates the noise in its own view; the sampler follows the mean of both.',
  },
  hybrid: {
    short: 'Hybrid',
    title: 'Hybrid',
    lead: 'One thing close up, another from afar. The sampler takes the fine lines from one and the broad shapes from the other.',
  },
};
