import { build } from '../infra/build.ts';

/** What the stack runs is built once, before the first test. */
export async function setup(): Promise<void> {
  await build(() => {});
}
