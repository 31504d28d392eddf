import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { attention } from '../graph/attention.ts';
import { conv2d } from '../graph/conv/conv.ts';
import { Graph } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import { reshape } from '../graph/shape.ts';
import { tensor } from '../tensor/tensor.ts';
import { createSession, type Provider } from './session.ts';

/** What networks can run on, best first. */
export const providers = ['cuda', 'webgpu', 'cpu'] as const satisfies readonly Provider[];

/**
 * Those that are taken unasked. WebGPU is not among them: with onnxruntime 1.30 on SwiftShader, a software GPU, the U-Nets of IF
 * came out wrong, by whose fault is not known (test/parity/measure.ts prints it), and it lacks operators of training.
 */
const unasked = ['cuda', 'cpu'] as const satisfies readonly Provider[];

/** A provider that is not here, or none at all; the message names those to take instead. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
}

const tried = new Map<Provider, Promise<boolean>>();

/** 'cuda' where its provider is installed and finds a device, else 'cpu'. Tried once. */
export async function findProvider(): Promise<Provider> {
  for (const provider of unasked) if (await works(provider)) return provider;
  return 'cpu';
}

/** The provider of that name, or without one what `findProvider` finds. Throws a ProviderError. */
export async function chooseProvider(name: string | undefined): Promise<Provider> {
  if (!name) return findProvider();
  const asked = providers.find((provider) => provider === name);
  if (!asked) throw new ProviderError(`"${name}" is no provider; use one of ${providers.join(', ')}`);
  if (await works(asked)) return asked;
  // WebGPU is not tried to be listed: where it is not here, its driver says so in lines of its own.
  const present: Provider[] = [];
  for (const provider of unasked) if (await works(provider)) present.push(provider);
  throw new ProviderError(`"${name}" is not here; there is ${present.join(', ')}`);
}

function works(provider: Provider): Promise<boolean> {
  const trial = tried.get(provider) ?? tryOut(provider);
  tried.set(provider, trial);
  return trial;
}

async function tryOut(provider: Provider): Promise<boolean> {
  if (provider === 'cpu') return true;
  // onnxruntime complains on stderr when the library is missing, so it is not asked then.
  if (provider === 'cuda' && !existsSync(cudaLibrary())) return false;
  try {
    return await agrees(provider, false);
  } catch {
    return false;
  }
}

const triedHalves = new Map<Provider, Promise<boolean>>();

/** Whether weights in half precision are best computed with in it: on CUDA, where a trial of that comes out right. Tried once. */
export function takesHalves(provider: Provider): Promise<boolean> {
  if (provider !== 'cuda') return Promise.resolve(false);
  const trial = triedHalves.get(provider) ?? agrees(provider, true).catch(() => false);
  triedHalves.set(provider, trial);
  return trial;
}

/** Whether the provider's answer is the processor's. */
async function agrees(provider: Provider, half: boolean): Promise<boolean> {
  const [answer, expected] = [await answerOf(provider, half), await answerOf('cpu', false)];
  return answer.every((y, i) => Math.abs(y - expected[i]!) < TOLERANCE);
}

/** Of a trial whose values are of about 1, in half precision too. */
const TOLERANCE = 1e-2;

/** A convolution and attention over its pixels: a driver that gets either wrong is as good as none. */
async function answerOf(provider: Provider, half: boolean): Promise<Float32Array> {
  const g = new Graph({ fused: true, half });
  const filters = Float32Array.from({ length: 16 * 4 * 9 }, (_, i) => Math.sin(i));
  const [w, b] = [g.constant(tensor([16, 4, 3, 3], filters)), g.constant(tensor([16], new Float32Array(16)))];
  const y = conv2d(g, g.input('x', [1, 4, 8, 8]), w, b, { stride: 1, padding: 1 });
  const tokens = reshape(g, y, [1, 64, 16]);
  g.output('y', attention(g, tokens, tokens, tokens, { heads: 2, scale: 0.1 }));
  const session = await createSession(serialise(g), { provider });
  const x = tensor(
    [1, 4, 8, 8],
    Float32Array.from({ length: 256 }, (_, i) => Math.cos(i)),
  );
  try {
    const { y: answer } = await session.run({ x });
    return answer!.data;
  } finally {
    await session.release();
  }
}

function cudaLibrary(): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(entry, '../../bin/napi-v6', process.platform, process.arch, 'libonnxruntime_providers_cuda.so');
}
