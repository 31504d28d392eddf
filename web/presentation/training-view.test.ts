import type { JobEvent } from '@manifold/shared/protocol/event';
import type { TrainingJob } from '@manifold/shared/protocol/job';
import { problem } from '@manifold/shared/protocol/problem';
import { trainingOf } from '@manifold/shared/recipe/technique/train';
import { describe, expect, it } from 'vitest';
import { trainingNews, trainingSentence, trainingView, withTrainingEvent } from './training-view.ts';

const job: TrainingJob = {
  id: '01a206e4-7a88-7425-9ad5-4d125067c55c',
  state: 'queued',
  resultId: 'a'.repeat(64),
  training: trainingOf({ technique: 'train', net: 'mnist-class' }),
  rows: 1,
  gflop: 1,
  createdAt: '2026-11-23T08:00:00.000Z',
};
const common = { v: 1, at: '2026-11-23T08:00:00.000Z' } as const;
const leased = (attempt: number): JobEvent => ({ ...common, type: 'leased', attempt });

function learnt(step: number, more: object = {}): JobEvent {
  const pace = { of: 100, epoch: 1, epochs: 2, learningRate: 1e-3, imagesPerSecond: 50, secondsLeft: 9.5 };
  return { ...common, type: 'training', attempt: 1, step, loss: 1 / step, pictures: [], ...pace, ...more };
}

const after = (...events: JobEvent[]) => events.reduce(withTrainingEvent, trainingView(job));

describe('a training, event by event', () => {
  it('begins with the whole curve, and grows by a point with each word', () => {
    const curve = [{ step: 1, loss: 1 }];
    expect(after(leased(1), learnt(2, { curve }), learnt(3)).curve.map(({ step }) => step)).toEqual([1, 3]);
  });

  it('goes back to the checkpoint of a lost attempt, which says nothing more', () => {
    const view = after(leased(1), learnt(1), learnt(2), learnt(3), leased(2), learnt(2, { attempt: 2 }), learnt(9));
    expect(view.curve.map(({ step }) => step)).toEqual([1, 2]);
    expect(view.phase).toBe('training');
  });

  it('stays as it ended while its events come once more, and takes the curve from them', () => {
    const failed = trainingView({ ...job, state: 'failed', error: problem('internal', 'it broke') });
    const story: JobEvent[] = [{ ...common, type: 'queued', position: 0 }, leased(1), learnt(1), learnt(2)];
    for (const [i, event] of story.entries()) {
      const { phase, problem } = story.slice(0, i + 1).reduce(withTrainingEvent, failed);
      expect([event.type, phase, problem]).toEqual([event.type, failed.phase, failed.problem]);
    }
    const { curve, latest } = story.reduce(withTrainingEvent, failed);
    expect([curve.map(({ step }) => step), latest?.step]).toEqual([[1, 2], 2]);
  });

  it('keeps the pictures that are in sight when a word names them again', () => {
    const picture = { path: 'epoch-1.png', digest: 'a'.repeat(64), epoch: 1, width: 28, height: 28 };
    const before = after(leased(1), learnt(1, { pictures: [picture] }));
    const drawn = { ...picture, digest: 'b'.repeat(64), path: 'epoch-2.png' };
    const next = withTrainingEvent(before, learnt(2, { pictures: [{ ...picture }, drawn] }));
    expect(next.pictures[0]).toBe(before.pictures[0]);
    expect(next.pictures[1]).toEqual(drawn);
    const redrawn = withTrainingEvent(next, learnt(3, { pictures: [{ ...picture, digest: drawn.digest }] }));
    expect(redrawn.pictures[0]!.digest).toBe(drawn.digest);
  });

  it('is read aloud epoch by epoch, and not second by second', () => {
    const news = (...events: JobEvent[]) => trainingNews(after(leased(1), ...events));
    const of = 400;
    expect(news(learnt(99, { of, epoch: 2 }))).toBe(news(learnt(5, { of })));
    expect(news(learnt(100, { of }))).toBe('Training, 25 per cent.');
  });

  it.each<[JobEvent[], number, string]>([
    [[], 0, 'Next in the queue.'],
    [[], 9, 'No runner that trains is free'],
    [[leased(1)], 0, 'A runner has it, and prepares.'],
    [[leased(1), learnt(5)], 0, 'Training, epoch 1 of 2. 9.5 s left.'],
    [[leased(1), learnt(5)], 30, 'No step was told for 30 s.'],
    [[leased(1), learnt(5)], 30, 'another goes on from the last checkpoint, if there is one.'],
    [[leased(1), learnt(5, { drawing: 0.5 })], 0, 'Drawing what was learnt in epoch 1, 50%.'],
    [[leased(1), learnt(100)], 0, 'Every step is done; the model is being written.'],
    [
      [leased(1), learnt(5), { ...common, type: 'queued', position: 0 }],
      0,
      'from its last checkpoint, if there is one.',
    ],
    [[leased(1), { ...common, type: 'cancelled' }], 0, 'Cancelled before it was done.'],
    [[leased(1), { ...common, type: 'done', resultId: job.resultId }], 0, 'Trained.'],
  ])('is told in a sentence: %#', (events, silent, sentence) => {
    expect(trainingSentence(after(...events), silent, true)).toContain(sentence);
  });

  it('is not said to have lost its runner in a step that takes long, nor while nobody is heard', () => {
    const view = after(leased(1), learnt(5));
    expect(trainingSentence(view, 20, true)).toBe('Training, epoch 1 of 2. 9.5 s left.');
    expect(trainingSentence(view, 60, false)).toMatch(/^The connection is lost\./);
    const done = after(leased(1), { ...common, type: 'done', resultId: job.resultId });
    expect(trainingSentence(done, 60, false)).toBe('Trained.');
  });
});
