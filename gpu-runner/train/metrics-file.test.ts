import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lossCurveSvg } from './curve.ts';
import { MetricsFile, readMetrics } from './metrics-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-metrics-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function report(step: number) {
  return {
    step,
    steps: 9,
    part: 'epoch 1/1',
    phase: 0,
    batch: 8,
    loss: 1 / step,
    learningRate: 1e-3,
    imagesPerSecond: 100,
    imagesLeft: 0,
  };
}

it('keeps a line a step, drops what lies past the checkpoint, and survives a line cut short', () => {
  const path = join(directory, 'metrics.jsonl');
  const first = new MetricsFile(path, 0);
  for (const step of [1, 2, 3, 4]) first.add(report(step));
  first.flush();
  appendFileSync(path, '{"step":5,"lo');
  const resumed = new MetricsFile(path, 3);
  resumed.add(report(4));
  resumed.flush();
  expect(readMetrics(path).map(({ step, loss }) => [step, loss])).toEqual([
    [1, 1],
    [2, 1 / 2],
    [3, 1 / 3],
    [4, 1 / 4],
  ]);
});

it('leaves out lines that are damaged, wherever they stand, and writes them no more', () => {
  const path = join(directory, 'metrics.jsonl');
  const metrics = new MetricsFile(path, 0);
  for (const step of [1, 2]) metrics.add(report(step));
  metrics.flush();
  const [first, second] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [first, '\0\0\0', '{"step":7}', 'null', `{"step":8,${second}`, second, ''].join('\n'));
  expect(readMetrics(path).map(({ step }) => step)).toEqual([1, 2]);
  new MetricsFile(path, 2);
  expect(readFileSync(path, 'utf8')).toBe(`${first}\n${second}\n`);
});

it('tells the epoch of each step, and goes on from a record that did not', () => {
  const path = join(directory, 'metrics.jsonl');
  const { step, batch, loss, learningRate, imagesPerSecond } = report(1);
  writeFileSync(path, `${JSON.stringify({ step, batch, loss, learningRate, imagesPerSecond })}\n`);
  const metrics = new MetricsFile(path, 1);
  metrics.add({ ...report(2), epoch: 2 / 468 });
  metrics.flush();
  expect(readMetrics(path).map((metric) => [metric.step, metric.epoch])).toEqual([
    [1, undefined],
    [2, 0.0043],
  ]);
});

it.runIf(existsSync('/dev/full'))('says when the disk is full', () => {
  const path = join(directory, 'metrics.jsonl');
  const metrics = new MetricsFile(path, 0);
  rmSync(path);
  symlinkSync('/dev/full', path);
  metrics.add(report(1));
  expect(() => metrics.flush()).toThrow(`cannot write ${path}: the disk is full`);
});

it.runIf(existsSync('/dev/full'))('says so too as it opens, and what to do', () => {
  const path = join(directory, 'metrics.jsonl');
  const before = new MetricsFile(path, 0);
  before.add(report(1));
  before.flush();
  symlinkSync('/dev/full', `${path}.next`);
  const fault = `cannot write ${path}: the disk is full; free some space and run it again`;
  expect(() => new MetricsFile(path, 1)).toThrow(fault);
});

it('draws the loss of one step as well as of a thousand', () => {
  const epochs = { unit: 'epoch', after: (step: number) => step / 100 };
  const many = Array.from({ length: 1000 }, (_, i) => report(i + 1));
  expect(lossCurveSvg(many, epochs)).toMatch(/^<svg [\s\S]*<\/svg>$/);
  expect(lossCurveSvg(many.slice(0, 1), epochs)).not.toContain('NaN');
});

it('has numbers on the axis of a loss that hardly changes, and a place for one that is 0', () => {
  const epochs = { unit: 'epoch', after: (step: number) => step / 100 };
  const flat = [0.0355, 0.0345, 0.0335].map((loss, i) => ({ ...report(i + 1), loss }));
  const marks = [...lossCurveSvg(flat, epochs).matchAll(/text-anchor="end">([^<]+)</g)].map(([, mark]) => Number(mark));
  expect(marks).toEqual([0.031, 0.032, 0.033, 0.034, 0.035, 0.036, 0.037, 0.038, 0.039]);
  expect(lossCurveSvg([...flat, { ...report(4), loss: 0 }], epochs)).not.toMatch(/NaN|Infinity/);
});
