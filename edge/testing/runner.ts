import type { Flag } from '@manifold/shared/protocol/flag';
import {
  type AnyLease,
  type Fence,
  Lease,
  LeaseReply,
  type LeaseRequest,
  type TrainingLease,
} from '@manifold/shared/protocol/lease';
import { digits, picture } from './bundle.ts';
import { ask, askWithJson, runnerHeaders } from './edge.ts';

/** A runner's side of the protocol, a call at a time. */
export const runner = {
  register: () => tell('/register', { runner: 'test', manifests: [digits] }),

  async lease(wanted: Partial<LeaseRequest> = {}): Promise<Lease[]> {
    return (await leases(wanted)).map((lease) => Lease.parse(lease));
  },

  /** Leases of a runner that trains. */
  async train(wanted: Partial<LeaseRequest> = {}): Promise<TrainingLease[]> {
    const trainings = await leases({ trains: ['mnist-class'], free: 0, idle: false, ...wanted });
    return trainings.flatMap((lease) => ('training' in lease ? [lease] : []));
  },

  progress: (lease: Lease, step: number) =>
    tell(`/computations/${lease.computation}/progress`, {
      ...fenceOf(lease),
      progress: {
        step,
        of: 50,
        timestep: 300 - 6 * step,
        preview: { mediaType: 'image/png', images: ['iVBORw0KGgo='] },
      },
    }),

  heartbeat: (lease: AnyLease) => tell(`/computations/${lease.computation}/progress`, fenceOf(lease)),

  upload: (lease: AnyLease, digest: string, bytes: Uint8Array<ArrayBuffer> | ReadableStream, kind = 'images') => {
    const query = new URLSearchParams({ generation: `${lease.generation}`, attempt: `${lease.attempt}` });
    const path = `/runner/v1/computations/${lease.computation}/${kind}/${digest}?${query}`;
    return ask(path, { method: 'PUT', headers: runnerHeaders, body: bytes });
  },

  complete: (lease: Lease, digest: string, flagged?: Flag, more: object = {}) =>
    tell(`/computations/${lease.computation}/complete`, {
      ...fenceOf(lease),
      images: [{ digest, width: 28, height: 28, flagged }],
      ...more,
    }),

  fail: (lease: AnyLease, detail: string, more: object = {}) =>
    tell(`/computations/${lease.computation}/fail`, { ...fenceOf(lease), detail, ...more }),

  release: (lease: AnyLease) => tell(`/computations/${lease.computation}/release`, fenceOf(lease)),

  /** A post about a training: its progress, a checkpoint or its completion. */
  tellTraining: (lease: TrainingLease, verb: string, body: object) =>
    tell(`/computations/${lease.computation}/${verb}`, { ...fenceOf(lease), ...body }),

  /** Everything that a lease asks for, well done. */
  async finish(lease: Lease): Promise<Response> {
    const { bytes, digest } = await picture(lease.computation);
    await runner.progress(lease, 50);
    await runner.upload(lease, digest, bytes);
    return runner.complete(lease, digest);
  },
};

async function leases(wanted: Partial<LeaseRequest>): Promise<AnyLease[]> {
  const { name, revision } = digits;
  const request = { runner: 'test', bundles: [{ name, revision }], free: 64, idle: true, wait: 5, ...wanted };
  return LeaseReply.parse(await (await tell('/leases', request)).json()).leases;
}

function fenceOf({ generation, attempt }: Fence): Fence {
  return { generation, attempt };
}

function tell(path: string, body: unknown): Promise<Response> {
  return askWithJson(`/runner/v1${path}`, body, runnerHeaders);
}
