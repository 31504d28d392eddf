import type { JobEvent } from '@manifold/shared/protocol/event';
import type { TrainingJob } from '@manifold/shared/protocol/job';
import type { Problem } from '@manifold/shared/protocol/problem';
import { type Curve, type Sighting, type TrainingProgress, withPoint } from '@manifold/shared/protocol/training';
import { connectionLost, type Lamp, patience, silenceText } from './status.ts';
import { plural, secondsText } from './words.ts';

export type TrainingPhase = 'queued' | 'training' | 'done' | 'failed' | 'cancelled';

/** A training as its page shows it. Built from the job and its events by `trainingView` and `withTrainingEvent`. */
export interface TrainingView {
  phase: TrainingPhase;
  /** Computations ahead in the queue. */
  position: number;
  attempt: number;
  /** The newest word of the run. */
  latest: TrainingProgress | undefined;
  curve: Curve;
  pictures: readonly Sighting[];
  problem: Problem | undefined;
}

export function trainingView({ state, position, error }: TrainingJob): TrainingView {
  return {
    phase: state === 'leased' ? 'training' : state,
    position: position ?? 0,
    attempt: 0,
    latest: undefined,
    curve: [],
    pictures: [],
    problem: error,
  };
}

/** Whether nothing more will happen to it. */
export function isTrained({ phase }: TrainingView): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'cancelled';
}

/**
 * The training after an event. Its first event carries the whole curve, the others a point each; a lost attempt says nothing more.
 * One that has ended stays so: its events tell what was learnt.
 */
export function withTrainingEvent(view: TrainingView, event: JobEvent): TrainingView {
  if (isTrained(view) && event.type !== 'training') return view;
  switch (event.type) {
    case 'queued':
      return { ...view, phase: 'queued', position: event.position };
    case 'leased':
      return { ...view, phase: 'training', attempt: event.attempt };
    case 'training':
      return event.attempt < view.attempt ? view : withWord(view, event);
    case 'progress':
      return view;
    case 'failed':
      return { ...view, phase: 'failed', problem: event.error };
    default:
      return { ...view, phase: event.type };
  }
}

function withWord(view: TrainingView, event: Extract<JobEvent, { type: 'training' }>): TrainingView {
  const { attempt, curve, pictures, step, of, loss } = event;
  return {
    ...view,
    phase: isTrained(view) ? view.phase : 'training',
    attempt,
    latest: event,
    pictures: pictures.map((picture) => view.pictures.find((before) => isSame(before, picture)) ?? picture),
    curve: curve ?? withPoint(view.curve, { step, loss }, of),
  };
}

/** Every word names all pictures anew: those that are in sight already stay the objects that they are, so that they are not drawn again. */
function isSame(a: Sighting, b: Sighting): boolean {
  return a.path === b.path && a.digest === b.digest;
}

/** What the lamp in the header says of a training. */
export function trainingLamp({ phase, latest }: TrainingView, online: boolean): Lamp {
  if (!online) return { state: 'offline', text: 'offline', detail: '' };
  const states = {
    queued: 'waiting',
    training: 'developing',
    done: 'done',
    failed: 'failed',
    cancelled: 'idle',
  } as const;
  const text = phase === 'done' ? 'trained' : phase;
  const detail =
    phase === 'training' && latest
      ? `step ${latest.step.toLocaleString('en')} of ${latest.of.toLocaleString('en')}`
      : '';
  return { state: states[phase], text, detail };
}

/**
 * What is read aloud of a training: it changes with phases and quarters of the way, so that no step is announced by itself. That the
 * connection is lost is announced on every page.
 */
export function trainingNews({ phase, latest }: TrainingView): string {
  switch (phase) {
    case 'queued':
      return 'Waiting for a runner.';
    case 'training':
      return latest ? quarterText(latest) : 'A runner has it.';
    case 'done':
      return 'Trained.';
    case 'cancelled':
      return 'Cancelled.';
    case 'failed':
      return '';
  }
}

function quarterText({ step, of }: TrainingProgress): string {
  const quarter = Math.floor((4 * step) / of);
  return quarter === 0 ? 'Training.' : `Training, ${quarter * 25} per cent.`;
}

/** The sentence about a training. `silent` is how many seconds nothing was heard of it. */
export function trainingSentence(view: TrainingView, silent: number, online: boolean): string {
  if (!online && !isTrained(view)) return connectionLost;
  switch (view.phase) {
    case 'queued':
      return queueSentence(view, silent);
    case 'training':
      return runSentence(view) + lossSentence(silent);
    case 'done':
      return 'Trained.';
    case 'cancelled':
      return 'Cancelled before it was done.';
    case 'failed':
      return view.problem?.title ?? 'This failed.';
  }
}

function queueSentence({ position, latest }: TrainingView, silent: number): string {
  const place = position === 0 ? 'Next in the queue.' : `${plural(position, 'computation')} ahead in the queue.`;
  const lost = latest ? ' It goes on from its last checkpoint, if there is one.' : '';
  if (silent < patience.queue) return `${place}${lost}`;
  return `${place}${lost} No runner that trains is free to take it yet. It is kept: this page may be closed, and its address opens it again.`;
}

function lossSentence(silent: number): string {
  const silence = silenceText(silent);
  return silence && `${silence} Should its runner be lost, another goes on from the last checkpoint, if there is one.`;
}

function runSentence({ latest }: TrainingView): string {
  if (!latest) return 'A runner has it, and prepares.';
  const { epoch, epochs, drawing, secondsLeft, step, of } = latest;
  if (drawing !== undefined && drawing < 1)
    return `Drawing what was learnt in epoch ${epoch}, ${Math.floor(100 * drawing)}%.`;
  if (step === of) return 'Every step is done; the model is being written.';
  return `Training, epoch ${epoch} of ${epochs}. ${secondsText(secondsLeft)} left.`;
}
