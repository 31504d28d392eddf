import { titled } from '@manifold/shared/recipe/caption';
import { isOver, type Phase } from './job-view.ts';
import { reasonOf } from './problem-view.ts';
import { remarksOn } from './remarks.ts';
import { captionOfSheet, type Sheet } from './sheet.ts';
import { plural, secondsText } from './words.ts';

export interface Lamp {
  state: 'idle' | 'waiting' | 'developing' | 'done' | 'failed' | 'offline';
  text: string;
  /** How far it is; empty where there is nothing to say. */
  detail: string;
}

/** Seconds of silence after which a person is told what is happening. That a runner is lost is known, and told, after 20. */
export const patience = { queue: 8, runner: 25 } as const;

/** What is said of any job that goes on while nobody is heard. */
export const connectionLost =
  'The connection is lost. The job goes on without it, and this page catches up once it is back.';

/** What is said of an address while nobody was there to tell what it is. */
export const lookingLost = 'The connection is lost. The job is looked for again once it is back.';

/** What is said of a run after a step that takes long: a runner's sign of life between two steps is not told. */
export function silenceText(silent: number): string {
  return silent < patience.runner ? '' : ` No step was told for ${Math.round(silent)} s.`;
}

/** What the lamp in the header says of all sheets. `silent` is how many seconds nothing was heard of them. */
export function lampOf(sheets: readonly Sheet[], online: boolean, silent: number): Lamp {
  if (!online) return lamp('offline');
  const views = sheets.map((sheet) => sheet.view);
  const developing = views.some((view) => view.phase === 'developing');
  if (developing) return lamp('developing', progressText(sheets, silent));
  if (views.some((view) => !isOver(view))) return lamp('waiting');
  if (views.some((view) => view.phase === 'failed')) return lamp('failed');
  if (views.some((view) => view.phase === 'done')) return lamp('done');
  return lamp('idle');
}

function lamp(state: Lamp['state'], detail = ''): Lamp {
  return { state, text: state === 'done' ? 'developed' : state, detail };
}

function progressText(sheets: readonly Sheet[], silent: number): string {
  const { step, of } = totalSteps(sheets);
  const left = sheets.map((sheet) => sheet.view.secondsLeft ?? 0).reduce((a, b) => Math.max(a, b), 0);
  const progress = of > 0 ? `step ${step} of ${of}` : '';
  return left > 0 && silent < patience.runner ? `${progress} · ${secondsText(left)} left` : progress;
}

/** Steps over all sheets that go on or are done; `of` is 0 while none is known. */
function totalSteps(sheets: readonly Sheet[]): { step: number; of: number } {
  const counted = sheets.filter(({ view }) => view.phase !== 'failed' && view.phase !== 'cancelled');
  const known = Math.max(0, ...counted.map(({ view }) => view.of));
  const of = counted.reduce((sum, { view }) => sum + (view.of || known), 0);
  const step = counted.reduce((sum, { view }) => sum + (view.phase === 'done' ? view.of || known : view.step), 0);
  return { step, of };
}

/** The sentence under the prints about one sheet. `silent` is how many seconds nothing was heard of it. */
export function sentenceOf(sheet: Sheet, silent: number, online: boolean): string {
  if (isOver(sheet.view)) return phaseSentence(sheet, silent);
  if (!online) return sheet.view.phase === 'sending' && sheet.jobId ? lookingLost : connectionLost;
  const { cancelling } = sheet;
  if (cancelling === 'asked') return 'Cancelling.';
  return phaseSentence(sheet, silent) + (cancelling ? ` It was not cancelled: ${cancelling.title}.` : '');
}

function phaseSentence({ view, jobId, recipe, result }: Sheet, silent: number): string {
  switch (view.phase) {
    case 'sending':
      return jobId ? 'Looking for the job.' : 'Handing it to the darkroom.';
    case 'queued':
      return (view.latest ? 'It begins anew. ' : '') + queueSentence(view.position ?? 0, silent);
    case 'developing':
      return developingSentence(view.step, view.of, silent);
    case 'done':
      return `Developed${recipe ? ` from seed ${recipe.seed}` : ''}. ${result ? remarksOn(result) : ''}`.trim();
    case 'cancelled':
      return 'Cancelled before it was done.';
    case 'failed':
      return view.problem?.title ?? 'This failed.';
  }
}

