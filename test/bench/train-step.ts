import { normals } from '../../gpu-runner/tensor/random.ts';
import { sizeOf, type Tensors } from '../../gpu-runner/tensor/tensor.ts';
import { DIGIT_DEFAULTS } from '../../gpu-runner/train/digits/config.ts';
import { createTrainStep } from '../../gpu-runner/train/step.ts';
import { trainables } from './nets.ts';
import { answerRounds } from './rounds.ts';

/** Our side of the bench `train`: NET HIDDEN BATCH THREADS. */
const [name, hidden, batch, threads] = process.argv.slice(2) as [string, string, string, string];
const net = trainables[name]!({ hidden: Number(hidden), trainSteps: DIGIT_DEFAULTS['mnist-class'].timesteps });
const step = await createTrainStep(net, { batch: Number(batch), seed: 1, threads: Number(threads) });
const shapes = Object.entries(net.feeds).map(([feed, dims]) => [feed, [Number(batch), ...dims]] as const);
const feeds: Tensors = Object.fromEntries(
  shapes.map(([feed, dims], sample) => {
    const data = normals({ seed: 1, stream: 'train', sample, timestep: 0 }, sizeOf(dims));
    return [feed, { dims, data }];
  }),
);
await answerRounds({}, () => step.run(feeds, 1e-3));
