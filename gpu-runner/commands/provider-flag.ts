import { chooseProvider, ProviderError } from '../runtime/provider.ts';
import type { Provider } from '../runtime/session.ts';
import { UsageError } from './flags.ts';

/**
 * The provider that `--provider` names, else MANIFOLD_PROVIDER, else the best that is here; says on the standard error which
 * it is where one was named or it is not the processor. Throws a UsageError that names those to take instead.
 */
export async function providerFrom(flag: string | undefined): Promise<Provider> {
  const asked = flag ?? (process.env.MANIFOLD_PROVIDER || undefined);
  try {
    const provider = await chooseProvider(asked);
    if (asked !== undefined || provider !== 'cpu') process.stderr.write(`on ${provider}\n`);
    return provider;
  } catch (cause) {
    if (!(cause instanceof ProviderError)) throw cause;
    throw new UsageError(`${flag === undefined ? 'MANIFOLD_PROVIDER' : '--provider'}: ${cause.message}`, { cause });
  }
}
