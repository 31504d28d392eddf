import { fileURLToPath } from 'node:url';
import { examples } from '@manifold/shared/examples/examples';
import { UsageError } from './flags.ts';

const folder = new URL('../../shared/examples/', import.meta.url);
const prefix = 'example:';

/** Where an example's file lies. */
export function pathOfExample(file: string): string {
  return fileURLToPath(new URL(file, folder));
}

/** The path that a flag names: `example:digit` is a shipped picture, `example:digit-mask` its mask. Throws a UsageError. */
export function pathOf(flag: string, given: string): string {
  if (!given.startsWith(prefix)) return given;
  const name = given.slice(prefix.length);
  const files = new Map(
    examples.flatMap((example) => [
      [example.name, example.picture] as const,
      [`${example.name}-mask`, example.mask] as const,
    ]),
  );
  const file = files.get(name);
  if (file) return pathOfExample(file);
  throw new UsageError(`--${flag}: there is no example "${name}"; use one of ${[...files.keys()].join(', ')}`);
}
