import type { Logger } from 'pino';
import { Memory } from '../pipeline/memory/memory.ts';
import { deviceMemory } from '../runtime/device-memory.ts';
import { chooseProvider, ProviderError } from '../runtime/provider.ts';
import type { Provider } from '../runtime/session.ts';
import type { Settings } from './env.ts';

/** Of the memory that there is, what networks take by default: evaluations and everything else take the rest. */
const share = 0.6;

/** What networks run on and are loaded into, as the settings say, and says it. Rejects with a ProviderError. */
export async function openEngine(
  { provider: asked, memory: given }: Pick<Settings, 'provider' | 'memory'>,
  log: Logger,
): Promise<{ provider: Provider; memory: Memory }> {
  const provider = await providerOf(asked);
  const budget = given ?? Math.floor(share * (await deviceMemory(provider)));
  log.info({ provider, memory: budget }, `networks run on ${provider}`);
  const memory = new Memory(budget, {
    unloaded: (network) => log.debug({ network }, 'unloaded'),
    tooLarge: (networks, bytes) =>
      log.warn({ networks, bytes, memory: budget }, 'larger than MANIFOLD_MEMORY; nothing else is loaded beside it'),
  });
  return { provider, memory };
}

async function providerOf(asked: Provider | undefined): Promise<Provider> {
  try {
    return await chooseProvider(asked);
  } catch (cause) {
    if (cause instanceof ProviderError) throw new ProviderError(`MANIFOLD_PROVIDER: ${cause.message}`, { cause });
    throw cause;
  }
}
