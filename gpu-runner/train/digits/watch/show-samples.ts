import type { SamplerStep } from '../../../diffusion/sampler.ts';
import { isShown } from '../../../diffusion/shown-step.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { Show } from '../../watch/show.ts';
import { DIGITS } from '../mnist.ts';
import { courseShows, pictureOf, withEvaluations } from './epoch-pictures.ts';
import { FILM, film } from './film.ts';
import type { Sampling } from './sampling.ts';
import { type Sheet, sheetPng } from './sheet.ts';

/** Steps of a sampling run that become frames, at most. */
const FRAMES = 50;
const DIGIT_NAMES = Array.from({ length: DIGITS }, (_, digit) => String(digit));

interface Samples {
  /** Whether each column is a digit that was asked for. */
  readonly named: boolean;
  /** The most evaluations that there are: those of each timestep. */
  readonly longest?: number;
}

/** Four rows of ten samples, and after the last epoch a film of how they came to be: the clean pictures predicted at each of several steps. */
export function showSamples(sampling: Sampling, { named, longest = Number.POSITIVE_INFINITY }: Samples): Show {
  const sheetOf = (pictures: Tensor): Sheet => ({ pictures, columns: DIGITS, ...(named && { heads: DIGIT_NAMES }) });
  return {
    isWanted: courseShows,
    files: (epoch, last, asked) =>
      isFilmed(last, Math.min(asked, longest)) ? [pictureOf(epoch), FILM] : [pictureOf(epoch)],
    async *draw({ session, seed, steps: asked }, epoch, last) {
      const steps = Math.min(asked, longest);
      const seen: SamplerStep[] = [];
      const run = sampling(session, seed, steps);
      let next = await run.next();
      for (; !next.done; next = await run.next()) yield seen.push(next.value) / steps;
      const png = withEvaluations(await sheetPng(sheetOf(next.value)), steps);
      if (!isFilmed(last, steps)) return { files: { [pictureOf(epoch)]: png } };
      const filmed = seen.filter((_, i) => isShown(i + 1, seen.length, FRAMES));
      const frames = await Promise.all(filmed.map(({ x0 }) => sheetPng(sheetOf(x0))));
      return { files: { [pictureOf(epoch)]: png, [FILM]: await film(frames) } };
    },
  };
}

/** One step is no film. */
function isFilmed(last: boolean, steps: number): boolean {
  return last && steps > 1;
}
