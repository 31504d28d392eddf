import type { Result } from '@manifold/shared/protocol/result';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { JobView } from './job-view.ts';
import type { SampleRequest } from './settings.ts';

/** One job on the easel, from the press of the button to its prints. */
export interface Sheet {
  /** Names the request to the server as well: it is sent again under the same key when its answer was lost. */
  key: string;
  prompt: string;
  request: SampleRequest | undefined;
  jobId: string | undefined;
  recipe: Recipe | undefined;
  view: JobView;
  result: Result | undefined;
}

export function promptOf(recipe: Recipe): string {
  return 'prompt' in recipe.estimate ? recipe.estimate.prompt : '';
}
