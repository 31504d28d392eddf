import { problem } from '@manifold/shared/protocol/problem';
import { describe, expect, it } from 'vitest';
import { failing, type JobView, sending } from './job-view.ts';
import type { Sheet } from './sheet.ts';
import { announcementOf, lampOf, outcomesOf, sentenceOf } from './status.ts';

const request = {
  technique: 'sample',
  bundle: 'mnist-class',
  negative: '',
  guidance: 5,
  steps: 50,
  seed: 1,
  count: 1,
} as const;

function sheet(prompt: string, view: Partial<JobView>): Sheet {
  const none = { jobId: undefined, recipe: undefined, result: undefined };
  return { key: prompt, request: { ...request, prompt }, ...none, view: { ...sending(), ...view } };
}

const developing = (step: number) => sheet('7', { phase: 'developing', step, of: 50 });

describe('lampOf', () => {
  it('counts the steps of all sheets', () => {
    const sheets = [developing(10), sheet('3', { phase: 'done', of: 50 }), sheet('1', { phase: 'queued' })];
    expect(lampOf(sheets, true, 0)).toEqual({ state: 'developing', text: 'developing', detail: 'step 60 of 150' });
  });

  it('is idle, waiting, failed or offline', () => {
    expect(lampOf([], true, 0).state).toBe('idle');
    expect(lampOf([sheet('7', { phase: 'queued' })], true, 0).state).toBe('waiting');
    expect(lampOf([sheet('7', failing(problem('internal', 'x')))], true, 0).state).toBe('failed');
    expect(lampOf([developing(3)], false, 0).state).toBe('offline');
  });
});

describe('announcementOf', () => {
  it('changes with the quarters of the way, not with each step', () => {
    const said = new Set(Array.from({ length: 50 }, (_, step) => announcementOf([developing(step)], true)));
    expect(said.size).toBe(4);
  });

  it('tells that the connection is lost, with nothing on the easel too', () => {
    expect([[], [developing(3)]].map((sheets) => announcementOf(sheets, false))).toEqual([
      'The connection is lost.',
      'The connection is lost.',
    ]);
    expect(announcementOf([], true)).toBe('');
  });

  it('leaves to others how each sheet ended, so that none of it is told again after an outage', () => {
    const done = sheet('8', { phase: 'done' });
    const told = [true, false, true].map((online) => announcementOf([done], online));
    expect(told).toEqual(['', 'The connection is lost.', '']);
  });

  it('tells that a job is being cancelled, and why that was refused, while it goes on', () => {
    const refused = { ...developing(3), cancelling: problem('internal', 'x') };
    const waiting = { ...sheet('8', { phase: 'queued' }), cancelling: 'asked' } as const;
    const cancelled = sheet('8', { phase: 'cancelled' });
    expect(announcementOf([refused, waiting], true)).toBe('Cancelling.');
    expect(announcementOf([refused, cancelled], true)).toBe(
      `Developing. A seven was not cancelled: ${refused.cancelling.title}.`,
    );
    expect(announcementOf([{ ...refused, view: cancelled.view }], true)).toBe('');
  });
});

describe('outcomesOf', () => {
  const broken = failing(problem('internal', 'it broke'));

  it('tells how each sheet ended, and of a problem that several met once', () => {
    const ended = [sheet('8', { phase: 'done' }), sheet('1', { phase: 'cancelled' })];
    const sheets = [
      ...ended,
      sheet('7', broken),
      developing(3),
      sheet('3', broken),
      sheet('4', failing(problem('internal', 'no'))),
    ];
    const { title } = problem('internal', '');
    expect(outcomesOf(sheets, []).map(({ text }) => text)).toEqual([
      'An eight is developed.',
      'Cancelled a one.',
      `A seven failed: ${title}. It broke.`,
      'A three failed too.',
      `A four failed: ${title}. No.`,
    ]);
  });

  it('tells each once, but one that was tried again anew', () => {
    const before = outcomesOf([sheet('7', broken)], []);
    const next = outcomesOf([sheet('3', broken), sheet('7', broken)], before);
    expect(next[1]).toBe(before[0]);
    expect(next[0]!.text).toBe('A three failed too.');
    const tried = outcomesOf([sheet('7', {})], next);
    expect(outcomesOf([sheet('7', broken)], tried)[0]).not.toBe(before[0]);
  });

  it('tells a problem in full again once the sheet that it was told of is tried again', () => {
    const before = outcomesOf([sheet('7', broken), sheet('3', broken)], []);
    const tried = outcomesOf([sheet('7', {}), sheet('3', broken)], before);
    const [again] = outcomesOf([sheet('7', broken), sheet('3', broken)], tried);
    expect(again!.text).toBe(before[0]!.text);
  });
});

