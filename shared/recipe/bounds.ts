/** Limits on what one recipe may ask, checked before anything recurses or runs. */
export const bounds = {
  /** Levels of nested estimates; a leaf alone is one. */
  depth: 4,
  /** Leaves of an estimate; each costs two U-Net rows a sample and evaluation. */
  leaves: 8,
  /** Leaves that the panels of a study have of their own, together: one for each of as many as there may be. */
  panelLeaves: 64,
  /** Characters of a prompt. */
  prompt: 500,
  /** Prompts that a bundle proposes. */
  examples: 64,
  /** Samples of one recipe. */
  count: 16,
  /** U-Net evaluations of one sample. */
  evaluations: 1000,
  /** U-Net rows of the whole computation, those of the second stage apart. */
  rows: 20_000,
  /** Rows of the second stage, whose pictures have some sixteen times the pixels: 16 samples in 100 steps, and some over. */
  upscaledRows: 4000,
  /** Pictures of a study: panels, and of each the samples. */
  pictures: 64,
  /** Columns of a study's sheet. */
  columns: 16,
  /** Characters of a panel's label. */
  label: 100,
  /** Sigmas that a blur is chosen from. */
  sigmas: 32,
  /** Absolute guidance scale. */
  guidance: 100,
  /** Nesting of any JSON that a client sends: a recipe at its deepest has 15 levels. */
  json: 20,
} as const;

/** Whether `value` nests deeper than `limit` containers. Walks with a stack of its own: hostile depth cannot exhaust the call stack. */
export function nestsDeeperThan(value: unknown, limit: number): boolean {
  const stack: { node: unknown; depth: number }[] = [{ node: value, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (typeof top.node !== 'object' || top.node === null) continue;
    const depth = top.depth + 1;
    if (depth > limit) return true;
    for (const node of Object.values(top.node)) stack.push({ node, depth });
  }
  return false;
}
