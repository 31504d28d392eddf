import { describe, expect, it } from 'vitest';
import type { Session } from '../../../runtime/session.ts';
import { rowsOf } from '../../../tensor/rows.ts';
import { type Tensor, type Tensors, tensor, zeros } from '../../../tensor/tensor.ts';
import { type Sampling, sampleClass, sampleFlow, sampleTime } from './sampling.ts';

/** Answers each row with a tenth of it plus the digit it is asked for, and keeps what it was fed. */
function recorder(output: string): { session: Session; fed: Tensors[] } {
  const fed: Tensors[] = [];
  const digitOf = (classes: Tensor | undefined, row: number) =>
    classes ? rowsOf(classes, row, row + 1).data.reduce((sum, one, digit) => sum + one * digit, 0) : 0;
  const run = async (feeds: Tensors) => {
    fed.push(feeds);
    const { dims, data } = feeds.sample!;
    return {
      [output]: tensor(
        dims,
        data.map((x, i) => x / 10 + digitOf(feeds.class, Math.floor(i / 784))),
      ),
    };
  };
  return { session: { run, release: async () => {} }, fed };
}

async function run(sampling: Sampling, output: string, seed: number, steps: number) {
  const { session, fed } = recorder(output);
  const generator = sampling(session, seed, steps);
  let next = await generator.next();
  for (; !next.done; next = await generator.next());
  return { fed, times: fed.map(({ timestep }) => timestep!.data[0]), pictures: next.value };
}

const usual = { timesteps: 300 };

describe('sampling for the grids', () => {
  it('runs over all 300 timesteps or over some at even distances, ending clean', async () => {
    const { times } = await run(sampleTime(usual), 'eps', 0, 300);
    expect(times).toEqual(Array.from({ length: 300 }, (_, i) => 299 - i));
    expect((await run(sampleTime(usual), 'eps', 0, 4)).times).toEqual([299, 224, 149, 74]);
    for (const sampling of [sampleTime, sampleClass])
      expect((await run(sampling({ timesteps: 3 }), 'eps', 0, 3)).times).toEqual([2, 1, 0]);
  });

  it('flows from t = 0', async () => {
    expect((await run(sampleFlow, 'velocity', 0, 4)).times).toEqual([0, 0.25, 0.5, 0.75]);
  });

  it.each([
    ['class', sampleClass(usual), 'eps'],
    ['flow', sampleFlow, 'velocity'],
  ] as const)('asks for each digit four times, without and with the class: %s', async (_, sampling, output) => {
    const { fed, pictures } = await run(sampling, output, 0, 2);
    const { sample, class: classes } = fed[0]!;
    expect(sample!.dims).toEqual([80, 1, 28, 28]);
    expect(rowsOf(sample!, 0, 40).data).toEqual(rowsOf(sample!, 40, 80).data);
    expect(rowsOf(classes!, 0, 40)).toEqual(zeros([40, 10]));
    const asked = rowsOf(classes!, 40, 80).data;
    expect([...asked.keys()].filter((i) => asked[i] === 1)).toEqual(
      Array.from({ length: 40 }, (_, i) => 10 * i + (i % 10)),
    );
    expect(pictures.dims).toEqual([40, 1, 28, 28]);
  });

  it('guides by 5 beyond the class', async () => {
    const { fed } = await run(sampleFlow, 'velocity', 0, 2);
    const [before, after] = fed.map(({ sample }) => sample!.data);
    const row = 40 + 3;
    const expected = before!.slice(row * 784, row * 784 + 5).map((x) => x + (x / 10 + 5 * 3) / 2);
    expected.forEach((x, i) => {
      expect(after![row * 784 + i]).toBeCloseTo(x, 4);
    });
  });

  it('starts from the same noise for the same seed, and other noise for another', async () => {
    const [first, again, other] = [
      await run(sampleTime(usual), 'eps', 1, 3),
      await run(sampleTime(usual), 'eps', 1, 3),
      await run(sampleTime(usual), 'eps', 2, 3),
    ];
    expect(again.pictures).toEqual(first.pictures);
    expect(other.fed[0]!.sample!.data).not.toEqual(first.fed[0]!.sample!.data);
  });
});
