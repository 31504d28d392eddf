import type { Bundle } from '../bundle/bundle.ts';
import { BundleError } from '../bundle/bundle-error.ts';
import type { Contents, PlacedNet } from '../bundle/kind.ts';
import type { Revised } from '../bundle/revision.ts';
import { loadedBytes } from '../bundle/weights.ts';
import { checkWeights } from '../runtime/inference.ts';
import { findProvider, takesHalves } from '../runtime/provider.ts';
import type { Session, SessionOptions } from '../runtime/session.ts';
import { openThreadSession } from '../runtime/thread-session.ts';
import { KeptNet } from './kept-net.ts';

/** The networks of a bundle: the U-Net, what reads its prompts, the U-Net of its second stage, and what judges its pictures. */
export type NetPart = 'unet' | 'text' | 'upscaler' | 'safety';

export type NetOptions = Pick<SessionOptions, 'threads' | 'provider'>;

/** What the thread of a network is started with. */
export interface NetWorkerData {
  readonly directory: string;
  readonly part: NetPart;
  readonly options: NetOptions;
  /** What the bundle's files were when it was opened. */
  readonly opened: Revised;
}

/** The network of a bundle that goes by this name. Throws a RangeError where it has none. */
export function netOf({ unet, text, upscaler, safety }: Contents, part: NetPart): PlacedNet {
  const placed = { unet, text: text?.encoder, upscaler: upscaler?.unet, safety: safety?.checker?.placed }[part];
  if (!placed) throw new RangeError(`the bundle has no network ${part}`);
  return placed;
}

/** Throws the BundleError that loading the network would, and loads nothing. */
function checkNet({ net, directory, weights }: PlacedNet): Promise<void> {
  return checkWeights(net, directory, weights);
}

/**
 * A network of a bundle, which is checked here and loaded when it is first run, if the bundle is still what it was when it was opened.
 * Rejects with a BundleError.
 */
export async function keptNet(
  bundle: Bundle,
  part: NetPart,
  options: NetOptions,
  lasting: { readonly transient?: boolean } = {},
): Promise<KeptNet> {
  const placed = netOf(bundle, part);
  await checkNet(placed);
  const half = await takesHalves(options.provider ?? (await findProvider()));
  const bytes = await loadedBytes(placed.directory, placed.weights, { half });
  const { directory, state, manifest } = bundle;
  const open = () => openNet({ directory, part, options, opened: { revision: manifest.revision, state } });
  return new KeptNet(open, { name: `${manifest.name} ${part}`, bytes, ...lasting });
}

/** Loads a network of a bundle into a thread of its own. Rejects with a BundleError that names what is wrong with it. */
async function openNet(workerData: NetWorkerData): Promise<Session> {
  try {
    return await openThreadSession(new URL('./net-worker.ts', import.meta.url), workerData);
  } catch (cause) {
    throw new BundleError(`${workerData.directory}: ${(cause as Error).message}`, { cause });
  }
}
