import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Problem, ProblemKind } from '@manifold/shared/protocol/problem';
import type { Result } from '@manifold/shared/protocol/result';
import { captionOf, captionOfTechnique } from '@manifold/shared/recipe/caption';
import { shownBy, type Told } from '@manifold/shared/recipe/decompile';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { type JobBody, type JobRequest, toldOf } from '../api/request.ts';
import { isOver, type JobView } from './job-view.ts';

/** One job on the easel, from the press of the button to its prints. */
export interface Sheet {
  /** Names the request to the server as well: it is sent again under the same key when its answer was lost. */
  key: string;
  request: JobRequest | undefined;
  jobId: string | undefined;
  recipe: Recipe | undefined;
  view: JobView;
  result: Result | undefined;
  /** That its end was asked for; or why that was refused. */
  cancelling?: 'asked' | Problem | undefined;
}

/** What was asked for, where it can be told. */
export function askedOf({ recipe, request }: Sheet): Told | undefined {
  return recipe ? shownBy(recipe) : toldOf(request);
}

export function captionOfSheet({ recipe, request }: Sheet): string {
  if (recipe) return captionOf(recipe);
  return request ? captionOfTechnique(request) : 'a print';
}

/** What would ask for a sheet again: as it was sent, or its recipe. */
export function requestAgain({ request, recipe }: Sheet): JobBody | undefined {
  return request ?? (recipe && { recipe });
}

/** What a request is refused for whenever it is sent. */
const lasting: readonly ProblemKind[] = [
  'invalid-request',
  'malformed-json',
  'unsupported-media-type',
  'body-too-large',
  'idempotency-mismatch',
  'forbidden',
];

/** Whether a retry may succeed: not of what is not there, nor of a request that would be refused again. */
export function isWorthTrying(sheet: Sheet): boolean {
  const kind = sheet.view.problem?.type.split('/').at(-1);
  if (kind === 'not-found') return requestAgain(sheet) !== undefined;
  return sheet.jobId !== undefined || !lasting.some((one) => one === kind);
}

/** Pixels a side of the pictures on the easel: those of the model that draws them, though another is `chosen` by now. */
export function sizeOfSheets(sheets: readonly Sheet[], served: readonly Manifest[], chosen: Manifest): number {
  const drawnBy = sheets.map(({ recipe, request }) => recipe?.bundle.name ?? request?.bundle).find(Boolean);
  return served.find(({ name }) => name === drawnBy)?.size ?? chosen.size;
}

/** The place of the first sheet that failed, once all have ended; -1 where none did. */
export function firstFailed(sheets: readonly Sheet[]): number {
  return sheets.every(({ view }) => isOver(view)) ? sheets.findIndex(({ view }) => view.phase === 'failed') : -1;
}

/** Whether the keys `now` are of the same run as `before`: a sheet that was tried again has a key of its own, the others keep theirs. */
export function isSameRun(before: readonly string[], now: readonly string[]): boolean {
  return now.length === before.length && now.some((key) => before.includes(key));
}