function queueSentence(position: number, silent: number): string {
  const place = position === 0 ? 'Next in the queue.' : `${plural(position, 'computation')} ahead in the queue.`;
  if (silent < patience.queue) return place;
  return `${place} No runner is free to take it yet. It is kept: this page may be closed, and its address opens it again.`;
}

function developingSentence(step: number, of: number, silent: number): string {
  const progress = of === 0 ? 'A runner has it.' : `Step ${step} of ${of}.`;
  const silence = silenceText(silent);
  return silence ? `${progress}${silence} Should its runner be lost, another takes over.` : progress;
}

/** The note at the right of a sheet's caption. */
export function noteOf({ view, jobId, recipe }: Sheet): string {
  switch (view.phase) {
    case 'sending':
      return jobId ? 'looking' : 'sending';
    case 'queued':
      return view.position ? `${view.position} ahead` : 'next';
    case 'developing':
      return view.of === 0 ? 'leased' : `${view.step} / ${view.of}`;
    case 'done':
      return recipe ? `seed ${recipe.seed}` : '';
    default:
      return view.phase;
  }
}

/**
 * What is read aloud of a run: it changes with phases and quarters of the way, so that no step is announced by itself. How each
 * sheet ended is told apart, by `outcomesOf`.
 */
export function announcementOf(sheets: readonly Sheet[], online: boolean): string {
  if (!online) return 'The connection is lost.';
  const going = sheets.filter(({ view }) => !isOver(view));
  if (going.length === 0) return '';
  if (going.some(({ cancelling }) => cancelling === 'asked')) return 'Cancelling.';
  return [progressNews(sheets), ...going.flatMap(refusalOf)].join(' ');
}

/** How a sheet ended, in a sentence. */
export interface Outcome {
  readonly key: string;
  readonly phase: Phase;
  /** Why it failed, if that is told in full. */
  readonly reason: string | undefined;
  readonly text: string;
}

/**
 * What is read aloud of each sheet that ended, once: as soon as it did, since the others may go on for long. Those that were
 * `told` before stay the objects that they are, and a problem that several met is told in full of the first alone.
 */
export function outcomesOf(sheets: readonly Sheet[], told: readonly Outcome[]): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  for (const sheet of sheets.filter(({ view }) => isOver(view))) {
    const known = told.find(({ key, phase }) => key === sheet.key && phase === sheet.view.phase);
    outcomes.push(known ?? outcomeOf(sheet, [...told, ...outcomes]));
  }
  return outcomes;
}

function progressNews(sheets: readonly Sheet[]): string {
  if (!sheets.some(({ view }) => view.phase === 'developing')) return 'Waiting in the queue.';
  const { step, of } = totalSteps(sheets);
  const quarter = of === 0 ? 0 : Math.floor((4 * step) / of);
  return quarter === 0 ? 'Developing.' : `Developing, ${quarter * 25} per cent.`;
}

function refusalOf(sheet: Sheet): string[] {
  const { cancelling } = sheet;
  if (!cancelling || cancelling === 'asked') return [];
  return [`${titled(captionOfSheet(sheet))} was not cancelled: ${cancelling.title}.`];
}

function outcomeOf(sheet: Sheet, told: readonly Outcome[]): Outcome {
  const { phase, problem } = sheet.view;
  const why = problem && `${problem.title}. ${reasonOf(problem)}`;
  const reason = told.some((other) => other.reason === why) ? undefined : why;
  return { key: sheet.key, phase, reason, text: outcomeText(sheet, reason) };
}

function outcomeText(sheet: Sheet, reason: string | undefined): string {
  const { phase, problem } = sheet.view;
  const caption = captionOfSheet(sheet);
  if (phase === 'done') return `${titled(caption)} is developed.`;
  if (phase === 'cancelled') return `Cancelled ${caption}.`;
  if (!problem) return `${titled(caption)} failed.`;
  return reason ? `${titled(caption)} failed: ${reason}` : `${titled(caption)} failed too.`;
}
