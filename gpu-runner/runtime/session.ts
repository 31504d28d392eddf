import './no-telemetry.ts';
import * as ort from 'onnxruntime-node';
import type { Tensors } from '../tensor/tensor.ts';
import type { Workspace } from '../tensor/workspace.ts';

export type Provider = 'cpu' | 'cuda' | 'webgpu';

export interface SessionOptions {
  /** Threads of one operator; the machine's cores when left out. */
  readonly threads?: number;
  readonly provider?: Provider;
  /** The folder that external data is named from. */
  readonly directory?: string;
  /**
   * Whether weights are used where they lie, in the pages of their files: a kernel's own copy is faster, and gives a row the same
   * bytes whatever rows are beside it, where products by weights in place are summed in another order for a single one.
   */
  readonly inPlace?: boolean;
  /** How far onnxruntime rewrites the graph before it runs: with all it knows when left out. */
  readonly rewriting?: 'disabled';
}

/** A loaded model. Running it blocks the thread: sampling and training belong in a worker. */
export interface Session {
  /** Results that have to be copied are put `into` a workspace if there is one; the others are new. */
  run(feeds: Tensors, into?: Workspace): Promise<Tensors>;
  release(): Promise<void>;
  /** Resolves when it can be run no more, of one that may come to its end by itself. */
  readonly ended?: Promise<void>;
}

/** Loads a serialised model. Throws an Error that names the provider when it cannot be had on this machine. */
export async function createSession(model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
  const session = await ort.InferenceSession.create(model, sessionOptions(options));
  return {
    run: async (feeds) => fromOrt(await session.run(toOrt(feeds))),
    release: () => session.release(),
  };
}

/**
 * How long a thread spins before it sleeps when it has no work: from one operator to the next, since waking would take longer. Who
 * spins on is in the way of whatever else wants the cores.
 */
const spinMicroseconds = '20';

function sessionOptions(options: SessionOptions): ort.InferenceSession.SessionOptions {
  const { threads, provider = 'cpu', directory, inPlace = false, rewriting = 'all' } = options;
  const shared = {
    set_denormal_as_zero: '1',
    'intra_op.spin_duration_us': spinMicroseconds,
    // Between runs there is nothing to wait for.
    force_spinning_stop: '1',
  };
  const weights = {
    ...(directory !== undefined && { model_external_initializers_file_folder_path: directory }),
    ...(inPlace && { disable_prepacking: '1' }),
  };
  return {
    executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    graphOptimizationLevel: rewriting,
    logSeverityLevel: 3,
    // A plan of all buffers, made in the first run, is held beside what that run itself took: half of a training step's memory.
    enableMemPattern: false,
    extra: { session: { ...shared, ...weights } },
  };
}

function toOrt(tensors: Tensors): Record<string, ort.Tensor> {
  return mapValues(tensors, ({ data, dims }) => new ort.Tensor('float32', data, dims));
}

function fromOrt(tensors: ort.InferenceSession.ReturnType): Tensors {
  return mapValues(tensors, ({ data, dims }) => ({ dims, data: data as Float32Array }));
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}