describe('sentenceOf', () => {
  it('says that a job is sent, or looked for where it has a name', () => {
    const opened = { ...sheet('7', {}), jobId: '1' };
    const said = [sheet('7', {}), opened].map((one) => sentenceOf(one, 0, true));
    expect(said).toEqual(['Handing it to the darkroom.', 'Looking for the job.']);
  });

  it('says of a job that goes on without the connection that it does, and not of one that nobody told of', () => {
    const opened = { ...sheet('7', {}), jobId: '1' };
    expect([sentenceOf(opened, 0, false), sentenceOf(developing(3), 0, false)]).toEqual([
      expect.stringContaining('looked for again'),
      expect.stringContaining('goes on without it'),
    ]);
  });

  it('says after a while that no runner is there', () => {
    const waiting = sheet('7', { phase: 'queued', position: 0 });
    expect(sentenceOf(waiting, 1, true)).toBe('Next in the queue.');
    const lost = sheet('7', { phase: 'queued', latest: { mediaType: 'image/png', images: [] } });
    expect(sentenceOf(lost, 1, true)).toBe('It begins anew. Next in the queue.');
    expect(sentenceOf(waiting, 9, true)).toContain('No runner is free');
  });

  it('says nothing of a runner that takes its time over a step, until it might be lost', () => {
    expect(sentenceOf(developing(3), 20, true)).toBe('Step 3 of 50.');
    expect(sentenceOf(developing(3), 30, true)).toContain('No step was told for 30 s.');
  });

  it('says that a job is being cancelled, and why that was refused', () => {
    const asked = { ...developing(3), cancelling: 'asked' } as const;
    expect([sentenceOf(asked, 0, true), sentenceOf(asked, 0, false)]).toEqual([
      'Cancelling.',
      expect.stringContaining('The connection is lost.'),
    ]);
    const refused = { ...developing(3), cancelling: problem('internal', 'x') };
    expect(sentenceOf(refused, 0, true)).toBe(`Step 3 of 50. It was not cancelled: ${refused.cancelling.title}.`);
    const cancelled = { ...refused, view: { ...refused.view, phase: 'cancelled' } } as const;
    expect(sentenceOf(cancelled, 0, true)).toBe('Cancelled before it was done.');
  });

  it('says which prints were replaced, and why', () => {
    const image = { digest: '0'.repeat(64), width: 64, height: 64, url: '' };
    const images = [image, { ...image, flagged: 'unsafe' as const }, { ...image, flagged: 'watermarked' as const }];
    const sentenceFor = (some: typeof images) => {
      const result = { id: '', recipe: undefined as never, createdAt: '', images: some };
      return sentenceOf({ ...sheet('7', { phase: 'done' }), result }, 0, true);
    };
    expect(sentenceFor(images)).toBe(
      'Developed. Print 2 is black: the safety checker takes it for unsafe. ' +
        "Print 3 is black: the safety checker sees somebody's watermark in it.",
    );
    expect(sentenceFor(images.slice(1, 2))).toBe('Developed. It is black: the safety checker takes it for unsafe.');
    expect(sentenceFor([image])).toBe('Developed.');
  });
});
