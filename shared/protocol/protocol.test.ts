import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manifest } from '../recipe/arbitrary.ts';
import { JobEvent, Preview, Progress } from './event.ts';
import { isFinal, JobState } from './job.ts';
import { Completion, Fence, Lease, LeaseRequest, ProgressPost, Register } from './lease.ts';
import { Manifest } from './manifest.ts';
import { imagePath } from './result.ts';

const digest = 'cd'.repeat(32);
const common = { v: 1, at: '2026-11-23T05:00:00.000Z' };
const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('a job event', () => {
  it.each([
    { ...common, type: 'queued', position: 0 },
    { ...common, type: 'leased', attempt: 1 },
    { ...common, type: 'progress', attempt: 1, step: 3, of: 50, timestep: 280 },
    {
      ...common,
      type: 'progress',
      attempt: 1,
      step: 3,
      of: 50,
      timestep: 280,
      preview: { mediaType: 'image/png', images: ['AAAA'] },
    },
    { ...common, type: 'done', resultId: digest },
    { ...common, type: 'failed', error: { type: '/problems/internal', title: 'x', status: 500, detail: 'y' } },
    { ...common, type: 'cancelled' },
  ])('of type $type is taken, with nothing more or less', (event) => {
    expect(JobEvent.parse(event)).toEqual(event);
    expect(accepts(JobEvent, { ...event, extra: 1 })).toBe(false);
    for (const key of Object.keys(event).filter((key) => key !== 'preview')) {
      expect(accepts(JobEvent, { ...event, [key]: undefined })).toBe(false);
    }
  });
});

it('a preview tells the place of each of its images, or of none', () => {
  const images = { mediaType: 'image/png', images: ['AAAA', 'AAAA'] };
  expect(accepts(Preview, { ...images, places: [2, 0] })).toBe(true);
  for (const places of [[], [2], [2, 0, 1], [0, -1]]) expect(accepts(Preview, { ...images, places })).toBe(false);
});

describe('the lease protocol', () => {
  it('takes fences that only whole positive numbers make', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (generation, attempt) => {
        const good = [generation, attempt].every((n) => Number.isSafeInteger(n) && n >= 1);
        expect(accepts(Fence, { generation, attempt })).toBe(good);
      }),
    );
  });

  it('bounds what a runner may post', () => {
    const fence = { generation: 1, attempt: 1 };
    const image = { digest, width: 28, height: 28 };
    expect(accepts(Completion, { ...fence, images: Array(64).fill(image) })).toBe(true);
    expect(accepts(Completion, { ...fence, images: [] })).toBe(false);
    expect(accepts(Completion, { ...fence, images: Array(65).fill(image) })).toBe(false);
    expect(accepts(ProgressPost, fence)).toBe(true);
    expect(accepts(Progress, { step: 1, of: 0, timestep: 0 })).toBe(false);
    expect(accepts(Lease, { ...fence, computation: 'not a digest', recipe: {} })).toBe(false);
    expect(accepts(Register, { runner: 'a b', manifests: [manifest] })).toBe(false);
    expect(accepts(Register, { runner: 'a.b-c_1', manifests: [manifest] })).toBe(true);
    const bundles = [{ name: manifest.name, revision: manifest.revision }];
    expect(accepts(LeaseRequest, { runner: 'a', bundles, free: 8, idle: true, wait: 25 })).toBe(true);
    expect(accepts(LeaseRequest, { runner: 'a', bundles, free: 8, idle: true, wait: 31 })).toBe(false);
  });
});

describe('a manifest', () => {
  it.each([
    { name: 'Mnist' },
    { revision: 'main' },
    { size: 0 },
    { channels: 2 },
    { trainTimesteps: 0 },
    { rowCost: 0 },
    { prompt: { kind: 'class', labels: [] } },
    { unknown: true },
  ])('is refused with %o', (change) => {
    expect(accepts(Manifest, manifest)).toBe(true);
    expect(accepts(Manifest, { ...manifest, ...change })).toBe(false);
  });
});

it('a job rests in done, failed and cancelled', () => {
  expect(JobState.options.filter(isFinal)).toEqual(['done', 'failed', 'cancelled']);
});

it('an image lies at its digest', () => {
  expect(imagePath(digest)).toBe(`/v1/images/${digest}.png`);
});
