import { parentPort, workerData } from 'node:worker_threads';
import { trainingPlanOf } from './configs.ts';
import { createTrainStep, type TrainStep } from './step.ts';
import type { StepCall, StepReply, StepWorkerData } from './step-protocol.ts';

/** The thread that owns a training step: ONNX Runtime blocks the thread it runs in, and Ctrl-C must be answered. */
const { config, phase: number, running } = workerData as StepWorkerData;
const port = parentPort!;
const { phases, seed, ema, clip, optimiser } = trainingPlanOf(config);
const { batch, net } = phases[number]!;
const moving = { ...(clip && { clip }), ...(optimiser && { optimiser }) };
const step = createTrainStep(net(), { batch, seed, ema, ...moving, ...running });
let last: Promise<void> = Promise.resolve();

port.on('message', (call: StepCall) => {
  last = last.then(async () => port.postMessage(await answer(call)));
});

async function answer(call: StepCall): Promise<StepReply> {
  try {
    return await perform(await step, call);
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

async function perform(step: TrainStep, call: StepCall): Promise<StepReply> {
  switch (call.kind) {
    case 'open':
      return { kind: 'opened' };
    case 'run':
      return { kind: 'ran', loss: (await step.run(call.feeds, call.learningRate)).loss };
    case 'save':
      return { kind: 'saved', state: step.save() };
    case 'load':
      if (call.grown) step.adopt(call.state);
      else step.load(call.state);
      return { kind: 'loaded' };
  }
}
