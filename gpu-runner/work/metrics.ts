import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Capacity } from './capacity.ts';
import type { TrainingSlot } from './training/slot.ts';

/**
 * How an attempt can end. `failed`: another may get through. `rejected`: by what was asked for, whoever attempts it. `lost`: its lease went to another, or the
 * edge stayed out of reach. `released`: handed back at shutdown.
 */
const endings = ['done', 'failed', 'rejected', 'cancelled', 'lost', 'released'] as const;
export type Ending = (typeof endings)[number];

/** What the runner counts, for Prometheus; names and units follow its conventions. */
export type Metrics = ReturnType<typeof makeMetrics>;

export function makeMetrics(registry = new Registry()) {
  const registers = [registry];
  const computations = new Counter({
    name: 'manifold_computations_total',
    help: 'Attempts ended, by how',
    labelNames: ['ending'],
    registers,
  });
  for (const ending of endings) computations.inc({ ending }, 0);
  return {
    registry,
    computations,
    leases: new Counter({ name: 'manifold_leases_total', help: 'Leases taken', registers }),
    steps: new Counter({ name: 'manifold_steps_total', help: 'Steps of computations done', registers }),
    rows: new Counter({ name: 'manifold_rows_total', help: 'U-Net rows evaluated', registers }),
    uploaded: new Counter({
      name: 'manifold_upload_bytes_total',
      help: 'Bytes of finished pictures the edge accepted',
      registers,
    }),
    batchRows: new Histogram({
      name: 'manifold_batch_rows',
      help: 'U-Net rows of one evaluation',
      buckets: [2, 4, 8, 16, 32, 64, 128, 256, 512],
      registers,
    }),
    stepSeconds: new Histogram({
      name: 'manifold_step_seconds',
      help: 'Time of one step of a computation, with its wait for a shared batch',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
  };
}

/** The batch and its use: rate(manifold_row_seconds_total) / manifold_row_budget is the utilisation. */
export function measureCapacity({ registry }: Metrics, capacity: Capacity): void {
  const registers = [registry];
  new Gauge({ name: 'manifold_row_budget', help: 'U-Net rows of a batch', registers }).set(capacity.budget);
  new Gauge({
    name: 'manifold_rows_in_use',
    help: 'U-Net rows a step of the computations under way',
    registers,
    collect() {
      this.set(capacity.taken);
    },
  });
  new Counter({
    name: 'manifold_row_seconds_total',
    help: 'Seconds that rows of the batch were in use, summed over rows',
    registers,
    collect() {
      this.reset();
      this.inc(capacity.rowSeconds);
    },
  });
}

export function measureTraining({ registry }: Metrics, slot: TrainingSlot): void {
  new Gauge({
    name: 'manifold_trainings_under_way',
    help: 'Whether a training is under way, 1 or 0',
    registers: [registry],
    collect() {
      this.set(slot.isTaken ? 1 : 0);
    },
  });
}
