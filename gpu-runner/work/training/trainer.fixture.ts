import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Runner } from '../loop.ts';
import { bundlesIn, runsIn } from './folders.ts';
import { TrainingSlot } from './slot.ts';
import type { Trainer } from './trainer.ts';

/** Trains whatever it is given without end. */
export function trainingUntilStopped(): NonNullable<Runner['training']> {
  const trainer: Trainer = {
    nets: ['mnist-class'],
    checkpointFiles: () => [],
    async *train(_, __, signal) {
      yield* [];
      if (!signal.aborted) await once(signal, 'abort');
    },
    exportTo: async () => {},
  };
  const root = mkdtempSync(join(tmpdir(), 'manifold-loop-'));
  const folders = { runs: runsIn(root), bundles: bundlesIn(root) };
  return { trainer, slot: new TrainingSlot(), serve: async () => undefined, ...folders };
}
